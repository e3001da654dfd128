"""``nianbao total``"""

import argparse
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from toolkit.aggregation import Missing, Total
from toolkit.checks import Checked
from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run, add_output
from toolkit.cli.reading import read_all
from toolkit.cli.round_arguments import add_round, the_round, the_time
from toolkit.errors import ToolkitError
from toolkit.intake import Isolated
from toolkit.model import place_of_cells, show
from toolkit.workflow import check, find_key, round_total, total, total_as_data, total_as_workbook

EXAMPLE = (
    "  nianbao total 收件/*.xlsx --name 示范区 --out 汇总.xlsx\n"
    "  nianbao total --name 示范区 --out 成果/汇总.xlsx      在年报工作的文件夹里：合格和已确认的单位\n"
    "只加填报的数，合计重新计算；有空白、缺格的，照样写出，并注明不完整和缺在哪里。"
)
_GAPS_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    text = "要相加的工作簿或数据文件（默认：本次年报工作中合格和已确认的）"
    parser.add_argument("files", metavar="文件", nargs="*", type=Path, help=text)
    add_round(parser)
    parser.add_argument("--name", metavar="名称", default="汇总", help="汇总后的单位名称，如 示范区（默认：汇总）")
    add_output(parser, "汇总.xlsx 或 汇总.json")
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.out.suffix not in (".json", ".xlsx"):
        raise ToolkitError(f"不能写成 {arguments.out}。", "汇总的文件名请以 .xlsx 或 .json 结尾。")
    if arguments.files:
        checked, unreadable = read_all(arguments.files, partial(_read, arguments.form))
        result = total(checked, arguments.name)
    else:
        unreadable = 0
        checked, result = round_total(the_round(arguments), arguments.name, the_time())
    _tell(result, unreadable)
    content = total_as_data(result) if arguments.out.suffix == ".json" else total_as_workbook(result)
    write_result(arguments, content, arguments.files)
    return 3 if unreadable else 1 if _has_errors(checked, result) else 0


def _has_errors(checked: Sequence[Checked], result: Total) -> bool:
    return not result.complete or any(not item.verdict.acceptable for item in checked)


def _read(form: Path | None, path: Path, child: Isolated) -> Checked:
    return check(path, find_key(path.parent), child=child, own=form)


def _standing(missing: Missing) -> str:
    return missing.standing


def _tell(result: Total, unreadable: int) -> None:
    print(f"计入 {len(result.sources)} 份：{'、'.join(source.report.unit for source in result.sources)}。")
    if unreadable:
        print(f"另有 {unreadable} 份读不了，没有计入。")
    if result.complete and not unreadable:
        print("汇总完整。")
        return
    for standing, group in groupby(sorted(result.missing, key=_standing), key=_standing):
        print(f"没有计入，{standing}：{'、'.join(missing.unit for missing in group)}。")
    print(f"汇总不完整：有 {len(result.gaps)} 格没有数可加。" if result.gaps else "汇总不完整。")
    for gap in result.gaps[:_GAPS_SHOWN]:
        print(f"  {gap.unit}：{place_of_cells(result.report.form, (gap.cell,))}{show(gap.value)}")
    if len(result.gaps) > _GAPS_SHOWN:
        print(f"  …… 另有 {len(result.gaps) - _GAPS_SHOWN} 格，全部见 .json 的 gaps。")
