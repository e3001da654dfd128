"""``nianbao accept``"""

import argparse
import sys

from toolkit.cli.round_arguments import add_posting, add_round, add_units, post, the_round, the_time, the_units
from toolkit.workflow import accept, drafts_in, receipts, to_accept

EXAMPLE = (
    "  nianbao accept                确认所有“合格”的单位\n"
    "  nianbao accept 民政局 --receipt    确认并发收讫回执（没有发信服务器的生成邮件草稿）\n"
    "  nianbao accept 教育局 --reason 已电话核实，上年数口径调整\n"
    "还有疑点没有说明的，要写明理由才能确认。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_units(parser, "所有合格、疑点都已说明的")
    add_round(parser)
    parser.add_argument("--reason", metavar="理由", default="", help="疑点没有说明而仍确认的理由")
    parser.add_argument("--receipt", action="store_true", help="给确认的单位发收讫回执")
    add_posting(parser)


def run(arguments: argparse.Namespace) -> int:
    round_, now = the_round(arguments), the_time()
    states = to_accept(round_, the_units(arguments, round_), now)
    for state in states:
        print(f"{state.unit.name}：确认")
    if arguments.dry_run:
        print(f"演练：将确认 {len(states)} 个单位，没有登记。", file=sys.stderr)
        return 0
    accept(round_, states, arguments.reason, now)
    print(f"已确认 {len(states)} 个单位。", file=sys.stderr)
    if not arguments.receipt:
        return 0
    return post(arguments, round_, receipts(round_, states, now), drafts_in(round_, "receipt"))
