"""Which round: the ones that are open, another folder, a new one; and the settings of one."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from starlette.responses import Response

from toolkit.disk import read_bytes, write_whole
from toolkit.errors import ToolkitError
from toolkit.rounds import SETTINGS_FILE, Settings, read_settings
from toolkit.ui.rendering import page
from toolkit.ui.visit import Visit
from toolkit.workflow import find, keep_last_year, new


def show(visit: Visit) -> Response:
    """The first page."""
    return page("home.html", {"rounds": list(_rounds(visit)), "start": visit.desk.start})


def _rounds(visit: Visit) -> Iterator[tuple[str, Path, Settings | None, str]]:
    """(short name, folder, settings, trouble)."""
    for name, root in visit.desk.roots.items():
        try:
            yield name, root, find(root).settings, ""
        except ToolkitError as error:
            yield name, root, None, error.told


def open_round(visit: Visit) -> Response:
    """Open the round in a folder of this machine."""
    folder = visit.text("folder").strip('"')  # as Explorer copies a path
    if not folder:
        raise ToolkitError("没有写文件夹。", "请填写年报工作的文件夹，如 D:\\2024年报。")
    return visit.go(f"/r/{visit.desk.open(visit.desk.start / folder)}/")


def form(visit: Visit) -> Response:
    """The form for a new round; the report is on the year that ended last."""
    return page("new.html", {"year": visit.now.year - 1, "start": visit.desk.start})


def create(visit: Visit) -> Response:
    """Start a round from what was filled in."""
    folder, office, year = visit.text("folder"), visit.text("office"), visit.text("year")
    if not (folder and office and year.isdecimal()):
        raise ToolkitError("年度、办公室和文件夹都要填。", "请返回补上。")
    settings = Settings(int(year), office, visit.text("contact"), visit.day("deadline"))
    root = visit.desk.start / folder
    with tempfile.TemporaryDirectory() as scratch:
        supplement = Path(scratch) / "supplement"
        own = supplement if visit.keep("supplement", supplement) else None
        new(root, settings, _roster(visit, Path(scratch)), own)
        round_ = find(root)
        last_year = [upload.path for upload in visit.keep("last_year", Path(scratch) / "last_year")]
        keep_last_year(round_, last_year)
    return visit.go(f"/r/{visit.desk.open(root)}/issue")


def _roster(visit: Visit, scratch: Path) -> Path:
    """The file that was uploaded, or what was pasted from a spreadsheet."""
    uploads = visit.keep("roster", scratch / "roster")
    if uploads:
        return uploads[0].path
    pasted = visit.text("pasted")
    if not pasted:
        raise ToolkitError("没有名单。", "请选择名单文件，或者从表格里复制后粘贴（连同第一行的列名）。")
    delimiter = "\t" if "\t" in pasted else ","
    rows = csv.reader(io.StringIO(pasted, newline=""), delimiter=delimiter)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path = scratch / "pasted.csv"
    write_whole(path, text.getvalue().encode())
    return path


def settings(visit: Visit) -> Response:
    """``round.toml`` as it stands."""
    text = read_bytes(visit.desk.root(visit.name) / SETTINGS_FILE).decode("utf-8-sig", "replace")
    return visit.page("settings.html", {"text": text, "section": "settings"})


def change_settings(visit: Visit) -> Response:
    """Write ``round.toml``, if it is in order."""
    text = visit.text("text").replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n"
    content = text.encode("utf-8-sig")
    read_settings(content)
    write_whole(visit.desk.root(visit.name) / SETTINGS_FILE, content)
    return visit.go(visit.address())
