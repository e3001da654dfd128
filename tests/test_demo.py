"""The demo: a whole round, from nothing but the install."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.demo import demo
from toolkit.errors import ToolkitError
from toolkit.workflow import load_report


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, list(demo(folder))


def test_it_tells_each_step_in_a_line(played: tuple[Path, list[str]]) -> None:
    steps = [line for line in played[1] if line[:1].isdigit()]

    assert [step.partition("：")[0] for step in steps] == [
        "1. 新建",
        "2. 下发",
        "3. 回收",
        "4. 退回",
        "5. 重报",
        "6. 催报",
        "7. 汇总",
        "8. 成文",
    ]
    assert "13 个单位" in steps[0]
    assert "12 份发回来" in steps[2]
    assert "合格的 8 个单位相加" in steps[6]


@pytest.mark.parametrize(
    "line",
    [
        "✓ 民政局年报.xlsx：收下，校验通过。",
        "✓ 卫健委年报.xlsx：收下，校验通过。（用别的表格软件打开后另存了一份，数字没有变）",
        "✗ 教育局年报.xlsx：收下，有 2 处必须改正",
        "✗ 应急管理局年报.xlsx：这是网页文件，不是工作簿。",
        "✗ 交通运输局年报.xlsx：收下，有 1 处必须改正",
        "5. 重报：生态环境局照着改好报来，收下，校验通过。",
        "6. 催报：教育局、交通运输局、应急管理局、行政审批局、清河街道",
    ],
)
def test_it_finds_what_the_clerks_did(played: tuple[Path, list[str]], line: str) -> None:
    assert [shown for shown in played[1] if line in shown]


def test_its_results_are_where_it_says(played: tuple[Path, list[str]]) -> None:
    folder, _ = played
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert len([name for name in made if re.fullmatch(r"下发/[^/]+\.xlsx", name)]) == 13
    assert len([name for name in made if re.fullmatch(r"下发/邮件/[^/]+\.eml", name)]) == 13
    assert len([name for name in made if name.startswith("收件/")]) == 13
    assert {"退回/jyj_教育局_2024年报_第1次退回.xlsx", "退回/邮件/jyj_教育局.eml"} <= made
    assert {"成果/汇总.xlsx", "成果/汇总.json", "成果/进度.html"} <= made
    assert "成果/示范区民政局2024年政府信息公开工作年度报告.docx" in made


def test_its_total_reads_back(played: tuple[Path, list[str]]) -> None:
    report, findings = load_report(played[0] / "成果" / "汇总.xlsx")

    assert report.unit == "示范区"
    assert findings == ()


def test_it_can_be_repeated(played: tuple[Path, list[str]]) -> None:
    folder, _ = played
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert "演示完毕" in list(demo(folder))[-1]
    changed = [path.name for path, content in before.items() if path.read_bytes() != content]
    assert changed == ["邮件合并.xlsx"], "who has sent a correct one is not on the list of returns any more"


def test_it_does_not_touch_a_folder_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "重要.docx").write_bytes(b"x")

    with pytest.raises(ToolkitError, match="已有别的文件"):
        list(demo(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["重要.docx"]


def test_dry_run_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["demo", "--dry-run"]) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_in_a_new_environment_runs_the_demo(tmp_path: Path) -> None:
    """Nothing but the wheel: its templates and examples travel with it."""
    root = Path(__file__).parent.parent
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(root)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("nianbao-*.whl")
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    bin_folder = environment / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([bin_folder / "python", "-m", "pip", "install", "-q", str(wheel)], check=True, capture_output=True)
    done = subprocess.run(
        [bin_folder / "nianbao", "demo", "试用"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )

    assert "演示完毕" in done.stdout
    assert (tmp_path / "试用" / "成果" / "示范区民政局2024年政府信息公开工作年度报告.docx").is_file()
