"""The documents of the corpus: what they were made from, by which writer, in which format."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from office import convert
from reports import published as filed

from published import documents, pages, texts
from published.drawing import Rows, relabelled
from published.measure import Sample
from published.oddities import oddities
from published.strangers import strangers, to_be_printed
from toolkit.demo import examples
from toolkit.document import write_html, write_word
from toolkit.forms import find_form, layouts
from toolkit.model import Report, Value, read_data_file

_RULES = ("government_rules",)


@cache
def _filled(name: str) -> Report:
    """A return of the demo, with text and all totals."""
    report, _ = read_data_file((examples() / "demo" / "returns" / f"{name}.json").read_bytes())
    return _with_totals(report)


def _with_totals(report: Report) -> Report:
    values: dict[str, Value] = {cell.id: report.computed(cell.id) for cell in report.form.cells}
    return replace(report, values=values)


def _with_text(report: Report, of: str = "mzj") -> Report:
    return replace(report, narrative=_filled(of).narrative)


@cache
def _old() -> Report:
    """An invented report of 2020 on the 2019 edition."""
    form = find_form("zfxxgk", "2019")
    rng = random.Random(2019)
    values: dict[str, Value] = {cell.id: rng.choice([0, 0, 0, 1, 2, 13, 140]) for cell in form.inputs}
    values |= {"proactive.licensing.change": -4, "proactive.procurement.amount_yuan": "52.15万元"}
    return _with_text(_with_totals(Report(form, 2020, "示范区教育局", values=values)))


@cache
def _mixed() -> Report:
    form = layouts(find_form("zfxxgk", "2021"))[1]
    rng = random.Random(2021)
    values: dict[str, Value] = {cell.id: rng.choice([0, 0, 1, 5, 28]) for cell in form.inputs}
    return _with_text(_with_totals(Report(form, 2023, "示范区水利局", values=values)))


@cache
def _big() -> Report:
    """Numbers of several digits everywhere."""
    form = find_form("zfxxgk", "2021")
    rng = random.Random(200)
    values: dict[str, Value] = {cell.id: rng.randrange(10, 4000) for cell in form.inputs}
    return _with_text(_with_totals(Report(form, 2025, "示范市人民政府", values=values)))


_MISPRINTS = {
    "现行有效件数": "先行有效件数",
    "行政规范性文件": "规范性文件",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
    "3.危及“三安全一稳定”": '3、危及"三安全一稳定"',
    "2.其他法律行政法规禁止公开": "2.其它法律行政法规禁止公开",
    "法律服务机构": "法律 服务 机构",
    "（七）总计": "(七)总 计",
}


def _misprinted(writer: Callable[[Rows], str]) -> Callable[[Rows], str]:
    return lambda rows: writer(relabelled(rows, _MISPRINTS))


def plain_samples() -> Iterator[Sample]:
    """Documents that need no other program."""
    yield from _text_samples()
    yield from _page_samples()
    yield from _word_samples()
    yield from strangers()
    yield from oddities()


def _text_samples() -> Iterator[Sample]:
    seed = _with_text(filed("seed_mzj_2024"))
    city, big = _with_text(filed("suqian_city_2024")), _big()
    blanks = _with_text(filed("shuyang_fgj_2023"))
    writers = {
        "tabs": texts.tabs,
        "misplaced_tabs": texts.misplaced_tabs,
        "bars": texts.bars,
        "markdown": texts.markdown,
        "cell_lines_with_bars": texts.cell_lines_with_bars,
        "bars_on_their_own": texts.bars_on_their_own,
        "row_opened_by_bar": texts.row_opened_by_bar,
        "cell_lines": texts.cell_lines,
        "spaced_cell_lines": texts.spaced_cell_lines,
        "printed": texts.printed,
        "one_line": texts.one_line,
        "opened_rows": texts.opened_rows,
        "padded_bars": texts.padded_bars,
        "padded_cell_lines": texts.padded_cell_lines,
        "bars_below_headings": texts.bars_below_headings,
        "blanks_apart": texts.blanks_apart,
    }
    for name, writer in writers.items():
        for report in (seed, city, big):
            yield Sample(f"text/{name}/{report.unit}", report, texts.report_text(report, writer).encode())
    for name in ("tabs", "bars", "cell_lines_with_bars", "bars_on_their_own", "opened_rows", "bars_below_headings"):
        yield Sample(f"text/{name}/blanks", blanks, texts.report_text(blanks, writers[name]).encode())
        yield Sample(
            f"text/{name}/misprints", city, texts.report_text(city, _misprinted(writers[name])).encode("gb18030")
        )
        yield Sample(f"text/{name}/2019", _old(), texts.report_text(_old(), writers[name]).encode())
        yield Sample(f"text/{name}/mixed", _mixed(), texts.report_text(_mixed(), writers[name]).encode())
    text = texts.report_text(city, texts.bars, heading="### **{}**", without=_RULES, gap="\n\n")
    yield Sample("text/bars/no_rules", city, text.encode(), _RULES)
    yield Sample("text/run_together", seed, texts.report_text(seed, texts.run_together).encode())


def _page_samples() -> Iterator[Sample]:
    city = _with_text(filed("huaian_city_2024"))
    wrong = _with_text(filed("pingtan_htp_2025"), "jyj")
    writers = {
        "spanned": pages.spanned,
        "from_word": pages.from_word,
        "upper_case": pages.upper_case,
        "unmerged": pages.unmerged,
        "wrong_spans": pages.wrong_spans,
        "broken_labels": pages.broken_labels,
        "full_width": pages.full_width,
        "paragraphs": pages.paragraphs,
        "in_two_tables": pages.in_two_tables,
        "with_empty_columns": pages.with_empty_columns,
    }
    for name, writer in writers.items():
        yield Sample(f"html/{name}", city, pages.page(city, writer))
        yield Sample(f"html/layout/{name}", wrong, pages.layout_page(wrong, writer, encoding="gb2312"))
    for name in ("spanned", "unmerged", "from_word"):
        for report in (
            _with_text(filed("shanghai_office_2019")),
            _with_text(filed("shuyang_fgj_2023")),
            _mixed(),
            _old(),
        ):
            made = pages.page(report, writers[name], encoding="gbk")
            yield Sample(f"html/{name}/{report.form.edition}/{report.unit}", report, made)
    yield Sample("html/misprints", city, pages.page(city, _misprinted(pages.spanned)))
    yield Sample("html/no_rules", city, pages.page(city, pages.spanned, without=_RULES), _RULES)
    for name in ("mzj", "jyj", "czj"):
        report = _filled(name)
        yield Sample(f"html/ours/{name}", report, write_html(report, signed_on=None).encode())


def _word_samples() -> Iterator[Sample]:
    city, blanks = _with_text(filed("suqian_city_2023")), _with_text(filed("shuyang_fgj_2023"))
    for report in (city, blanks, _old(), _mixed(), _filled("mzj")):
        yield Sample(f"word/ours/{report.unit}", _with_totals(report), write_word(report, signed_on=None))
        yield Sample(f"word/merged/{report.unit}", report, documents.word(report, documents.merged))
        yield Sample(f"word/unmerged/{report.unit}", report, documents.word(report, documents.unmerged, numbered=False))
    yield Sample("word/revised", city, documents.word(city, documents.revised))
    yield Sample("word/nested", city, documents.word(city, documents.nested))
    yield Sample("word/tabbed", city, documents.word(city, documents.tabbed))
    yield Sample("word/no_rules", city, documents.word(city, documents.merged, without=_RULES), _RULES)


def office_samples(folder: Path) -> Iterator[Sample]:
    """What LibreOffice makes of Word documents and pages."""
    reports = [
        _with_text(filed("suqian_city_2024")),
        _filled("mzj"),
        _old(),
        _mixed(),
        _with_text(filed("shuyang_fgj_2023")),
    ]
    sources: list[tuple[str, Report, bytes]] = []
    for report in reports:
        name = f"{report.unit}_{report.form.edition}"
        sources.append((f"ours_{name}.docx", report, write_word(report, signed_on=None)))
        sources.append((f"merged_{name}.docx", report, documents.word(report, documents.merged)))
    for target in ("pdf", "html"):
        yield from _converted(sources, target, folder / target)
    drawn = [(f"page_{r.unit}.html", r, pages.page(r, pages.spanned)) for r in reports[:2]]
    bare = to_be_printed()
    drawn.append((f"{bare.name}.html", bare.report, bare.content))
    yield from _converted(drawn, "pdf", folder / "pages")


def _converted(sources: list[tuple[str, Report, bytes]], target: str, folder: Path) -> Iterator[Sample]:
    folder.mkdir(parents=True, exist_ok=True)
    before = folder / "before"
    before.mkdir()
    for name, _, content in sources:
        (before / name).write_bytes(content)
    made = convert([before / name for name, _, _ in sources], target, folder)
    for (name, report, _), path in zip(sources, made, strict=True):
        yield Sample(f"{target}/{name}", _with_totals(report) if name.startswith("ours") else report, path.read_bytes())
