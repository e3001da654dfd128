"""What a returned workbook is: by its stamps, or without them by its labels."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.forms import Form, Table, editions, find_form, form_named, layout_of_digest
from toolkit.intake import Reason, Refused
from toolkit.model import Finding, Place, clean_text
from toolkit.workbook.opened import OpenedWorkbook
from toolkit.workbook.sheet import Sheet
from toolkit.workbook.sheets import names
from toolkit.workbook.stamp import DEFINED_NAME, PROPERTY, Stamp, parse_stamp, unit_digest

_PLACES = ("文档属性", "定义的名称", "标识表")
_REFILL = "请单位用下发的原表填写后重新报送。"
_LIKENESS = 0.8  # share of labels in place from which a sheet counts as that table


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was found out. `stamp` is None where the file has none and was known by its labels only."""

    form: Form
    year: int
    unit: str
    unit_code: str
    stamp: Stamp | None
    facts: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def appendices(self) -> tuple[str, ...]:
        """The names of further sheets that were written with it."""
        return tuple(self.facts.get("appendices", "").split("\n"))


def identify(book: OpenedWorkbook, key: bytes, own: Form | None = None) -> Recognition:
    """Identify a workbook; `own` is the form that the office defined. Raises :class:`UnreadableFile` where it is none
    of ours, or made on a definition that is not at hand.
    """
    facts = _hidden_facts(book)
    stamps = {where: parse_stamp(token) for where, token in _tokens(book, facts)}
    known = [stamp for stamp in stamps.values() if stamp is not None]
    if not known:
        return _by_labels(book, own)
    stamp, _ = Counter(known).most_common(1)[0]
    form = _form_of(stamp, facts, own)
    unit = clean_text(facts.get("unit", ""))
    if unit_digest(unit) != stamp.unit:
        unit = _cover_text(book, 3, 1)
    findings = (*_agreement_findings(stamp, stamps, book), *_stamp_findings(stamp, form, unit, key))
    return Recognition(form, stamp.year, unit, stamp.unit_code, stamp, facts, findings)


def _form_of(stamp: Stamp, facts: dict[str, str], own: Form | None) -> Form:
    """The form it was made on. A 附表 must be the very one: it is the office's own, and nobody else can tell what its
    labels meant.
    """
    try:
        form = form_named(stamp.form, stamp.edition, stamp.supplement, own)
    except UnreadableFile as error:
        raise Refused(Reason.NO_DEFINITION, _supplement_told(stamp, facts)) from error
    except ToolkitError as error:
        raise UnreadableFile(
            f"工作簿的表式 {stamp.form} {stamp.edition}版，本程序没有。",
            "本单位自己写的表式，请把“表式”文件夹放在文件旁边，或加 --form 文件夹；不是的，请用较新的程序打开。",
        ) from error
    if form.supplement and not form.digest.startswith(stamp.definition):
        there = f"{_supplement_told(stamp, facts)}，现在的定义是 {form.digest[:16]}"
        raise Refused(Reason.OTHER_DEFINITION, there)
    return layout_of_digest(form, stamp.definition)


def _supplement_told(stamp: Stamp, facts: dict[str, str]) -> str:
    title = clean_text(facts.get("supplement", ""))
    return f"附表{f'“{title}”' if title else ''} {stamp.supplement}，定义 {stamp.definition}"


def _tokens(book: OpenedWorkbook, facts: dict[str, str]) -> Iterator[tuple[str, str]]:
    if PROPERTY in book.properties:
        yield _PLACES[0], book.properties[PROPERTY]
    if DEFINED_NAME in book.names:
        yield _PLACES[1], book.names[DEFINED_NAME].lstrip("=").strip('"')
    if "stamp" in facts:
        yield _PLACES[2], facts["stamp"]


def _hidden_facts(book: OpenedWorkbook) -> dict[str, str]:
    sheet = book.sheet(names.STAMP)
    if sheet is None:
        return {}
    rows = ((sheet.value(row, 0), sheet.value(row, 1)) for row in range(1, 20))
    return {str(name): "" if text is None else str(text) for name, text in rows if name is not None}


