"""Which official fonts this machine has. None is shipped; a document names them all the same."""

import shutil
import subprocess
import sys

from toolkit.document.typography import load_typography


def missing_fonts() -> tuple[str, ...]:
    """The official fonts that are not installed here; empty where that cannot be found out."""
    installed = _installed()
    if not installed:
        return ()
    fonts = load_typography().fonts
    return tuple(font.name for font in fonts if not any(name in installed for name in (font.name, *font.also)))


def _installed() -> str:
    """The names of all installed fonts, as one text."""
    if sys.platform == "win32":
        return _from_registry()
    program = shutil.which("fc-list")
    if program is None:
        return ""
    done = subprocess.run([program, ":", "family"], check=False, capture_output=True, text=True, timeout=30)  # noqa: S603
    return done.stdout


def _from_registry() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    names: list[str] = []
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        try:
            with winreg.OpenKey(root, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts") as key:
                names += [winreg.EnumValue(key, index)[0] for index in range(winreg.QueryInfoKey(key)[1])]
        except OSError:
            continue
    return "\n".join(names)
