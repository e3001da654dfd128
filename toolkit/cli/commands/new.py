"""``nianbao new``"""

import argparse
import sys
from pathlib import Path

from toolkit.cli.parser import a_date, a_year, add_dry_run
from toolkit.rounds import Settings
from toolkit.workflow import definition_files, new, read_roster

EXAMPLE = (
    "  nianbao new 2024年报 --year 2024 --office 示范区政务公开办公室 --roster 名单.xlsx --deadline 2025-01-15\n"
    "新建的文件夹里有 round.toml（年度、截止日期、邮箱，可以用记事本改）、名单、下发、收件、退回、成果、"
    "信函（可以改措辞）、上年（放各单位上年的报告）。以后的命令在这个文件夹里运行。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="文件夹", type=Path, help="新建在哪里；要是空的或还没有")
    parser.add_argument("--year", metavar="年度", type=a_year, required=True, help="报告年度，如 2024")
    parser.add_argument("--office", metavar="单位", required=True, help="组织填报的单位，印在封面和信函上")
    parser.add_argument("--roster", metavar="名单", type=Path, required=True, help="填报单位名单（.csv 或 .xlsx）")
    parser.add_argument("--deadline", metavar="日期", type=a_date, help="报送截止日期，如 2025-01-15")
    parser.add_argument("--contact", metavar="电话", default="", help="业务咨询的联系人和电话")
    text = "本单位附表的定义所在的文件夹，复制到新建的文件夹里；各单位的工作簿就带上附表"
    parser.add_argument("--supplement", metavar="文件夹", type=Path, help=text)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    roster = read_roster(arguments.roster)
    if roster.unknown_columns:
        print(f"名单中没有用到的列：{'、'.join(roster.unknown_columns)}。", file=sys.stderr)
    without = [unit.name for unit in roster.units if not unit.email]
    if without:
        print(f"有 {len(without)} 个单位没有邮箱：{'、'.join(without[:10])}。", file=sys.stderr)
    definition_files(arguments.supplement, arguments.year)
    if arguments.dry_run:
        print(
            f"演练：将在 {arguments.folder} 新建，名单有 {len(roster.units)} 个单位；没有写任何文件。", file=sys.stderr
        )
        return 0
    settings = Settings(arguments.year, arguments.office, arguments.contact, arguments.deadline)
    new(arguments.folder, settings, arguments.roster, arguments.supplement)
    print(f"已新建 {arguments.folder}：{arguments.year}年度，{len(roster.units)} 个单位。", file=sys.stderr)
    print(f"下一步：进入 {arguments.folder}，运行 nianbao issue。", file=sys.stderr)
    return 0