def _agreement_findings(stamp: Stamp, stamps: dict[str, Stamp | None], book: OpenedWorkbook) -> Iterator[Finding]:
    """Whether the places that carry the stamp agree, and whether all are left."""
    place = Place(sheet=names.COVER, address="A2")
    if {found for found in stamps.values() if found} != {stamp}:
        where = "、".join(where for where, found in stamps.items() if found)
        message = f"工作簿里的身份标识互相矛盾（{where}），疑为拼接或改动。"
        yield Finding("workbook.stamp_conflict", "error", "failed", place, message, _REFILL)
    missing = [where for where in _PLACES if stamps.get(where) is None]
    if missing and not book.values_only:
        message = f"工作簿的身份标识缺了一部分（{'、'.join(missing)}），按其余标识认定。"
        fix = "不影响填报；请以后直接在原表上填写。"
        yield Finding("workbook.stamp_incomplete", "hint", "failed", place, message, fix)


def _stamp_findings(stamp: Stamp, form: Form, unit: str, key: bytes) -> Iterator[Finding]:
    """Whether the office made it, for the unit it names, on the definition in use."""
    place = Place(sheet=names.COVER, address="A2")
    if key and not stamp.is_genuine(key):
        message = "身份标识的签名不对：这份工作簿不是本办公室下发的，或标识被改动。"
        yield Finding("workbook.forged_stamp", "error", "failed", place, message, _REFILL)
    if unit_digest(unit) != stamp.unit:
        message = f"单位名称“{unit}”与下发时的单位不符。"
        cover = Place(sheet=names.COVER, address="B4")
        fix = "请核对是否误用了别的单位的工作簿。"
        yield Finding("workbook.unit_changed", "error", "failed", cover, message, fix)
    if stamp.definition != form.digest[:16]:
        message = "工作簿按较早的表式定义生成，已逐格核对标签后读取。"
        yield Finding("workbook.other_definition", "hint", "failed", place, message, "建议重新下发。")


def _by_labels(book: OpenedWorkbook, own: Form | None) -> Recognition:
    """Without stamps: the edition whose labels are all there; unit and year as the cover says."""
    installed = [find_form(form_id, edition) for form_id, edition in editions()]
    for form in [own, *installed] if own else installed:
        if all(find_sheet(book, table) is not None for table in form.tables):
            return _labelled(book, form)
    raise UnreadableFile(
        "不是本程序下发的年报工作簿：没有身份标识，表格也与表式不符。", "请单位用下发的原表填写后重新报送。"
    )


def _labelled(book: OpenedWorkbook, form: Form) -> Recognition:
    year = _cover_text(book, 4, 1)[:4]
    if not year.isascii() or not year.isdigit():
        raise UnreadableFile("工作簿没有身份标识，封面上也看不出报告年度。", _REFILL)
    unit, code = _cover_text(book, 3, 1), _cover_text(book, 4, 4)
    finding = Finding(
        "workbook.no_stamp",
        "query",
        "failed",
        Place(sheet=names.COVER, address="A2"),
        f"工作簿没有身份标识，按表格标签认定为{year}年度、{form.edition}版表式，单位按封面为“{unit}”。",
        "请向单位核实这份表确由其填报；请以后在下发的原表上填写。",
    )
    return Recognition(form, int(year), unit, code, None, {}, (finding,))


def _cover_text(book: OpenedWorkbook, row: int, column: int) -> str:
    sheet = book.sheet(names.COVER)
    value = sheet.value(row, column) if sheet is not None else None
    return "" if value is None else clean_text(str(value)).strip()


def find_sheet(book: OpenedWorkbook, table: Table) -> Sheet | None:
    """The sheet of `table`: the one of its name, else the one that has its labels."""
    named = book.sheet(table.sheet)
    if named is not None:
        return named
    likely = [(likeness(sheet, table), sheet) for sheet in book.sheets]
    best = max(likely, key=lambda item: item[0], default=(0.0, None))
    return best[1] if best[0] >= _LIKENESS else None


def is_copy(sheet: Sheet, table: Table) -> bool:
    """Whether a sheet of another name is, by its labels, that table."""
    return likeness(sheet, table) >= _LIKENESS


def likeness(sheet: Sheet, table: Table) -> float:
    """Share of the table's labels that stand where they should."""
    labels = table.grid.texts
    return sum(same_text(sheet.value(*place), label.text) for place, label in labels.items()) / len(labels)


def same_text(found: object, expected: str) -> bool:
    """Equal but for white space, which programs change on saving."""
    return found == expected or "".join(str(found if found is not None else "").split()) == "".join(expected.split())
