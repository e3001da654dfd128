"""A round on disk: made whole or not at all, found from anywhere inside it; originals that nobody changes."""

import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from toolkit.errors import ToolkitError
from toolkit.rounds import (
    FOLDERS,
    KEY_FILE,
    LEDGER_FILE,
    SETTINGS_FILE,
    Ledger,
    Settings,
    create_round,
    find_original,
    find_root,
    find_round,
    keep,
    read_original,
)
from toolkit.workflow import read_roster

SETTINGS = Settings(2024, "示范区政务公开办公室", deadline=date(2025, 1, 15))
ROSTER = "单位编码,单位名称\nmzj,示范区民政局\njyj,示范区教育局\n".encode()
KEY = b"0f" * 32


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "2024年报 #1%"  # such folders exist
    create_round(folder, SETTINGS, ROSTER, KEY)
    return folder


# --- making and finding ----------------------------------------------------------------------------------------------


def test_a_new_round_holds_everything_it_needs(root: Path) -> None:
    assert sorted(path.name for path in root.iterdir()) == sorted(
        [*FOLDERS, SETTINGS_FILE, LEDGER_FILE, KEY_FILE, "名单.csv"]
    )
    with Ledger(root / LEDGER_FILE) as ledger:
        assert list(ledger.events()) == []


@pytest.mark.parametrize("below", ["", "收件", "收件/3f"])
def test_it_is_found_from_the_current_folder_upwards(root: Path, below: str) -> None:
    (root / below).mkdir(parents=True, exist_ok=True)
    found = find_round(root / below, read_roster)

    assert found.root == root.resolve()
    assert found.settings == SETTINGS
    assert [unit.code for unit in found.roster.units] == ["mzj", "jyj"]
    assert found.key == KEY


def test_a_roster_that_is_a_workbook_is_kept_as_one(tmp_path: Path) -> None:
    create_round(tmp_path / "round", SETTINGS, b"PK\x03\x04...", KEY)
    assert (tmp_path / "round" / "名单.xlsx").read_bytes() == b"PK\x03\x04..."


def test_outside_of_a_round_the_clerk_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="不在年报工作的文件夹里") as caught:
        find_root(tmp_path)
    assert "nianbao new" in caught.value.command


def test_an_empty_folder_may_become_a_round_with_what_windows_puts_there(tmp_path: Path) -> None:
    (tmp_path / "desktop.ini").write_text("")
    create_round(tmp_path, SETTINGS, ROSTER, KEY)
    assert find_root(tmp_path) == tmp_path.resolve()


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "我的文件.txt").write_text("重要")
    with pytest.raises(ToolkitError, match="已有别的文件（我的文件"):
        create_round(tmp_path, SETTINGS, ROSTER, KEY)
    assert [path.name for path in tmp_path.iterdir()] == ["我的文件.txt"]


def test_a_round_is_never_made_twice(root: Path) -> None:
    with pytest.raises(ToolkitError, match="已经是一次年报工作的文件夹"):
        create_round(root, SETTINGS, ROSTER, b"another key")
    assert find_round(root, read_roster).key == KEY


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "round").write_text("")
    with pytest.raises(ToolkitError, match="是文件，不是文件夹"):
        create_round(tmp_path / "round", SETTINGS, ROSTER, KEY)


