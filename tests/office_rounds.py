"""A small round for tests: three units, and what they send back."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from reports import filled

from toolkit.rounds import Settings
from toolkit.workbook import Cover, write_workbook
from toolkit.workflow import LastYear, Round, issue_round, ledger_of, new, plan_round

NOW = datetime(2025, 1, 10, 9, tzinfo=timezone(timedelta(hours=8)))
LATER = NOW + timedelta(days=1)
SETTINGS = Settings(2024, "示范区政务公开办公室", "王老师 0000-0000100", date(2025, 1, 15))
ROSTER = """\
单位编码,单位名称,简称,邮箱,联系人
mzj,示范区民政局,民政局,mzj@example.cn,周老师
jyj,示范区教育局,教育局,jyj@example.cn,吴老师
czj,示范区财政局,财政局,,郑老师
"""

RIGHT = """
    requests | natural_person
    received | 3
    granted  | 3
    """
WRONG = """
    requests | natural_person | enterprise
    received | 3              | ·
    granted  | 2              | 0
    """


def start(folder: Path, settings: Settings = SETTINGS, roster: str = ROSTER) -> Round:
    """A round in `folder`."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    source = folder.with_name("roster.csv")
    source.write_text(roster, encoding="utf-8")
    return new(folder, settings, source)


def issued(folder: Path, settings: Settings = SETTINGS) -> Round:
    """A round whose workbooks are written."""
    round_ = start(folder, settings)
    with ledger_of(round_) as ledger:
        list(issue_round(round_, ledger, plan_round(round_), LastYear(), NOW))
    return round_


def workbook(  # noqa: PLR0913 -- rarely given, and by name
    round_: Round,
    code: str,
    table: str = RIGHT,
    *,
    year: int = 2024,
    turn: int = 1,
    explanations: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook of a unit (or of a stranger), filled in like `table`, issued for the `turn`-th time."""
    unit = next((unit for unit in round_.roster.units if unit.code == code), None)
    report = filled(table, unit=unit.name if unit else "别处的单位", year=year, explanations=explanations)
    cover = Cover(round_.settings.office, round_.settings.deadline, sequence=turn, key=round_.key)
    return write_workbook(replace(report, unit_code=code), cover)


def zipped_in_gbk(name: str, content: bytes) -> bytes:
    """A zip as older programs of China make it: the name in GBK, and nothing that says so."""
    raw = name.encode("gb18030")
    placeholder = b"x" * len(raw)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(placeholder.decode(), content)
    return buffer.getvalue().replace(placeholder, raw)
