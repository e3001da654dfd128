"""The status board: what it counts, and how it looks in a terminal, in a table, as JSON and in a browser."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest
from browser import printed, rendered, screenshot
from golden_file import golden
from rounds_sample import january, new_events, roster

from toolkit.model import Roster, Unit
from toolkit.rounds import (
    BOARD_COLUMNS,
    STATE_NAMES,
    Board,
    Event,
    Ledger,
    NewEvent,
    Settings,
    Survey,
    as_json,
    as_page,
    as_text,
    board_of,
    board_rows,
    create_ledger,
    log_line,
    survey_of,
)
from toolkit.rounds.board_chart import chart

SETTINGS = Settings(2024, "示范区政务公开办公室", deadline=date(2025, 1, 15), correction_days=3)
ROSTER = Roster(
    (
        Unit("mzj", "示范区民政局", "民政局", contact="周例一", phone="0000-0000101"),
        Unit("rsj", "示范区人力资源和社会保障局", "人社局", contact="王例四", phone="0000-0000104"),
        Unit("jyj", "示范区教育局", contact="吴例二", phone="0000-0000102"),
        Unit("jtj", "示范区交通运输局", "交通运输局"),
        Unit("sthjj", "示范区生态环境局", "生态环境局", contact="陈例六", phone="0000-0000106"),
        Unit("yjj", "示范区应急管理局", "应急管理局", contact="沈例十"),
        Unit("scjgj", "示范区市场监督管理局", "市场监管局"),
        Unit("qhjd", "示范区清河街道办事处", "清河街道"),
    )
)
HISTORIES = {
    "mzj": "3日 issued; 3日 sent; 6日 received a; 6日 checked a 0/0/1; 8日 accepted a",
    "rsj": "3日 issued; 8日 received b; 8日 checked b 1/0/0; 8日 returned b; 10日 received c; 10日 checked c 0/2/0",
    "jyj": "3日 issued; 7日 received d; 7日 checked d 3/1/0; 7日 returned d",
    "jtj": "3日 issued; 15日 received e; 15日 duplicate e",
    "sthjj": "3日 issued; 14日 reminded; 15日 reminded",
    "yjj": "3日 issued; 3日 sent; 3日 bounced",
    "scjgj": "3日 issued; 16日 received f; 16日 checked f 0/0/0",
    "old": "3日 issued",
    "": "14日 unrecognized 9 没有身份标识",
}


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return board_after(tmp_path / "round.db", HISTORIES, ROSTER)


def board_after(path: Path, histories: Mapping[str, str], units: Roster) -> Board:
    create_ledger(path)
    with Ledger(path) as ledger:
        for unit, told in histories.items():
            for event, time in new_events(told, unit):
                ledger.record([event], time)
        return board_of(SETTINGS, survey_of(units, SETTINGS, ledger, january(17)), january(17))


def test_it_counts_every_unit_once(board: Board) -> None:
    assert {STATE_NAMES[state]: count for state, count in board.counts.items()} == {
        "未下发": 1,
        "已下发": 2,
        "已收": 1,
        "待修改": 1,
        "合格": 2,
        "已确认": 1,
    }
    assert [state.unit.code for state in board.overdue] == ["jyj", "sthjj", "yjj"]
    assert (board.reported, board.through) == (5, 3)
    assert board.survey.strangers == ("old",)
    assert [event.reason for event in board.survey.unidentified] == ["没有身份标识"]


def test_progress_runs_from_the_first_report_to_today_without_gaps(board: Board) -> None:
    days = {day.date.day: (day.received, day.passed) for day in board.days}

    assert days == {
        6: (1, 1),
        7: (2, 1),
        8: (3, 1),
        9: (3, 1),
        10: (3, 2),
        11: (3, 2),
        12: (3, 2),
        13: (3, 2),
        14: (3, 2),
        15: (4, 2),
        16: (5, 3),
        17: (5, 3),
    }


def test_in_a_terminal(board: Board) -> None:
    golden("rounds/board.txt", as_text(board) + "\n")


def test_columns_of_a_terminal_stand_one_under_the_other(board: Board) -> None:
    table = as_text(board).split("\n\n")[1].splitlines()
    places = {_columns_before(line, name) for line in table for name in ("状态", *STATE_NAMES.values()) if name in line}

    assert len(table) == 1 + len(ROSTER.units)
    assert len(places) == 1


def _columns_before(line: str, word: str) -> int:
    return len(line[: line.index(word)].encode("gb18030"))  # two bytes for a character of full width


def test_for_programs(board: Board) -> None:
    told = json.loads(as_json(board))

    assert told["deadline"] == "2025-01-15"
    assert told["counts"] == {
        "units": 8,
        "reported": 5,
        "overdue": 3,
        "unidentified": 1,
        "not_issued": 1,
        "issued": 2,
        "received": 1,
        "to_correct": 1,
        "passed": 2,
        "accepted": 1,
    }
    rsj = told["units"][1]
    assert (rsj["unit"], rsj["state"], rsj["findings"]) == (
        "示范区人力资源和社会保障局",
        "passed",
        {"errors": 0, "queries": 2, "hints": 0},
    )
    assert told["units"][3]["findings"] is None
    assert rsj["last"]["time"] == "2025-01-10T01:30:00+00:00"
    assert told["not_on_roster"] == ["old"]


def test_as_a_table(board: Board) -> None:
    rows = [dict(zip(BOARD_COLUMNS, row, strict=True)) for row in board_rows(board)]

    assert [row["状态"] for row in rows] == [STATE_NAMES[state.state] for state in board.states]
    assert rows[2]["备注"] == "逾期未改、退回 1 次"
    assert rows[3]["必须改正"] is None  # not checked is not 0
    assert rows[1]["首次报送"] == "2025-01-08 09:30"


def test_times_are_shown_in_the_zone_of_the_reader(board: Board) -> None:
    in_utc = replace(board, now=board.now.astimezone(UTC))

    assert "01-10 09:30 校验" in as_text(board)
    assert "01-10 01:30 校验" in as_text(in_utc)


@pytest.mark.parametrize(
    ("today", "words"),
    [(12, "截止 2025-01-15，还有 3 天"), (15, "截止 2025-01-15，就是今天"), (16, "截止 2025-01-15，已过 1 天")],
)
def test_the_deadline_is_told_with_its_distance(today: int, words: str) -> None:
    assert words in as_text(board_of(SETTINGS, Survey(()), january(today)))


def test_a_round_without_a_deadline_and_without_events(tmp_path: Path) -> None:
    path = tmp_path / "round.db"
    create_ledger(path)
    settings = replace(SETTINGS, deadline=None)
    with Ledger(path) as ledger:
        board = board_of(settings, survey_of(ROSTER, settings, ledger, january(4)), january(4))

    assert "没有定截止日期" in as_text(board)
    assert "还没有单位报送" in as_page(board)
    assert board.counts["not_issued"] == len(ROSTER.units)


def test_the_log_tells_an_event_in_a_line() -> None:
    names = {"mzj": "示范区民政局"}
    checked = Event(7, january(6), "checked", "mzj", "a" * 64, detail={"errors": "1", "queries": "0", "hints": "2"})
    seen = Event(8, january(6), "refused", "", "", "文件\n太大", {"name": "a.zip"})

    assert log_line(checked, names, january(6)) == (
        "     7  2025-01-06 09:30:00  校验  示范区民政局  aaaaaaaaaaaaaaaa    必须改正 1，须作说明 0，提示 2"
    )
    assert log_line(seen, names, january(6)) == "     8  2025-01-06 09:30:00  未采用      文件 太大  文件 a.zip"


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_asks_for_nothing_from_outside_and_runs_nothing(board: Board) -> None:
    page = as_page(board)

    assert not re.search(r"<script|<link|<img|<iframe|https?:|url\(|@import|\son\w+=", page)
    assert as_page(board) == page


def test_the_page_is_well_formed_and_its_tables_can_be_read_aloud(board: Board) -> None:
    body = as_page(board).partition("<body>")[2].partition("</body>")[0]
    tree = ET.fromstring(f"<body>{body}</body>")
    tables = list(tree.iter("table"))

    assert '<html lang="zh-CN">' in as_page(board)
    assert len(tables) == 4
    for table in tables:
        assert table.findtext("caption")
        assert {head.get("scope") for head in table.iter("th")} == {"col", "row"}
    assert "13" not in (tree.findtext(".//svg/title") or "")
    assert "8 个单位中已报 5 个，合格 3 个" in (tree.findtext(".//svg/desc") or "")


def test_what_strangers_write_stays_text(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'&"
    units = Roster((Unit("x", evil, contact=evil, phone=evil),))
    path = tmp_path / "round.db"
    create_ledger(path)
    with Ledger(path) as ledger:
        ledger.record([NewEvent("issued", "x"), NewEvent("unrecognized", "", "9", evil, {"name": evil})], january(3))
        settings = replace(SETTINGS, office=evil)
        page = as_page(board_of(settings, survey_of(units, settings, ledger, january(17)), january(17)))

    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;") == 8


_MEASURE = """<script>
const box = element => element.getBoundingClientRect();
const drawn = box(document.querySelector("svg"));
const texts = [...document.querySelectorAll("svg text")].map(box);
const touching = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
document.title = JSON.stringify({
  wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  rows: document.querySelectorAll("section:last-of-type tbody tr").length,
  drawing: [drawn.width, drawn.height],
  outside: texts.filter(text => text.right > drawn.right + 1 || text.left < drawn.left - 1).length,
  touching: texts.filter((a, i) => texts.some((b, j) => i < j && touching(a, b))).length,
  tiles: [...document.querySelectorAll(".counts li")].map(li => li.textContent),
  clipped: [...document.querySelectorAll(".counts li")].filter(li => li.scrollWidth > li.clientWidth).length,
});
</script></body>"""


def measured(page: str, folder: Path, width: int) -> dict[str, Any]:
    """What a browser makes of the page, by a script that only the test adds."""
    document = rendered(page.replace("</body>", _MEASURE), folder, width)
    title = re.search("<title>(.*?)</title>", document)
    assert title
    told: dict[str, Any] = json.loads(title[1].replace("&amp;", "&"))
    return told


@pytest.mark.chromium
@pytest.mark.parametrize("width", [1100, 420])
def test_in_a_browser_everything_has_its_place(board: Board, tmp_path: Path, width: int) -> None:
    told = measured(as_page(board), tmp_path, width)

    assert told["rows"] == len(ROSTER.units)
    assert told["tiles"] == ["1未下发", "2已下发", "1已收", "1待修改", "2合格", "1已确认", "3逾期"]
    assert told["drawing"][0] > 0.8 * min(width, 900)
    assert told["drawing"][1] > 100
    assert (told["wider"], told["outside"], told["touching"], told["clipped"]) == (0, 0, 0, 0)


@pytest.mark.chromium
@pytest.mark.parametrize(
    ("units", "told"),
    [
        (1, {"1": "3日 issued; 17日 received a"}),
        (1, {"1": "3日 issued; 6日 received a; 6日 checked a 0/0/0"}),
        (120, {str(n): f"{n % 15 + 2}日 received a; 17日 checked a 0/0/0" for n in range(1, 101)}),
        (99_999, {str(n): "1日 received a" for n in range(1, 4)}),
    ],
    ids=["the first day", "all through", "a hundred", "hardly any of very many"],
)
def test_the_drawing_is_legible_whatever_it_shows(tmp_path: Path, units: int, told: Mapping[str, str]) -> None:
    board = board_after(tmp_path / "round.db", told, roster(*map(str, range(1, units + 1))))
    shown = replace(board, survey=replace(board.survey, states=board.states[:200]))
    drawing = measured(as_page(shown).replace(chart(shown), chart(board)), tmp_path, 1100)

    assert (drawing["outside"], drawing["touching"]) == (0, 0)


@pytest.mark.chromium
def test_it_can_be_shown_and_printed(board: Board, tmp_path: Path) -> None:
    assert screenshot(as_page(board), tmp_path).read_bytes().startswith(b"\x89PNG")
    assert printed(as_page(board), tmp_path).read_bytes().startswith(b"%PDF")
