"""THE MAIN PATH, in the order of a year: issue → (units fill) → check → total → report.

Every function takes and gives values of the rooms below; commands and other front ends only call these.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toolkit.aggregation import Source, Total, add_up
from toolkit.checks import FINDING_COLUMNS, Checked, Verdict, check_report, finding_rows, repeated_paragraphs
from toolkit.disk import read_bytes, write_whole
from toolkit.errors import ToolkitError
from toolkit.forms import find_sentences, form_for_year
from toolkit.model import (
    Finding,
    Number,
    Report,
    Roster,
    Unit,
    Value,
    accepted_key,
    csv_rows,
    distinct_stems,
    fill_placeholders,
    json_value,
    read_data_file,
    roster_from_rows,
    standard_text,
    with_last_year,
    write_data_file,
)

FORM = "zfxxgk"
KEY_FILE = "nianbao.key"


# --- 下发 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the office asks for: the report of which year, by when, and whom to call."""

    year: int
    office: str
    deadline: date | None = None
    office_contact: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A workbook for a unit, and where it lies."""

    unit: Unit
    path: Path


def read_roster(path: Path) -> Roster:
    """The roster in a CSV or XLSX file. Raises :class:`ToolkitError` that names every faulty row."""
    content = read_bytes(path)
    if not content.startswith(b"PK"):
        return roster_from_rows(csv_rows(content))
    from toolkit.workbook import sheet_rows

    return roster_from_rows(sheet_rows(content))


def plan_issue(roster: Roster, year: int, folder: Path) -> tuple[Issued, ...]:
    """Which file each unit gets; writes nothing."""
    stems = distinct_stems(f"{unit.code}_{unit.short or unit.name}_{year}年报" for unit in roster.units)
    return tuple(Issued(unit, folder / f"{stem}.xlsx") for unit, stem in zip(roster.units, stems, strict=True))


def match_last_year(roster: Roster, reports: Sequence[Report]) -> Mapping[str, Report]:
    """Unit code → last year's report of that unit, by code, else by its name or a former one."""
    by_code = {report.unit_code: report for report in reports if report.unit_code}
    by_name = {report.unit: report for report in reports if report.unit}
    matched = {}
    for unit in roster.units:
        names = (unit.name, *unit.predecessor.replace("、", ",").split(","))
        found = by_code.get(unit.code) or next((by_name[name] for name in names if name in by_name), None)
        if found:
            matched[unit.code] = found
    return matched


def issue(
    planned: Sequence[Issued], assignment: Assignment, key: bytes, last_year: Mapping[str, Report] | None = None
) -> Iterator[Issued]:
    """Write one locked workbook per unit; yields each when it is on disk. Can be repeated: same input, same bytes.

    `last_year` (unit code → report) is locked into the workbooks as 上年数.
    """
    from toolkit.workbook import Cover, blank_report, write_workbook

    form = form_for_year(FORM, assignment.year)
    for item in planned:
        cover = Cover(
            office=assignment.office,
            deadline=assignment.deadline,
            office_contact=assignment.office_contact,
            contact=item.unit.contact,
            phone=item.unit.phone,
            key=key,
        )
        report = blank_report(form, assignment.year, item.unit.name, item.unit.code)
        if last_year and item.unit.code in last_year:
            report = with_last_year(report, last_year[item.unit.code])
        write_whole(item.path, write_workbook(report, cover))
        yield item


def find_key(start: Path) -> bytes:
    """The office's key from ``nianbao.key`` in `start` or a folder above it; empty where there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / KEY_FILE).is_file():
            return read_bytes(folder / KEY_FILE).strip()
    return b""


def create_key(folder: Path) -> bytes:
    """The office's key, made on first use. It never leaves the office: who has it can stamp workbooks."""
    path = folder / KEY_FILE
    if not path.is_file():
        write_whole(path, secrets.token_hex(32).encode() + b"\n")
    return read_bytes(path).strip()


# --- 读取与校验 ------------------------------------------------------------------------------------------------------


def load_report(path: Path, key: bytes = b"") -> tuple[Report, tuple[Finding, ...]]:
    """The report in a workbook or data file. Raises :class:`UnreadableFile` where it is neither."""
    content = read_bytes(path)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return read_data_file(content)
    from toolkit.workbook import read_workbook

    return read_workbook(content, key=key)


def check(path: Path, key: bytes = b"", last_year: Report | None = None) -> Checked:
    """Read a file and hold every rule against it, and against last year's report where there is one."""
    report, findings = load_report(path, key)
    report = fill_placeholders(report)
    if last_year is not None:
        report = with_last_year(report, last_year)
        findings = (*findings, *repeated_paragraphs(report, last_year))
    return Checked(str(path), report, check_report(report, findings))


def findings_as_workbook(checked: Sequence[Checked]) -> bytes:
    """All findings as a table, a line each."""
    from toolkit.workbook import Appendix, write_tables

    rows = [row for item in checked for row in finding_rows(item)]
    return write_tables([Appendix("问题清单", FINDING_COLUMNS, rows)])


