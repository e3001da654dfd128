"""What a command does not need it does not load: that is most of the time a command takes to start."""

import subprocess
import sys
from pathlib import Path

import pytest
from returned import COVER, KEY, report_of

from toolkit.disk import KEY_FILE
from toolkit.workbook import write_workbook

HEAVY = (
    *("openpyxl", "xlsxwriter", "pandas", "numpy", "docx", "lxml", "jsonschema", "tqdm", "pdfplumber", "psutil"),
    *("email", "http", "ssl", "asyncio", "sqlite3", "imaplib", "smtplib", "multiprocessing", "importlib.metadata"),
    *("toolkit.workflow", "toolkit.mail", "toolkit.rounds", "toolkit.aggregation", "toolkit.document"),
)
RULES = ("toolkit.checks", "toolkit.forms", "toolkit.model", "toolkit.stages", "toolkit.intake", "json", "subprocess")
OPENING = ("toolkit.workbook", "toolkit.intake.inspection", "toolkit.intake.spreadsheet")
WRITING = ("toolkit.workbook.stencil", "toolkit.workbook.write", "toolkit.checks", "toolkit.cli")

RUN = "import sys; from toolkit.cli import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\n"
READY = "import sys; from pathlib import Path; from toolkit.stages import answering\n"
READ = f"{READY}answering.answer(b'\\n'.join((b'', b'', b'', b'', Path(sys.argv[1]).read_bytes())))\n"
LOADED = "print(*sys.modules, file=sys.stderr)"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "民政局.xlsx"
    path.write_bytes(write_workbook(report_of("mzj"), COVER))
    (tmp_path / KEY_FILE).write_bytes(KEY)
    return path


def loaded(program: str, *words: str) -> set[str]:
    """The modules that a process has loaded in the end."""
    command = [sys.executable, "-c", f"{program}{LOADED}", *words]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stderr.splitlines()[-1].split())


def test_help_loads_no_more_than_the_words_it_says() -> None:
    modules = loaded(RUN, "--help")

    assert "toolkit.cli.program" in modules
    assert modules.isdisjoint((*HEAVY, *RULES, *OPENING))


def test_help_of_check_does_not_load_the_rules() -> None:
    modules = loaded(RUN, "check", "--help")

    assert "toolkit.cli.commands.check" in modules
    assert modules.isdisjoint((*HEAVY, *OPENING, "toolkit.checks", "toolkit.forms", "toolkit.model"))


def test_check_loads_the_rules_and_nothing_that_opens_a_file(workbook: Path) -> None:
    modules = loaded(RUN, "check", str(workbook))

    assert "toolkit.checks" in modules
    assert modules.isdisjoint((*HEAVY, *OPENING))


def test_the_child_that_reads_is_ready_before_there_is_a_file(workbook: Path) -> None:
    ready, done = (
        {name for name in loaded(program, str(workbook)) if name.startswith("toolkit.")} for program in (READY, READ)
    )

    assert "toolkit.workbook.read" in ready
    assert ready == done


def test_the_child_that_reads_loads_nothing_that_writes(workbook: Path) -> None:
    modules = loaded(READ, str(workbook))

    assert "toolkit.workbook.read" in modules
    assert modules.isdisjoint((*HEAVY, *WRITING))
