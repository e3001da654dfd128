"""``nianbao issue``"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.parser import a_date, a_year, add_dry_run
from toolkit.cli.progress import progress
from toolkit.cli.round_arguments import add_round, the_round, the_time
from toolkit.errors import ToolkitError
from toolkit.forms import find_own
from toolkit.model import Roster, listed
from toolkit.workflow import (
    Assignment,
    Issued,
    LastYear,
    create_key,
    files_in,
    issue,
    issue_round,
    keep_last_year,
    last_year_of,
    ledger_of,
    plan_issue,
    plan_round,
    read_last_year,
    read_roster,
)

EXAMPLE = (
    "  nianbao issue                                     在 nianbao new 建的文件夹里：名单、年度都照 round.toml\n"
    "  nianbao issue --last-year 去年                     上年的数锁进工作簿；“去年”是文件夹，也可以逐个写文件\n"
    "  nianbao issue --roster 名单.xlsx --year 2024 --office 示范区政务公开办公室 --deadline 2025-01-15\n"
    "名单是 CSV 或 XLSX，第一行为列名，必须有“单位编码”“单位名称”，可有简称、联系人、邮箱、电话等。\n"
    "“前身”列写原来的单位名称，更名的、合并的都能对上上年报告；由几个单位合并的写“甲局、乙局”，上年数逐格相加。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    text = "不建文件夹，按这份名单（.csv 或 .xlsx）直接生成"
    parser.add_argument("--roster", metavar="名单", type=Path, help=text)
    parser.add_argument("--year", metavar="年度", type=a_year, help="报告年度，如 2024（用 --roster 时必须写）")
    parser.add_argument("--office", metavar="单位", default="", help="组织填报的单位，印在封面上")
    parser.add_argument("--deadline", metavar="日期", type=a_date, help="报送截止日期，如 2025-01-15")
    parser.add_argument("--contact", metavar="电话", default="", help="业务咨询的联系人和电话，印在封面上")
    parser.add_argument("--out", metavar="文件夹", type=Path, default=Path("下发"), help="写到哪个文件夹（默认：下发）")
    parser.add_argument(
        "--last-year",
        metavar="文件或文件夹",
        nargs="+",
        type=Path,
        default=[],
        help="各单位上年的报告（工作簿、数据文件，或已发布的 Word、网页、PDF、文本），锁进工作簿供核对",
    )
    add_form(parser)
    add_round(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    return _by_roster(arguments) if arguments.roster else _in_round(arguments)


def _in_round(arguments: argparse.Namespace) -> int:
    if arguments.form:
        raise ToolkitError("年报工作的附表就是它的“附表”文件夹，不用 --form 另写。", "请把定义放进那个文件夹。")
    round_ = the_round(arguments)
    given = files_in(arguments.last_year)
    if not arguments.dry_run:
        keep_last_year(round_, given)
    last_year = last_year_of(round_, given if arguments.dry_run else ())
    _tell_last_year(round_.roster, last_year)
    planned = plan_round(round_)
    if arguments.dry_run:
        return _rehearse(planned)
    with ledger_of(round_) as ledger:
        return _write(planned, issue_round(round_, ledger, planned, last_year, the_time()))


def _by_roster(arguments: argparse.Namespace) -> int:
    if arguments.year is None:
        raise ToolkitError("没有写明报告年度。", "请加 --year 2024。")
    roster = read_roster(arguments.roster)
    if roster.unknown_columns:
        print(f"名单中没有用到的列：{'、'.join(roster.unknown_columns)}。", file=sys.stderr)
    own = arguments.form or find_own(arguments.out.parent)
    assignment = Assignment(arguments.year, arguments.office, arguments.deadline, arguments.contact, own)
    last_year = read_last_year(roster, files_in(arguments.last_year), arguments.year, form=assignment.form)
    if arguments.last_year:
        _tell_last_year(roster, last_year)
    planned = plan_issue(roster, arguments.year, arguments.out)
    if arguments.dry_run:
        return _rehearse(planned)
    return _write(planned, issue(planned, assignment, create_key(arguments.out.parent), last_year))


def _tell_last_year(roster: Roster, last_year: LastYear) -> None:
    print(f"找到 {len(last_year.reports)} 个单位的上年报告；没有的：", end="", file=sys.stderr)
    sys.stderr.writelines(listed(unit.name for unit in roster.units if unit.code not in last_year.reports))
    print("。" if len(last_year.reports) < len(roster.units) else "无。", file=sys.stderr)
    for note in last_year.notes:
        print(f"  {note}", file=sys.stderr)


def _rehearse(planned: Sequence[Issued]) -> int:
    for item in planned:
        print(f"{item.unit.name} → {item.path}")
    print(f"演练：将生成 {len(planned)} 份工作簿，没有写任何文件。", file=sys.stderr)
    return 0


def _write(planned: Sequence[Issued], issued: Iterable[Issued]) -> int:
    for item in progress(issued, "下发", "份", len(planned)):
        print(f"{item.unit.name} → {item.path}")
    print(f"已生成 {len(planned)} 份工作簿，在 {planned[0].path.parent}。", file=sys.stderr)
    return 0
