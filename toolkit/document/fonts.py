"""Which official fonts this machine has. None is shipped; a document names them all the same."""

import re
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
    return tuple(font.name for font in fonts if installed.isdisjoint((font.name, *font.also)))


def _installed() -> frozenset[str]:
    """The names of all installed fonts, whole: 华文宋体 is no 宋体."""
    return font_names(_from_registry() if sys.platform == "win32" else _from_fontconfig())


def font_names(listing: str) -> frozenset[str]:
    """The names in a listing: ``SimSun & NSimSun (TrueType)`` of Windows, ``Noto Sans,Noto Sans SC`` of fontconfig."""
    names = re.split(r"[,&\n]", re.sub(r"\([^)]*\)", "", listing))
    return frozenset(name.strip() for name in names if name.strip())


def _from_fontconfig() -> str:
    program = shutil.which("fc-list")
    if program is None:
        return ""
    words = [program, "--format", r"%{family}\n"]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=30)  # noqa: S603  # our own words
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
