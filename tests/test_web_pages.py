"""The pages that go to a website: accessible, printable, the same numbers, in a real browser."""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from browser import printed, rendered
from office import pdf_pages
from PIL import Image
from reports import published

from toolkit.demo import examples
from toolkit.document import chart_png, chart_svg, charts_of, write_html, write_infographic
from toolkit.model import read_data_file

REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())
CITY, CITY_BEFORE = published("suqian_city_2024"), published("suqian_city_2023")
PAGES = {
    "report": write_html(REPORT, signed_on=date(2025, 1, 20)),
    "infographic": write_infographic(CITY, [CITY_BEFORE]),
}


def violations(page: str, folder: Path) -> Sequence[dict[str, Any]]:
    """What axe finds wrong: the rules of WCAG 2.1 A and AA and its best practices."""
    axe = (files("axe_core_python") / "axe.min.js").read_text("utf-8")
    run = (
        "const found = await axe.run(document);"
        "document.documentElement.setAttribute('data-found', JSON.stringify(found.violations.map("
        "item => ({id: item.id, nodes: item.nodes.map(node => node.html.slice(0, 120))}))));"
        "document.documentElement.setAttribute('data-passed', found.passes.length);"
    )
    scripts = f"<script>{axe}</script><script type='module'>{run}</script></body>"
    shown = rendered(page.replace("</body>", scripts), folder)
    root = shown.partition(">")[0] if shown.startswith("<html") else shown.partition("<html")[2].partition(">")[0]
    attributes = ET.fromstring(f"<html {root.removeprefix('<html')}/>").attrib  # what we have just made
    assert int(attributes["data-passed"]) > 10
    found: list[dict[str, Any]] = json.loads(attributes["data-found"])
    return found


@pytest.mark.chromium
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    assert not violations(PAGES[name], tmp_path)


@pytest.mark.chromium
def test_axe_would_find_something(tmp_path: Path) -> None:
    broken = PAGES["report"].replace('<html lang="zh-CN">', "<html>")

    assert [item["id"] for item in violations(broken, tmp_path)] == ["html-has-lang"]


@pytest.mark.chromium
@pytest.mark.poppler
def test_the_report_prints_with_every_part_and_no_table_in_two(tmp_path: Path) -> None:
    pages = ["".join(page.split()) for page in pdf_pages(printed(PAGES["report"], tmp_path))]

    for heading in (section.heading for section in REPORT.form.sections):
        assert heading in "".join(pages)
    (whole,) = [page for page in pages if "收到和处理政府信息公开申请情况（单位：件）" in page]
    assert "四、结转下年度继续办理" in whole


@pytest.mark.chromium
@pytest.mark.poppler
@pytest.mark.parametrize("name", PAGES)
def test_no_heading_is_printed_at_the_foot_of_a_page(name: str, tmp_path: Path) -> None:
    headings = {"".join(text.split()) for text in re.findall(r"<h[1-5]>(.*?)</h[1-5]>", PAGES[name])}
    for page in pdf_pages(printed(PAGES[name], tmp_path)):
        assert "".join(page.strip().splitlines()[-1].split()) not in headings


@pytest.mark.parametrize("name", PAGES)
def test_no_script_and_nothing_from_outside(name: str) -> None:
    page = PAGES[name].replace("http://www.w3.org/2000/svg", "")

    assert "<script" not in page
    assert "http" not in page
    assert "src=" not in page


# --- charts ----------------------------------------------------------------------------------------------------------


def test_charts_show_sources_results_and_years() -> None:
    sources, results, years = charts_of(CITY, [CITY_BEFORE])

    assert sum(values[0] for _, values in sources.rows) == CITY.totals["requests.received.total"]
    assert sum(values[0] for _, values in results.rows) == CITY.totals["requests.results_total.total"]
    assert [label for label, _ in results.rows] == [
        "予以公开",
        "部分公开",
        "不予公开",
        "无法提供",
        "不予处理",
        "其他处理",
    ]
    assert [label for label, _ in years.rows] == ["2023年", "2024年"]


def test_the_bars_of_a_chart_are_told_apart_in_grey() -> None:
    years = charts_of(CITY, [CITY_BEFORE])[-1]
    picture = Image.open(io.BytesIO(chart_png(chart_svg(years)))).convert("L")
    areas = [shade for shade, count in enumerate(picture.histogram()) if count > 2000]
    dark, light, paper = areas[-3:]  # before them the letters

    assert paper == 255
    assert light - dark > 100
    assert paper - light > 30


def test_a_chart_with_a_hole_is_not_drawn() -> None:
    blank = replace(REPORT, values={**REPORT.values, "requests.received.natural_person": None})

    assert [chart.name for chart in charts_of(blank)] == ["results"]


def test_a_chart_is_the_same_picture_twice_and_says_in_words_what_it_shows() -> None:
    chart = charts_of(CITY)[0]
    svg = chart_svg(chart)

    assert svg == chart_svg(chart)
    assert "自然人" in chart.told
    assert f'<desc id="{chart.name}-told">{chart.told}</desc>' in svg
    assert chart_png(svg).startswith(b"\x89PNG")
    ET.fromstring(svg)  # our own
