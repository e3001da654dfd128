"""送签材料读回来: the pack that went to the leader, found again, unaltered, and what is to be final held against it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.disk import read_bytes, sha256
from toolkit.document import Difference, read_word, verify, write_review_copy
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.forms import find_own, own_form
from toolkit.model import Report, place_of_cells, read_data_file, show
from toolkit.stages.digests import report_sha256
from toolkit.stages.signature import DATA, MANIFEST

AGAIN, SUBMIT = "请改回送审时的数，或重新送审。", "nianbao submit"
_SHOWN = 20  # lines of what differs


@dataclass(frozen=True, slots=True)
class Submitted:
    """A pack as it lies in `folder`: the report as it was submitted; `sha256` is that of the manifest."""

    folder: Path
    report: Report
    submitted_on: str
    sha256: str


def find_pack(returned: Path, data: Path, report: Report) -> Path | None:
    """The folder of the pack that `returned` came from: where it lies itself, or beside the data or one folder below.

    Of several for the unit and year of `report`, the one submitted last. None where there is none.
    """
    if _is_pack(returned.parent):
        return returned.parent
    below = sorted(path for path in data.parent.iterdir() if path.is_dir()) if data.parent.is_dir() else []
    found = [(str(raw.get("submitted_on")), folder) for folder in (data.parent, *below) if (raw := _of(folder, report))]
    if not found:
        return None
    last = max(day for day, _ in found)
    folders = [folder for day, folder in found if day == last]
    if len(folders) > 1:
        listed = "、".join(str(folder) for folder in folders)
        raise ToolkitError(f"有 {len(folders)} 份 {last} 的送签材料：{listed}。", "请写明是哪一份。", "--pack 文件夹")
    return folders[0]


def _is_pack(folder: Path) -> bool:
    try:
        return _is_ours(_manifest(folder))
    except UnreadableFile:
        return False


def _of(folder: Path, report: Report) -> Mapping[str, Any] | None:
    """The manifest in `folder`, where it is that of this unit and year."""
    try:
        raw = _manifest(folder)
    except UnreadableFile:
        return None
    same = (raw.get("unit"), raw.get("year")) == (report.unit, report.year)
    return raw if _is_ours(raw) and same else None


def _is_ours(raw: Mapping[str, Any]) -> bool:
    return str(raw.get("program", "")).startswith("nianbao ")


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / MANIFEST
    try:
        raw = json.loads(read_bytes(path))
    except ValueError as error:
        raise UnreadableFile(f"“{path}”读不了。", "请从备份恢复送签材料，或重新送审。") from error
    if not isinstance(raw, dict):
        raise UnreadableFile(f"“{path}”不是送签材料的清单。", "请核对文件夹。")
    return raw


def read_pack(folder: Path, returned: Path | None = None, own: Path | None = None) -> Submitted:
    """The pack in `folder`, every file held against its digest; `returned` may have been saved over its draft.
    `own`: the folder of the definition that the office owns; without one, it is looked for above the pack.

    Raises :class:`UnreadableFile` where there is none, or where it was altered: says which files.
    """
    if not (folder / MANIFEST).is_file():
        raise UnreadableFile(f"“{folder}”里没有送签材料（{MANIFEST}）。", "请写明送签材料的文件夹，或先送审。", SUBMIT)
    raw = _manifest(folder)
    files = raw.get("files")
    if not _is_ours(raw) or not isinstance(files, dict) or DATA not in files:
        raise UnreadableFile(f"“{folder / MANIFEST}”不是本程序写的送签清单。", "请核对文件夹，或重新送审。", SUBMIT)
    altered = list(_altered(folder, files, returned))
    if altered:
        listed = "；".join(altered)
        raise UnreadableFile(f"送签材料“{folder}”送审后被改动过：{listed}。", "请从备份恢复送审时的文件，或重新送审。")
    report, _ = read_data_file(read_bytes(folder / DATA), own_form(own or find_own(folder)))
    return Submitted(folder, report, str(raw.get("submitted_on")), sha256(read_bytes(folder / MANIFEST)))


def _altered(folder: Path, files: Mapping[str, str], returned: Path | None) -> Iterator[str]:
    for name, digest in files.items():
        path = folder / name
        if returned is not None and path.resolve() == returned.resolve():
            continue  # the leader's copy was saved over the draft: its content is examined for itself
        if not path.is_file():
            yield f"缺 {name}"
        elif sha256(read_bytes(path)) != digest:
            yield f"{name} 的内容与清单里的 SHA-256 不符"


# --- held against what is to be final --------------------------------------------------------------------------------


def hold_against_pack(report: Report, pack: Submitted) -> str:
    """What to tell where `report` says the same numbers as the one submitted, in other words; '' where it is the same.

    Raises :class:`ToolkitError` that names every difference where it is another report, or has other numbers.
    """
    before = pack.report
    if report_sha256(report) == report_sha256(before):
        return ""
    others = [
        f"{what}：送审时是“{old}”，现在是“{new}”"
        for what, old, new in (
            ("单位", before.unit, report.unit),
            ("单位编码", before.unit_code, report.unit_code),
            ("年度", before.year, report.year),
            ("表式", f"{before.form.id} {before.form.edition}", f"{report.form.id} {report.form.edition}"),
        )
        if old != new
    ]
    if others:
        raise ToolkitError(f"这不是送审的那一份（{pack.folder}）：{'；'.join(others)}。", "请核对数据文件和送签材料。")
    differences = verify(read_word(write_review_copy(before)), report).differences
    if differences:
        lines = [_told(difference) for difference in differences]
        raise ToolkitError(
            _listed(f"数据在送审（{pack.submitted_on}）后变了，共 {len(lines)} 处：", lines), AGAIN, SUBMIT
        )
    return "数据文件在送审后有改动，但每个数都与送审时相同。"


def _told(difference: Difference) -> str:
    before, now = difference.printed or "（无）", difference.expected or "（无）"
    return f"{difference.place}：送审时是“{before}”，现在是“{now}”"


def hold_cells(report: Report, accepted: Report, here: str, remedy: str, command: str = "") -> None:
    """Raise :class:`ToolkitError` that names every cell in which `report`, called `here`, is not as it is accepted."""
    lines = [
        f"{place_of_cells(report.form, (cell.id,))}：{here}是 {show(report.computed(cell.id))}，"
        f"台账里已确认的是 {show(accepted.computed(cell.id))}"
        for cell in report.form.cells
        if report.computed(cell.id) != accepted.computed(cell.id)
    ]
    if lines:
        raise ToolkitError(_listed(f"{here}的数与台账里已确认的不同，共 {len(lines)} 处：", lines), remedy, command)


def _listed(heading: str, lines: list[str]) -> str:
    more = [f"…… 另有 {len(lines) - _SHOWN} 处"] if len(lines) > _SHOWN else []
    return "\n".join([heading, *(f"  {line}" for line in (*lines[:_SHOWN], *more)), ""])
