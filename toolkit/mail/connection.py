"""What goes wrong on the way to a server, in words; the encryption both protocols use."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from toolkit.errors import ToolkitError
from toolkit.model import Server

ENCRYPTION = "一般 465、993 端口用 tls，587、143 端口用 starttls；不加密的内网服务器用 none。"


def encryption() -> ssl.SSLContext:
    """Certificates are always verified, against those the system trusts."""
    return ssl.create_default_context()


@contextmanager
def reaching(server: Server) -> Iterator[None]:
    """Turn failures of the network into :class:`ToolkitError`: each says what to look at."""
    name = f"“{server.host}”"
    try:
        yield
    except socket.gaierror as error:
        raise ToolkitError(f"找不到邮件服务器{name}。", "请核对服务器地址是否写对，网络是否连通。") from error
    except ssl.SSLCertVerificationError as error:
        raise ToolkitError(
            f"邮件服务器{name}的证书不受信任（{error.verify_message}）。",
            "请核对服务器地址；单位自建的服务器，请信息中心把它的根证书装进本机系统。",
        ) from error
    except ssl.SSLError as error:
        raise ToolkitError(f"与邮件服务器{name}的 {server.port} 端口建立加密连接失败。", ENCRYPTION) from error
    except TimeoutError as error:
        raise ToolkitError(
            f"邮件服务器{name}的 {server.port} 端口没有回应。", f"请核对端口和网络，或稍后再试。{ENCRYPTION}"
        ) from error
    except ConnectionRefusedError as error:
        raise ToolkitError(f"邮件服务器{name}的 {server.port} 端口拒绝连接。", "请核对端口是否写对。") from error
    except (ConnectionError, EOFError) as error:
        raise ToolkitError(f"与邮件服务器{name}的连接断了。", "请稍后再试，已经完成的不会重复。") from error
    except OSError as error:
        raise ToolkitError(
            f"连不上邮件服务器{name}（{error.strerror or error}）。", "请核对网络和服务器地址。"
        ) from error


def login_refused(server: Server, answer: str) -> ToolkitError:
    """The server took neither user nor password; `answer` is what it said."""
    return ToolkitError(
        f"邮件服务器“{server.host}”不接受用户“{server.user}”的登录（{answer}）。",
        "请核对用户名和密码。QQ、163、126 等邮箱要先在网页的“设置”里开启 SMTP、IMAP 服务，用那里给的“授权码”作密码。",
    )


def refuse_odd_login(server: Server, password: str) -> None:
    """No server takes anything but ASCII here; an input method left on is the usual cause."""
    if not server.user.isascii():
        raise ToolkitError(f"邮箱用户名“{server.user}”里有中文或全角字符。", "请填完整的邮箱地址。")
    if not password.isascii():
        raise ToolkitError("密码里有中文或全角字符。", "请关闭中文输入法后重新输入；QQ、163 等邮箱请填授权码。")
