"""携带安装：a folder of wheels made with an index at hand, installed without one in a new environment."""

import os
import subprocess
import venv
from pathlib import Path

import pytest

from toolkit.carrying import GUIDE, INSTALLER, STARTER, WHEELS, Machine, carry
from toolkit.cli import main
from toolkit.errors import ToolkitError

ROOT = Path(__file__).parent.parent
WINDOWS = Machine("3.12")


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, or skip with the reason; where CI runs, there is an index and nothing may skip."""
    folder = tmp_path_factory.mktemp("U盘")
    try:
        told = list(carry(ROOT, folder, [Machine(), WINDOWS]))
    except ToolkitError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"不能下载安装包：{error}")
    assert told[0].startswith("已打包 nianbao-")
    assert [line.partition("：")[0] for line in told[1:]] == ["与本机相同的电脑", "Windows x64、Python 3.12"]
    return folder


@pytest.mark.index
def test_it_installs_without_an_index_in_a_new_environment(carried: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "新环境", with_pip=True)
    python = tmp_path / "新环境" / "bin" / "python"
    install = ("-m", "pip", "install", "-q", "--no-index", "--find-links", str(carried / WHEELS), "nianbao")
    subprocess.run([python, *install], check=True, env={"PIP_CONFIG_FILE": "/dev/null"})

    done = subprocess.run([python.parent / "nianbao", "demo", tmp_path / "演示"], check=True, capture_output=True)

    assert "成果" in done.stdout.decode()
    page = subprocess.run([python.parent / "nianbao", "ui", tmp_path], check=False, capture_output=True)
    assert (page.returncode, "nianbao[ui]" in page.stderr.decode()) == (2, True), "without its extra it says what to do"


@pytest.mark.index
def test_windows_gets_what_only_windows_needs(carried: Path) -> None:
    names = {path.name.partition("-")[0] for path in (carried / WHEELS).glob("*.whl")}
    windows = {path.name.partition("-")[0] for path in (carried / WHEELS).glob("*-win_amd64.whl")}

    assert "colorama" in names  # tqdm needs it there, and only there
    assert {"lxml", "numpy", "pandas", "psutil"} <= windows
    assert not list((carried / WHEELS).glob("*.tar.gz"))


@pytest.mark.index
def test_a_double_click_installs(carried: Path) -> None:
    batch = (carried / INSTALLER).read_bytes()

    assert b'--no-index --find-links "%~dp0wheels" "nianbao[' in batch
    assert "装好了" in batch.decode("gb18030")
    assert batch.count(b"\r\n") == batch.count(b"\n")
    assert "Windows x64、Python 3.12" in (carried / GUIDE).read_text("utf-8-sig")
    assert b"-m toolkit ui" in (carried / STARTER).read_bytes()


def test_a_rehearsal_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["carry", str(tmp_path / "U盘"), "--windows", "3.11", "3.13", "--dry-run"]) == 0

    assert "Windows x64、Python 3.11；Windows x64、Python 3.13" in capsys.readouterr().out
    assert not (tmp_path / "U盘").exists()


def test_another_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["carry", str(tmp_path / "U盘"), "--source", str(tmp_path)]) == 2

    assert "不是本软件的文件夹" in capsys.readouterr().err
    assert not (tmp_path / "U盘").exists()


def test_a_version_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["carry", str(tmp_path), "--windows", "3.8"])

    assert "“3.8”不是能用的 Python 版本" in capsys.readouterr().err


def test_what_pip_says_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "源"
    source.mkdir()
    (source / "pyproject.toml").write_text('[project]\nname = "nianbao"\nversion = "坏"\n', encoding="utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    assert main(["carry", str(tmp_path / "U盘"), "--source", str(source)]) == 2

    assert "下载安装包没有成功：" in capsys.readouterr().err
    assert not (tmp_path / "U盘").exists()
