"""Starting the program, against starting Python: ``python tests/benchmarks/start.py [rounds]``.

Compiled modules are there, as pip leaves them: a machine that is told to write none (``PYTHONDONTWRITEBYTECODE``)
would compile two hundred modules at every start.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.returns import returns
from benchmarks.side_by_side import per_item
from returned import COVER, KEY

from toolkit.disk import KEY_FILE
from toolkit.workbook import write_workbook

ROUNDS = 9
ROSTER = "单位编码,单位名称\nu000000,示范区第1局\nu000001,示范区第2局\n"


def run(folder: Path, *words: str) -> None:
    """One process, from its start to its end."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()


def main() -> None:
    nianbao = str(Path(sysconfig.get_path("scripts")) / "nianbao")
    if not Path(nianbao).is_file():
        sys.exit("没有安装 nianbao，请先 pip install .。")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "民政局.xlsx").write_bytes(write_workbook(next(returns(1)), COVER))
        (folder / KEY_FILE).write_bytes(KEY)
        (folder / "名单.csv").write_text(ROSTER, encoding="utf-8")
        new = "new 年报 --year 2024 --office 示范区办公室 --roster 名单.csv --deadline 2025-01-15"
        run(folder, nianbao, *new.split())
        ways = {
            "python -c pass": (sys.executable, "-c", "pass"),
            "nianbao --help": (nianbao, "--help"),
            "nianbao check, one workbook": (nianbao, "check", "民政局.xlsx"),
            "nianbao status, two units": (nianbao, "status", "--round", "年报"),
        }
        for words in ways.values():
            run(folder, *words)  # compiles what it imports
        rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
        measured = per_item({way: (partial(run, folder, *words), 1) for way, words in ways.items()}, rounds)
    goals = {"nianbao --help": "≤ 8×", "nianbao check, one workbook": "≤ 25×", "nianbao status, two units": ""}
    print("| process | each | against Python | to reach |\n|---|---|---|---|")
    for way, taken in measured.items():
        print(f"| {way} | {taken:.0f} ms | {taken / measured['python -c pass']:.1f}× | {goals.get(way, '')} |")


if __name__ == "__main__":
    main()
