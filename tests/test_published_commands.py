"""Every command that takes a report takes published ones, in each format, as they come from sites."""

import json
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from office import convert
from published import documents, pages, texts
from reports import filled

from toolkit.cli import main
from toolkit.document import write_word
from toolkit.forms import form_for_year
from toolkit.model import Report, read_data_file

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of libraries that read PDF

UNIT = "示范区民政局"
NAMES = ("docx", "html", "gbk.html", "mht", "txt", "gbk.txt", pytest.param("pdf", marks=pytest.mark.libreoffice))


def the_report(year: int, **changes: object) -> Report:
    """A report without mistakes that carries three applications over."""
    table = """
        requests    | natural_person | enterprise
        received    | 4              | 2
        granted     | 2              | 1
        carried_out | 2              | 1
        proactive            | issued | repealed | in_force
        normative_documents  | 1      | 0        | 12
        """
    text = {
        "overview.proactive": "全年主动公开信息120条。",
        "overview.on_request": "全年新收政府信息公开申请6件，办结3件，结转下年度3件。",
        "overview.information_management": "健全制度，规范管理。",
        "overview.platform": "维护门户网站专栏。",
        "overview.supervision": "开展培训和检查。",
        "problems": "公开的时效还不够。下一步将加强培训，及时公开。",
        "other_matters": "本年度未收取信息处理费。",
    }
    report = filled(table, form=form_for_year("zfxxgk", year), year=year, unit=UNIT, narrative=text)
    report = replace(report, unit_code="", **changes)  # type: ignore[arg-type]
    return replace(report, values={cell.id: report.computed(cell.id) for cell in report.form.cells})


def saved_page(page: bytes) -> bytes:
    """As a browser saves a page in one file: the page, and its pictures."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "http://www.example.cn/2023/nb.html"
    message["Subject"] = "年报"
    message["MIME-Version"] = "1.0"
    message.set_content(page, "text", "html", cte="quoted-printable")
    message.add_related(b"\x89PNG", "image", "png")
    return message.as_bytes()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the report of 2023 in each format."""
    folder = tmp_path_factory.mktemp("published")
    report = the_report(2023)
    (folder / "a.docx").write_bytes(documents.word(report, documents.merged))
    (folder / "a.html").write_bytes(pages.page(report, pages.spanned))
    (folder / "a.gbk.html").write_bytes(pages.layout_page(report, pages.from_word, encoding="gbk"))
    (folder / "a.mht").write_bytes(saved_page(pages.page(report, pages.from_word, encoding="gb2312")))
    (folder / "a.txt").write_text(texts.report_text(report, texts.tabs), encoding="utf-8")
    (folder / "a.gbk.txt").write_text(texts.report_text(report, texts.bars), encoding="gb18030")
    yield folder


@pytest.fixture(scope="module")
def printed(published: Path) -> Path:
    """The PDF beside them, printed by LibreOffice."""
    (published / "b.docx").write_bytes(write_word(the_report(2023), signed_on=None))
    (made,) = convert([published / "b.docx"], "pdf", published)
    return made.rename(published / "a.pdf")


@pytest.fixture
def file(request: pytest.FixtureRequest, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The report of 2023 in one format, in the working folder."""
    name = f"a.{request.param}"
    source = request.getfixturevalue("printed") if name == "a.pdf" else published / name
    (tmp_path / name).write_bytes(source.read_bytes())
    monkeypatch.chdir(tmp_path)
    return Path(name)


every_format = pytest.mark.parametrize("file", NAMES, indirect=True)


@every_format
def test_read_makes_its_data_file(file: Path) -> None:
    assert main(["read", str(file), "--out", "a.json"]) == 0
    again, _ = read_data_file(Path("a.json").read_bytes())

    wanted = the_report(2023)
    assert dict(again.values) == dict(wanted.values)
    assert dict(again.narrative) == dict(wanted.narrative)
    assert (again.unit, again.year) == (UNIT, 2023)
    assert set(again.origins) == set(wanted.values)


@every_format
def test_check_finds_it_right(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file)]) == 0
    assert "✗" not in capsys.readouterr().out


@every_format
def test_check_holds_it_against_this_years(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("now.html").write_bytes(pages.page(the_report(2024), pages.spanned))

    assert main(["check", "now.html", "--last-year", str(file)]) == 0
    assert "上年的四、结转下年度 2" in capsys.readouterr().out


@every_format
def test_total_adds_it_up(file: Path) -> None:
    other = replace(the_report(2023), unit="示范区教育局")
    Path("b.html").write_bytes(pages.page(other, pages.spanned))

    assert main(["total", str(file), "b.html", "--out", "sum.json"]) == 0
    added = json.loads(Path("sum.json").read_text("utf-8"))
    assert added["values"]["requests.received.total"] == 12


@every_format
def test_series_takes_it(file: Path) -> None:
    Path("now.html").write_bytes(pages.page(the_report(2024), pages.spanned))

    assert main(["series", str(file), "now.html", "--out", "series.csv"]) == 0
    lines = Path("series.csv").read_text("utf-8-sig").splitlines()
    assert sum("requests.received.total" in line for line in lines) == 2


@every_format
def test_a_document_is_verified_against_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("ours.docx").write_bytes(write_word(the_report(2023), signed_on=None))

    assert main(["verify", "ours.docx", "--data", str(file)]) == 0
    assert "与数据一致" in capsys.readouterr().out


@every_format
def test_issue_locks_it_into_the_workbook(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("名单.csv").write_text(f"单位编码,单位名称\nmzj,{UNIT}\n", encoding="utf-8")

    assert main(["issue", "--roster", "名单.csv", "--year", "2024", "--last-year", str(file)]) == 0
    assert "找到 1 个单位的上年报告；没有的：无。" in capsys.readouterr().err
    assert main(["read", f"下发/mzj_{UNIT}_2024年报.xlsx", "--out", "blank.json"]) == 0
    last = json.loads(Path("blank.json").read_text("utf-8"))["last_year"]
    assert last["requests.carried_out.natural_person"] == 2
    assert last["proactive.normative_documents.in_force"] == 12
