"""The page on writing a form: its examples are a form that can be used; what ``form check`` tells of a bad one."""

import re
import shutil
from pathlib import Path

import pytest
from another_form import FOLDER

from toolkit.cli import main
from toolkit.forms import RESERVED_SHEETS, load_own
from toolkit.model import Report, Value
from toolkit.workbook import read_workbook, write_workbook
from toolkit.workbook.build import blank_report, plan_workbook
from toolkit.workbook.cover_facts import Cover

PAGE = (Path(__file__).parent.parent / "templates" / "写一张表.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the page tells to write, in ``表式``."""
    monkeypatch.chdir(tmp_path)
    made = Path("表式")
    made.mkdir()
    for file, text in re.findall(r"```toml\n# ([a-z]+\.toml)\n(.*?)```", PAGE, flags=re.DOTALL):
        (made / file).write_text(text, encoding="utf-8")
    return made


def replaced(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def shown(number: int) -> str:
    """What the page shows of the program."""
    text: str = re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)[number]
    return text


def test_the_page_ends_in_a_form_that_can_be_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "check", "表式"]) == 0
    assert capsys.readouterr().out == shown(0)

    form = load_own(folder)
    values: dict[str, Value] = {**blank_report(form, 2024, "某镇").values, "service.opened.value": "2024-03-05"}
    report = Report(form, 2024, "某镇", "m", values)
    assert read_workbook(write_workbook(report), own=form)[0] == report


def test_the_faults_on_the_page_are_those_the_program_tells(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replaced(folder, "service.toml", 'kind  = "yes_no"', 'kind  = "yesno"')
    replaced(folder, "quarters.toml", "q1 … q4", "q1 … q5")

    assert main(["form", "check", "表式"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert sorted(shown(1).splitlines()) == sorted(line for line in lines if not line.startswith(("      →", "改好")))


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "profile.toml",
            'code  = "03"',
            'cod = "03"',
            "rows[2]（“工作人员”）：没有 cod 这样的项（是否拼错）。\n      → 把 cod 改为 code。",
        ),
        (
            "profile.toml",
            'kind  = "date"',
            'kind  = "datum"',
            "date、yes_no、choice、text 之一。\n      → 是否想写 date；",
        ),
        (
            "profile.toml",
            'choices = ["政府门户网站", "政务新媒体", "公开栏", "广播电视"]\n',
            "",
            "rows[5]（“主要公开渠道”）.choices：choice 缺少 choices。\n      → 写上供选择的各项，",
        ),
        (
            "profile.toml",
            '["政府门户网站", ',
            '["政府,门户", ',
            "rows[5]（“主要公开渠道”）.choices[0]：“政府,门户”不合规定的写法",
        ),
        (
            "profile.toml",
            "length = 60",
            "length = 60\ndecimals = 2",
            '.decimals：只用于 amount，这里是 text。\n      → 写上 kind = "amount"，或者删去 decimals。',
        ),
        (
            "profile.toml",
            'codes  = "行次"\n',
            "",
            "rows[0]（“承担政务公开工作的机构”）.code：表里没有 codes，行次无处显示。\n      → 在表的开头写 codes",
        ),
        (
            "profile.toml",
            'only  = ["value"]\n',
            "",
            "rules.full_time.holds：用到的 profile.full_time.remark 不是数（kind 是 text）。\n      → 用 only 写明",
        ),
        (
            "profile.toml",
            'holds = "full_time <= staff"',
            'holds = "full_time <= desk"',
            "rules.full_time.holds：用到的 profile.desk.value 不是数（kind 是 yes_no）。",
        ),
        (
            "profile.toml",
            'code  = "04"',
            'code  = "04"\noptional = true',
            "rules.full_time.holds：用到的 profile.full_time.value 可以不填（optional）。",
        ),
        (
            "quarters.toml",
            '{ id = "q4", label = "四季度",',
            '{ id = "q4", label = "四季度", kind = "count",',
            "",
        ),
        (
            "quarters.toml",
            'codes  = "行次"\n',
            'codes  = "行次"\nlayout = "across"\n',
            "codes：并排（across）的表没有这一栏。\n      → 删去 codes，或者删去 layout。",
        ),
        ("documents.toml", "most  = 12\n", "", "lines：缺少 most。\n      → 补上 most（至多几行）。"),
        ("documents.toml", "[lines]", "[[rows]]", "rows[0]：缺少 id、label。\n      → 补上 id（"),
        (
            "documents.toml",
            'sheet  = "三、规范性文件目录"',
            'sheet  = "勾稽核对"',
            "tables：工作表名 勾稽核对 是工作簿自己用的。\n      → 换一个；",
        ),
        (
            "form.toml",
            '["profile", ',
            '["profil", ',
            "【profil.toml】\n    ✗ 没有这个文件。\n      → 补上这个文件，或改正写它名字的地方。",
        ),
        (
            "narrative.toml",
            'sheet = "四、说明"',
            "sheet = 四、说明",
            "【narrative.toml】\n    ✗ 不是合法的 TOML（第 1 行第 9 列）。\n      → 文字要加半角双引号；",
        ),
    ],
)
def test_a_fault_is_told_with_its_remedy(  # noqa: PLR0913, PLR0917 -- a fault is four words long
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str, told: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "表式")
    replaced(folder, file, old, new)

    assert main(["form", "check", str(folder)]) == (1 if told else 0)
    assert told in capsys.readouterr().out


def test_one_list_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(Path(__file__).parent / "odd_form", tmp_path / "表式")
    text = (folder / "mixed.toml").read_text("utf-8")
    part = text[text.index('[[parts]]\ntitle = "下段：名单"') : text.index('[[parts]]\ntitle = "末段"')]
    (folder / "mixed.toml").write_text(f"{text}\n{part}", encoding="utf-8")

    assert main(["form", "check", str(folder)]) == 1
    assert "parts：一张表只能有一处目录（lines）。\n      → 分成几张表。" in capsys.readouterr().out


def test_faults_of_every_file_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "表式")
    replaced(folder, "form.toml", "law  ", "lav  ")
    replaced(folder, "profile.toml", 'kind  = "date"', 'kind  = "datum"')
    replaced(folder, "quarters.toml", "q1 … q4", "q1 … q5")
    replaced(folder, "documents.toml", "most  = 12", 'most  = "12"')
    replaced(folder, "narrative.toml", "prompt", "promt")

    assert main(["form", "check", str(folder)]) == 1
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if "【" in line] == [
        f"  【{name}.toml】" for name in ("form", "profile", "documents", "narrative", "quarters")
    ]


def test_a_folder_without_a_definition_is_no_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "check", str(tmp_path)]) == 3
    assert "没有 form.toml 或 supplement.toml，不是表式定义的文件夹。" in capsys.readouterr().err


def test_no_table_can_be_called_like_a_sheet_of_ours() -> None:
    form = load_own(FOLDER)
    plan = plan_workbook(blank_report(form, 2024, "某镇"), Cover())
    of_the_form = {*(table.sheet for table in form.tables), form.narrative_sheet}

    assert {sheet.name for sheet in (*plan.sheets, plan.hidden)} - of_the_form <= set(RESERVED_SHEETS)
