"""A round is a folder: settings, roster, key, ledger, and a place for everything that comes and goes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.disk import KEY_FILE, read_bytes, write_whole
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.forms import OWN_FOLDER, find_own
from toolkit.intake import CLUTTER
from toolkit.model import Roster
from toolkit.rounds.ledger import LEDGER_FILE, create_ledger
from toolkit.rounds.settings import SETTINGS_FILE, Settings, read_settings
from toolkit.rounds.settings_text import settings_as_text

ROSTER_FILES = ("名单.csv", "名单.xlsx")
ISSUED, RECEIVED, RETURNED, RESULTS, LETTERS, LAST_YEAR = ("下发", "收件", "退回", "成果", "信函", "上年")
FOLDERS = (ISSUED, RECEIVED, RETURNED, RESULTS, LETTERS, LAST_YEAR)

_UNFINISHED = ".nianbao-new"  # stands in a folder that was empty when the making of a round began in it
_NOT_THE_CLERKS = CLUTTER | {_UNFINISHED}


@dataclass(frozen=True, slots=True)
class Round:
    """A round and where it lies; `key` is empty where its file is gone. `own`: the folder of the definition (a 附表)
    that the office made for it. `rehearsed`: nothing that is done with it may leave a trace.
    """

    root: Path
    settings: Settings
    roster: Roster
    key: bytes
    own: Path | None = None
    rehearsed: bool = False


def create_round(
    root: Path, settings: Settings, roster: bytes, key: bytes, own: Mapping[str, bytes] | None = None
) -> None:
    """Make `root` the folder of a round; `roster` is the content of a CSV or XLSX file, `own` are the files of the
    definition that the office owns.

    Cut off at any point, `root` is no round yet, and the same call makes it one. Raises :class:`ToolkitError` where
    the folder is a round already, holds anything else, or cannot be written.
    """
    _refuse_occupied(root)
    write_whole(root / _UNFINISHED, b"")
    write_whole(root / ROSTER_FILES[roster.startswith(b"PK")], roster)
    write_whole(root / KEY_FILE, key + b"\n")
    create_ledger(root / LEDGER_FILE)
    for name in FOLDERS:
        (root / name).mkdir(exist_ok=True)
    for name, content in (own or {}).items():
        write_whole(root / OWN_FOLDER / name, content)
    text = settings_as_text(settings).replace("\n", "\r\n")  # for the Notepad of older Windows, as is the mark
    write_whole(root / SETTINGS_FILE, text.encode("utf-8-sig"))  # from here on it is a round
    (root / _UNFINISHED).unlink(missing_ok=True)


def find_root(start: Path) -> Path:
    """The folder of the round that `start` lies in. Raises :class:`ToolkitError` where there is none."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise ToolkitError(
        f"“{here}”不在年报工作的文件夹里（从这里往上，都没有 {SETTINGS_FILE}）。",
        "请先进入那个文件夹；还没有的，先新建。",
        "nianbao new",
    )


def find_round(start: Path, read_roster: Callable[[Path], Roster]) -> Round:
    """The round that `start` lies in; `read_roster` reads its roster, whatever kind of file that is.

    Raises :class:`ToolkitError` where there is none, or its settings or its roster are faulty.
    """
    root = find_root(start)
    settings = read_settings(read_bytes(root / SETTINGS_FILE))
    key = root / KEY_FILE
    secret = read_bytes(key).strip() if key.is_file() else b""
    return Round(root, settings, read_roster(_roster_file(root)), secret, find_own(root))


def _roster_file(root: Path) -> Path:
    found = [root / name for name in ROSTER_FILES if (root / name).is_file()]
    if not found:
        raise UnreadableFile(f"“{root}”里没有名单（{' 或 '.join(ROSTER_FILES)}）。", "请把名单放回去。")
    if len(found) > 1:
        raise ToolkitError(f"“{root}”里有两份名单（{'、'.join(ROSTER_FILES)}）。", "请只留下一份。")
    return found[0]


def _refuse_occupied(root: Path) -> None:
    if (root / SETTINGS_FILE).is_file():
        raise ToolkitError(f"“{root}”已经是一次年报工作的文件夹，没有改动。", "请换一个文件夹。")
    if root.exists() and not root.is_dir():
        raise ToolkitError(f"“{root}”是文件，不是文件夹。", "请换一个文件夹。")
    strangers = [] if (root / _UNFINISHED).is_file() else sorted(_strangers(root))
    if strangers:
        shown = "、".join(strangers[:3]) + ("等" if len(strangers) > 3 else "")
        raise ToolkitError(f"文件夹“{root}”里已有别的文件（{shown}），没有改动。", "请换一个空文件夹。")


def _strangers(root: Path) -> Iterator[str]:
    """Names of what somebody else put there."""
    if root.is_dir():
        yield from (path.name for path in root.iterdir() if path.name.casefold() not in _NOT_THE_CLERKS)