def explain(checked: Checked, explanations: Mapping[str, str]) -> Report:
    """The report with explanations added and tied to the numbers they are given for.

    Raises :class:`ToolkitError` for a key under which there is nothing to explain.
    """
    queries = {finding.key: finding for finding in checked.verdict.findings if finding.severity == "query"}
    unknown = [key for key in explanations if key not in queries]
    if unknown:
        raise ToolkitError(f"没有编号为 {'、'.join(unknown)} 的疑点。", "编号见 nianbao explain 列出的清单。")
    given = {key: finding.explained_by for key, finding in queries.items() if finding.explained_by}
    accepted = {accepted_key(queries[key], text): text for key, text in (given | dict(explanations)).items() if text}
    others = {key: text for key, text in checked.report.explanations.items() if key.partition("#")[0] not in queries}
    return replace(checked.report, explanations=others | accepted)


# --- 起草文字 --------------------------------------------------------------------------------------------------------


def draft(report: Report) -> Mapping[str, str]:
    """The standard sentences that the tables of `report` prove: block → text."""
    return standard_text(report, find_sentences(report.form))


def with_draft(report: Report) -> Report:
    """`report` with its empty blocks drafted; what a person wrote stays as it is."""
    return replace(report, narrative={**draft(report), **report.narrative})


# --- 数据文件与工作簿互换 --------------------------------------------------------------------------------------------


def fill(report: Report, key: bytes = b"") -> bytes:
    """A workbook that holds `report`."""
    from toolkit.workbook import Cover, write_workbook

    return write_workbook(report, Cover(key=key))


def disputed_totals(report: Report) -> Iterator[tuple[str, Value, Number]]:
    """(cell, claimed, computed) of totals that are stated wrongly at the source; a workbook cannot hold the claim."""
    for cell, computed in report.totals.items():
        claimed = report.values.get(cell, computed)
        if computed is not None and claimed != computed:
            yield cell, claimed, computed


def read(report: Report) -> bytes:
    """The data file of `report`."""
    return write_data_file(report).encode()


# --- 汇总 ------------------------------------------------------------------------------------------------------------


def total(checked: Sequence[Checked], name: str) -> Total:
    """Add reports up: input cells only, every total derived."""
    return add_up([Source(item.file, item.report) for item in checked], name)


def total_as_data(result: Total) -> bytes:
    """The total as a data file, with its sources, what each adds to each cell, and what could not be added."""
    extra: Mapping[str, object] = {
        "complete": result.complete,
        "sources": [{"file": s.file, "unit": s.report.unit, "unit_code": s.report.unit_code} for s in result.sources],
        "contributions": {
            cell: [{"unit": c.unit, "file": c.file, "value": json_value(c.value)} for c in found if c.value]
            for cell, found in result.contributions.items()
        },
        "gaps": [{"unit": g.unit, "file": g.file, "cell": g.cell, "value": json_value(g.value)} for g in result.gaps],
    }
    return write_data_file(result.report, extra).encode()


def total_as_workbook(result: Total, key: bytes = b"") -> bytes:
    """The total in the official layout, with a sheet that shows what each unit adds to each cell."""
    from toolkit.workbook import Appendix, Cover, write_workbook

    units = [source.report.unit for source in result.sources]
    provenance = Appendix("汇总来源", ("工作表", "单元格", "行", "列", "合计", *units), _provenance(result))
    return write_workbook(result.report, Cover(key=key), [provenance])


def _provenance(result: Total) -> list[tuple[Value, ...]]:
    """A row per input cell: where it stands, the sum, and each unit's number (or what stands in its place)."""
    return [
        (
            cell.table.sheet,
            cell.address,
            cell.row.short,
            cell.column.short,
            result.report.values[cell.id],
            *(source.report.values.get(cell.id) for source in result.sources),
        )
        for cell in result.report.form.inputs
    ]


# --- 成文 ------------------------------------------------------------------------------------------------------------


def make_document(checked: Checked, suffix: str, signed_on: date | None, *, draft: bool) -> bytes:
    """The official document as ``.docx``, ``.html`` or ``.pdf``.

    Raises :class:`ToolkitError` while errors remain, unless it is to be a `draft`, which says so on every page.
    """
    errors = checked.verdict.count("error")
    if errors and not draft:
        raise ToolkitError(
            f"{checked.file}：还有 {errors} 处必须改正的问题，没有成文。",
            "请先改正；只是要看样子的，加 --draft 生成草稿。",
        )
    from toolkit.document import Draft, word_to_pdf, write_html, write_word

    mark = Draft(errors, _marked_spans(checked.verdict)) if draft else None
    match suffix:
        case ".html":
            return write_html(checked.report, signed_on=signed_on, draft=mark).encode()
        case ".docx":
            return write_word(checked.report, signed_on=signed_on, draft=mark)
        case ".pdf":
            return word_to_pdf(write_word(checked.report, signed_on=signed_on, draft=mark))
        case _:
            raise ToolkitError(f"不能生成“{suffix}”文件。", "成文的文件名请以 .docx、.html 或 .pdf 结尾。")


def _marked_spans(verdict: Verdict) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Where errors stand in the narrative: block → spans."""
    spans: dict[str, tuple[tuple[int, int], ...]] = {}
    for finding in verdict.findings:
        place = finding.place
        if finding.severity == "error" and place.block and place.start is not None and place.end is not None:
            spans[place.block] = (*spans.get(place.block, ()), (place.start, place.end))
    return spans


def save(path: Path, content: bytes, sources: Sequence[Path] = ()) -> None:
    """Write a result. Raises :class:`ToolkitError` rather than overwrite what it was made from."""
    if path.resolve() in {source.resolve() for source in sources}:
        raise ToolkitError(f"“{path}”是原始文件，不能覆盖。", "请换一个文件名。")
    write_whole(path, content)
