"""How time and memory grow with the number of units: ``python tests/benchmarks/scale.py [units …]``.

Every step is the command itself, in a fresh process, on generated returns (``returns_in_bulk.py``), without mail.
Memory is the most that the process and its children took together. ``--steps total`` measures one step; what it needs
is done before. With ``--keep`` the rounds stay in ``--folder``, and a later run takes up what it finds there.
"""

import argparse
import contextlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil

STEPS = ("issue", "collect", "check", "total")
MAKING = "returns"  # what the units do, between issuing and collecting
SIZES = (1000, 10_000)
MIB = 2**20
FLAT, MOST = 1.3, 300  # times the memory of the smallest size; MiB
NAME = "示范省"
LOOKED_AT = 25  # returns that are read back as they are made
_GLANCE = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Measured:
    """A step with so many units: seconds, MiB of memory at the most, MiB that it wrote."""

    step: str
    units: int
    seconds: float
    memory: float
    written: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", nargs="*", type=int, default=SIZES)
    parser.add_argument("--steps", default=",".join(STEPS), help=f"of {', '.join(STEPS)} (default: all)")
    parser.add_argument("--folder", type=Path, help="where the rounds are made (default: a temporary folder)")
    parser.add_argument("--keep", action="store_true", help="leave them there")
    parser.add_argument("--do", help=argparse.SUPPRESS)  # what the process of a step does, in --folder
    arguments = parser.parse_args()
    if arguments.do:
        print(json.dumps(do(arguments.do, arguments.folder, *arguments.units)))
        return
    steps = [step for step in STEPS if step in arguments.steps.split(",")]
    if not steps or (arguments.keep and not arguments.folder):
        parser.error(f"--steps: of {', '.join(STEPS)}; --keep needs --folder")
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as temporary:
        place = arguments.folder if arguments.keep else Path(temporary)
        measured: list[Measured] = []
        for units in sorted(arguments.units):
            measured += measure(place / f"{units}", units, steps)
            if not arguments.keep:
                shutil.rmtree(place / f"{units}")
    print(table(measured))


def measure(folder: Path, units: int, steps: Sequence[str]) -> Iterator[Measured]:
    """Do `steps` and what they need; yields `steps`."""
    finished = folder / "finished"
    done = finished.read_text().split() if finished.is_file() else []
    if set(done) & set(steps) & {"issue", "collect"}:  # a round goes through them once
        shutil.rmtree(folder)
        done = []
    folder.mkdir(parents=True, exist_ok=True)
    last = max(STEPS.index(step) for step in steps)
    for step in ("issue", *([MAKING, *STEPS[1 : last + 1]] if last else [])):
        if step in steps or step not in (*done, "check"):  # nothing needs a check
            measured = watched(step, folder, units)
            done.append(step)
            finished.write_text("\n".join(done))
            told = f"{measured.seconds:.1f} s, {measured.memory:.0f} MiB, {measured.written:.0f} MiB written"
            print(f"{units:,} units, {step}: {told}", file=sys.stderr)
            if step in steps:
                yield measured


