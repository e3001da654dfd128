"""Passwords: asked for when they are needed, never written down by this program."""

import os
from collections.abc import Callable, Mapping
from typing import Literal

from toolkit.errors import ToolkitError
from toolkit.model import Server

Purpose = Literal["smtp", "imap"]
_NAMES = {"smtp": "发信", "imap": "收信"}


def password_for(
    purpose: Purpose,
    server: Server,
    ask: Callable[[str], str] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """The password of `server`; '' where it wants no login.

    Looked for in ``NIANBAO_SMTP_PASSWORD`` or ``NIANBAO_IMAP_PASSWORD``, then in the system's own store where the
    package keyring is installed (service ``nianbao-smtp`` or ``nianbao-imap``, name ``user@host``), then by `ask`,
    which is given the question to put. Raises :class:`ToolkitError` where none of them has it.
    """
    if not server.user:
        return ""
    variable = f"NIANBAO_{purpose.upper()}_PASSWORD"
    found = environment.get(variable) or _stored(purpose, server)
    if not found and ask is not None:
        found = ask(f"{server.user} 的{_NAMES[purpose]}密码（QQ、163 等邮箱请填授权码）：")
    if not found:
        raise ToolkitError(f"没有 {server.user} 的{_NAMES[purpose]}密码。", f"请设置环境变量 {variable}。")
    return found


def _stored(purpose: Purpose, server: Server) -> str | None:
    """From the credential store of Windows, macOS or the desktop."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(f"nianbao-{purpose}", f"{server.user}@{server.host}")
    except KeyringError:  # a machine without a store, or a locked one
        return None