_KILLED_AT_WRITE = """
import os, sys
from pathlib import Path
from toolkit.rounds import Settings, create_round, folder
left, write = int(sys.argv[2]), folder.write_whole
def dying(path, content):
    global left
    if not left:
        os.kill(os.getpid(), 9)
    left -= 1
    write(path, content)
folder.write_whole = dying
create_round(Path(sys.argv[1]), Settings(2024, "公开办"), b"x", b"old key")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="没有 SIGKILL")
@pytest.mark.parametrize("writes", range(4))
def test_killed_in_the_middle_it_is_no_round_yet_and_is_made_by_the_next_call(tmp_path: Path, writes: int) -> None:
    root = tmp_path / "round"
    killed = subprocess.run([sys.executable, "-c", _KILLED_AT_WRITE, str(root), str(writes)], check=False)
    assert killed.returncode == -9
    with pytest.raises(ToolkitError):
        find_root(root)

    create_round(root, SETTINGS, ROSTER, KEY)
    assert find_round(root, read_roster).settings == SETTINGS
    assert find_round(root, read_roster).key == KEY


def test_faulty_settings_are_told_when_the_round_is_opened(root: Path) -> None:
    (root / SETTINGS_FILE).write_text('year = 2024\noffise = "x"\n')
    with pytest.raises(ToolkitError, match="offise"):
        find_round(root, read_roster)


@pytest.mark.parametrize(
    ("files", "told"), [([], "没有名单（名单.csv 或 名单.xlsx）"), (["名单.csv", "名单.xlsx"], "有两份名单")]
)
def test_there_must_be_one_roster(root: Path, files: list[str], told: str) -> None:
    (root / "名单.csv").unlink()
    for name in files:
        (root / name).write_bytes(ROSTER)
    with pytest.raises(ToolkitError, match=told):
        find_round(root, read_roster)


def test_without_its_key_a_round_still_opens(root: Path) -> None:
    (root / KEY_FILE).unlink()
    assert find_round(root, read_roster).key == b""


# --- originals -------------------------------------------------------------------------------------------------------


def test_an_original_is_kept_byte_for_byte_under_a_name_a_clerk_can_read(tmp_path: Path) -> None:
    kept = keep(tmp_path, b"content", "民政局年报（最终版）.xlsx")

    assert kept.digest == hashlib.sha256(b"content").hexdigest()
    assert kept.path == tmp_path / "ed" / "ed7002b439e9ac84_民政局年报（最终版）.xlsx"
    assert read_original(tmp_path, kept.digest) == b"content"
    assert find_original(tmp_path, kept.digest) == kept


def test_the_same_content_is_kept_once_whatever_it_is_called(tmp_path: Path) -> None:
    first = keep(tmp_path, b"content", "a.xlsx")

    assert keep(tmp_path, b"content", "b.xlsx") == first
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [first.path.name]


def test_the_same_name_may_come_with_other_content(tmp_path: Path) -> None:
    first, second = keep(tmp_path, b"1", "年报.xlsx"), keep(tmp_path, b"2", "年报.xlsx")

    assert first.path.read_bytes() == b"1"
    assert second.path.read_bytes() == b"2"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\年报.xlsx", "年报.xlsx"),
        ("年报?*<>.xlsx", "年报____.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("", "未命名"),
        (".xlsx", "xlsx"),
        ("年报.xlsx.", "年报.xlsx"),
        ("年报.压缩文件", "年报.压缩文件"),
        ("报" * 300 + ".xlsx", "报" * 66 + ".xlsx"),
        ("年\u202e报\ud800.xlsx", "年报.xlsx"),
    ],
    ids=ascii,
)
def test_no_name_leaves_the_folder_or_troubles_a_disk(tmp_path: Path, name: str, kept: str) -> None:
    path = keep(tmp_path, b"content", name).path

    assert path.name == f"ed7002b439e9ac84_{kept}"
    assert path.parent == tmp_path / "ed"


def test_an_original_that_was_altered_is_found_out_and_not_overwritten(tmp_path: Path) -> None:
    kept = keep(tmp_path, b"content", "a.xlsx")
    kept.path.chmod(0o644)
    kept.path.write_bytes(b"altered")

    with pytest.raises(ToolkitError, match="被改动过"):
        read_original(tmp_path, kept.digest)
    with pytest.raises(ToolkitError, match="被改动过"):
        keep(tmp_path, b"content", "a.xlsx")
    assert kept.path.read_bytes() == b"altered"


def test_an_original_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="没有编号为 ed7002b439e9ac84 的原件"):
        read_original(tmp_path, hashlib.sha256(b"content").hexdigest())


def test_an_original_is_protected_against_accidents(tmp_path: Path) -> None:
    assert keep(tmp_path, b"content", "a.xlsx").path.stat().st_mode & 0o222 == 0
