"""``nianbao issue``"""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from toolkit.cli.parser import a_date, a_year, add_dry_run
from toolkit.workflow import Assignment, create_key, issue, load_report, match_last_year, plan_issue, read_roster

EXAMPLE = (
    "  nianbao issue --roster 名单.xlsx --year 2024 --office 示范区政务公开办公室 --deadline 2025-01-15\n"
    "名单是 CSV 或 XLSX，第一行为列名，必须有“单位编码”“单位名称”，可有简称、联系人、邮箱、电话等。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--roster", metavar="名单", type=Path, required=True, help="填报单位名单（.csv 或 .xlsx）")
    parser.add_argument("--year", metavar="年度", type=a_year, required=True, help="报告年度，如 2024")
    parser.add_argument("--office", metavar="单位", default="", help="组织填报的单位，印在封面上")
    parser.add_argument("--deadline", metavar="日期", type=a_date, help="报送截止日期，如 2025-01-15")
    parser.add_argument("--contact", metavar="电话", default="", help="业务咨询的联系人和电话，印在封面上")
    parser.add_argument("--out", metavar="文件夹", type=Path, default=Path("下发"), help="写到哪个文件夹（默认：下发）")
    parser.add_argument(
        "--last-year", metavar="文件", nargs="+", type=Path, default=[], help="各单位上年的报告，锁进工作簿供核对"
    )
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    roster = read_roster(arguments.roster)
    if roster.unknown_columns:
        print(f"名单中没有用到的列：{'、'.join(roster.unknown_columns)}。", file=sys.stderr)
    last_year = match_last_year(roster, [load_report(path)[0] for path in arguments.last_year])
    if arguments.last_year:
        missing = [unit.name for unit in roster.units if unit.code not in last_year]
        print(f"找到 {len(last_year)} 个单位的上年报告；没有的：{'、'.join(missing) or '无'}。", file=sys.stderr)
    planned = plan_issue(roster, arguments.year, arguments.out)
    if arguments.dry_run:
        for item in planned:
            print(f"{item.unit.name} → {item.path}")
        print(f"演练：将生成 {len(planned)} 份工作簿，没有写任何文件。", file=sys.stderr)
        return 0
    assignment = Assignment(arguments.year, arguments.office, arguments.deadline, arguments.contact)
    key = create_key(arguments.out.parent)
    issued = issue(planned, assignment, key, last_year)
    for item in tqdm(issued, total=len(planned), desc="下发", unit="份", disable=None):
        print(f"{item.unit.name} → {item.path}")
    print(f"已生成 {len(planned)} 份工作簿，在 {arguments.out}。", file=sys.stderr)
    return 0
