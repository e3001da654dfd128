"""A mail server, as the settings of a round name it."""

from dataclasses import dataclass
from typing import Literal

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is sent or fetched. `security` tells when encryption begins; the password is never part of it."""

    host: str
    port: int
    security: Security
    user: str