def watched(step: str, folder: Path, units: int) -> Measured:
    """Do a step in a process of its own. Raises :class:`subprocess.CalledProcessError` where it fails."""
    before = disk_used(folder)
    command = [sys.executable, __file__, str(units), "--do", step, "--folder", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = Peak(process.pid)
        answer, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Measured(step, units, json.loads(answer), peak.seen(), disk_used(folder) - before)


class Peak:
    """Looks again and again how much memory a process and its children take, until it ends.

    What the kernel itself keeps as the most of a process, and of its children, is not to be had: it counts in the most
    of whoever started them.
    """

    def __init__(self, process: int) -> None:
        self._process = psutil.Process(process)
        self._most = 0
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def seen(self) -> float:
        """MiB at the most; to be asked when the process has ended."""
        self._thread.join()
        return self._most / MIB

    def _watch(self) -> None:
        with contextlib.suppress(psutil.Error):
            while self._process.status() != psutil.STATUS_ZOMBIE:
                together = (self._process, *self._process.children(recursive=True))
                self._most = max(self._most, sum(memory_of(each) for each in together))
                time.sleep(_GLANCE)


def memory_of(process: psutil.Process) -> int:
    """Bytes; 0 where it has just ended."""
    with contextlib.suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def disk_used(folder: Path) -> float:
    """MiB."""
    return sum(path.lstat().st_blocks for path in folder.rglob("*")) * 512 / MIB


# --- in the process of a step -----------------------------------------------------------------------------------------


def do(step: str, folder: Path, units: int) -> float:
    """Do a step; seconds."""
    if step == "issue":
        start(folder, units)
    if step == MAKING:
        began = time.perf_counter()
        make_returns(folder, units)
    else:
        words = command_of(step, folder)
        began = time.perf_counter()
        run(words, folder / "told.txt")
    seconds = time.perf_counter() - began
    if step == "total":
        prove(folder, units)
    return seconds


def command_of(step: str, folder: Path) -> list[str]:
    """What a clerk types."""
    round_, returns = str(folder / "round"), folder / MAKING
    match step:
        case "issue":
            return ["issue", "--round", round_]
        case "collect":
            return ["collect", str(returns), "--round", round_]
        case "check":
            return ["check", *map(str, sorted(returns.iterdir()))]
        case _:
            return ["total", "--round", round_, "--name", NAME, "--out", str(result(folder))]


def result(folder: Path) -> Path:
    return folder / "round" / "成果" / "汇总.json"


def run(words: Sequence[str], told: Path) -> None:
    """The command; its lines, a few for each unit, into the file `told`."""
    from toolkit.cli.program import main as nianbao

    with told.open("w", encoding="utf-8") as file, contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
        code = nianbao(words)
    assert code in (0, 1), told.read_text(encoding="utf-8")[-1000:]  # 1: some units have to correct something


def start(folder: Path, units: int) -> None:
    from toolkit.rounds import Settings
    from toolkit.workflow import new

    roster = folder / "roster.csv"
    lines = (f"u{number:06},第{number:06}单位,u{number:06}@example.cn\n" for number in range(units))
    roster.write_text("单位编码,单位名称,邮箱\n" + "".join(lines), encoding="utf-8")
    new(folder / "round", Settings(2024, "示范省政务公开办公室", "", date(2025, 1, 15)), roster)


def make_returns(folder: Path, units: int) -> None:
    """Every unit fills in its workbook; that is moved, not copied."""
    from benchmarks.returns_in_bulk import Filling, report_of

    from toolkit.workbook import read_workbook
    from toolkit.workflow import find, plan_round

    planned = plan_round(find(folder / "round"))
    assert len(planned) == units
    (folder / MAKING).mkdir()
    filling = Filling(planned[0].path.read_bytes())
    for number, item in enumerate(planned):
        said = report_of(number)
        content = filling.fill(item.path.read_bytes(), said)
        (folder / MAKING / item.path.name).write_bytes(content)
        item.path.unlink()
        if number < LOOKED_AT:
            read, findings = read_workbook(content)
            assert not findings, findings
            assert all(said.values[cell] == value for cell, value in read.values.items())
            assert (read.unit, read.narrative) == (item.unit.name, said.narrative)


def prove(folder: Path, units: int) -> None:
    """The total is the sum of what the right ones filled in. Provenance makes the file long: only its head is read."""
    from benchmarks.returns_in_bulk import sum_of_the_right

    with result(folder).open(encoding="utf-8") as file:
        found = re.search(r'"values": (\{[^}]*\})', file.read(MIB))
    assert found
    values = json.loads(found[1])
    for cell, total in sum_of_the_right(units).items():
        assert values[cell] == total, (cell, values[cell], total)


# --- the table --------------------------------------------------------------------------------------------------------


def table(measured: Sequence[Measured]) -> str:
    """A line for each step and size; memory held against that of the smallest size."""
    lines = [
        "| step | units | seconds | ms a unit | peak memory, MiB | against the smallest | written, MiB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for step in dict.fromkeys(item.step for item in measured):
        same = [item for item in measured if item.step == step]
        for item in same:
            each = item.seconds * 1000 / item.units
            growth = item.memory / same[0].memory
            told = f"{item.memory:.0f} | {growth:.2f}× | {item.written:.0f}"
            lines.append(f"| {step} | {item.units:,} | {item.seconds:.1f} | {each:.2f} | {told} |")
    return "\n".join([*lines, f"\nto reach: memory ≤ {FLAT}× and ≤ {MOST} MiB; ms a unit as they are"])


if __name__ == "__main__":
    main()
