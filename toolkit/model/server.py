"""A mail server as the office writes it down. Its password is never part of it."""

from dataclasses import dataclass
from typing import Literal

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is sent or fetched. `user` is empty where the server wants no login."""

    host: str
    port: int
    security: Security
    user: str = ""
