"""``nianbao total``"""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from toolkit.aggregation import Confirmation, Total
from toolkit.checks import Checked, as_text
from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_file, write_result
from toolkit.cli.parser import add_dry_run, add_output
from toolkit.cli.reading import shown, taken
from toolkit.cli.round_arguments import add_round, add_scope, the_round, the_scope, the_time
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.workflow import (
    TotalOfFiles,
    adjustments_from,
    check_all,
    check_total,
    confirm_total,
    confirmed,
    last_total,
    load_report,
    load_reports,
    papers,
    read_roster,
    reader,
    round_papers,
    round_total,
    total_as_file,
    total_lines,
    with_words,
)

EXAMPLE = (
    "  nianbao total 收件/*.xlsx --name 示范区 --out 汇总.xlsx\n"
    "  nianbao total --name 示范区 --out 成果/汇总.xlsx      在年报工作的文件夹里：合格和已确认的单位\n"
    "  nianbao total --name 示范区 --scope 本级 --out 成果/本级汇总.xlsx\n"
    "  nianbao total --name 示范区 --out 成果/汇总.xlsx --confirm-incomplete 两个单位已撤并 --by 王某某\n"
    "  nianbao total --name 示范区 --papers 成果/汇总底稿.xlsx\n"
    "  nianbao total --into 市里下发/示范区_2024年报.xlsx --out 成果/示范区报市.xlsx\n"
    "只加填报的数，合计重新计算；调整见 nianbao adjust。\n"
    "缺单位、有空白的，照样写出，注明不完整和缺在哪里，直到有人写明理由确认。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    text = "要相加的工作簿或数据文件（默认：本次年报工作中合格和已确认的）"
    parser.add_argument("files", metavar="文件", nargs="*", type=Path, help=text)
    add_round(parser)
    text = "汇总后的单位名称，如 示范区（默认：汇总；有 --into 的，那份工作簿的单位）"
    parser.add_argument("--name", metavar="名称", help=text)
    text = "汇总后的单位编码：以数据文件报上级的，写上级名单里的编码"
    parser.add_argument("--unit-code", metavar="编码", default="", help=text)
    add_scope(parser)
    text = "写了要相加的文件时：按这份名单认单位、列出谁没有报来"
    parser.add_argument("--roster", metavar="名单", type=Path, help=text)
    text = "写了要相加的文件时：调整表（.csv），列名 单元格、类型、数额、理由、姓名、单位"
    parser.add_argument("--adjustments", metavar="文件", type=Path, help=text)
    text = "上年的汇总，用来核对结转和现行有效（默认：“上年”文件夹里同名的）"
    parser.add_argument("--last-year", metavar="文件", type=Path, help=text)
    text = "不完整而核实后可用的，写明理由确认；缺的单位或数变了，确认自动失效"
    parser.add_argument("--confirm-incomplete", metavar="理由", help=text)
    parser.add_argument("--by", metavar="姓名", default="", help="确认人的姓名")
    text = "上级下发给本地区的工作簿：汇总填在里面，报回去上级认得出"
    parser.add_argument("--into", metavar="工作簿", type=Path, help=text)
    text = "汇总的文字部分取自这份数据文件或工作簿（默认空着；--into 的保留原有的）"
    parser.add_argument("--narrative", metavar="文件", type=Path, help=text)
    add_output(parser, "汇总.xlsx 或 汇总.json（有 --papers 的可以不写）", required=False)
    text = "汇总底稿（.xlsx）：各单位的加数、调整、核对、排名、同比，都是公式，点得到来源，可以自己重算"
    parser.add_argument("--papers", metavar="文件", type=Path, help=text)
    text = "写了要相加的文件时：各单位上年的报告，底稿里作同比（默认：“上年”文件夹里的）"
    parser.add_argument("--last-year-units", metavar="文件", nargs="+", type=Path, default=[], help=text)
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    _refuse(arguments)
    fine, result, unreadable = _of_files(arguments) if arguments.files else _of_round(arguments)
    words = load_report(arguments.narrative, own=arguments.form)[0].narrative if arguments.narrative else {}
    result = with_words(result, arguments.unit_code, words)
    before = _last_year(arguments, result)
    checked = check_total(result, before)
    for line in total_lines(result):
        print(line)
    if unreadable:
        print(f"另有 {unreadable} 份读不了，没有计入。")
    print(as_text(checked))
    given = [*arguments.files, *arguments.last_year_units, *filter(None, [arguments.into, arguments.last_year])]
    if arguments.out:
        write_result(arguments, total_as_file(result, arguments.out, arguments.into), given)
    if arguments.papers:
        write_file(arguments.papers, _papers(arguments, result, before), given, dry_run=arguments.dry_run)
    fine = fine and checked.verdict.acceptable and result.settled
    return 3 if unreadable else 0 if fine else 1


def _refuse(arguments: argparse.Namespace) -> None:
    if not (arguments.out or arguments.papers):
        raise ToolkitError("没有写明汇总写到哪里。", "请加 --out 汇总.xlsx，或 --papers 汇总底稿.xlsx，或者两样都写。")
    if arguments.papers and (arguments.papers.suffix != ".xlsx" or arguments.papers == arguments.out):
        problem = f"汇总底稿不能写成 {arguments.papers}。"
        raise ToolkitError(problem, "请用 .xlsx 结尾、与 --out 不同的文件名。")
    if arguments.last_year_units and not arguments.files:
        problem = "没有写要相加的文件，--last-year-units 用不上。"
        raise ToolkitError(problem, "在年报工作的文件夹里，各单位上年的报告请放进“上年”文件夹。")
    allowed = (".xlsx",) if arguments.into else (".xlsx", ".json")
    if arguments.out and arguments.out.suffix not in allowed:
        raise ToolkitError(f"不能写成 {arguments.out}。", f"汇总的文件名请以 {' 或 '.join(allowed)} 结尾。")
    if not arguments.files and (arguments.roster or arguments.adjustments):
        problem = "没有写要相加的文件，--roster、--adjustments 用不上。"
        raise ToolkitError(problem, "在年报工作的文件夹里，名单就是那里的；调整请用 nianbao adjust。")


def _of_files(arguments: argparse.Namespace) -> tuple[bool, Total, int]:
    """Whether all reports are acceptable, their sum, and how many files could not be read."""
    roster = read_roster(arguments.roster) if arguments.roster else None
    files = TotalOfFiles(the_scope(arguments), roster)
    with reader() as child:
        checks = check_all(shown(arguments.files), child, own=arguments.form)
        _, unreadable = taken((path, partial(_add, files, check)) for path, check in checks)
    form = files.parts.form
    entries = adjustments_from(arguments.adjustments, form) if arguments.adjustments and form else ()
    result = files.total(_name(arguments), entries)
    return files.parts.acceptable, _confirmed(arguments, result), unreadable


def _of_round(arguments: argparse.Namespace) -> tuple[bool, Total, int]:
    """The same for what passed in the round; a confirmation is recorded."""
    round_, now = the_round(arguments), the_time()
    fine, result = round_total(round_, _name(arguments), now, the_scope(arguments))
    result = _confirmed(arguments, result)
    if arguments.confirm_incomplete is not None and not arguments.dry_run:
        confirm_total(round_, result, now)
    return fine, result, 0


def _confirmed(arguments: argparse.Namespace, result: Total) -> Total:
    if arguments.confirm_incomplete is None:
        return result
    if result.complete:
        print("汇总是完整的，不需要确认，没有登记。", file=sys.stderr)
    return confirmed(result, Confirmation(arguments.confirm_incomplete, arguments.by))


def _last_year(arguments: argparse.Namespace, result: Total) -> Report | None:
    if arguments.last_year:
        return load_report(arguments.last_year, own=arguments.form)[0]
    return None if arguments.files else last_total(the_round(arguments), result.report.unit)


def _name(arguments: argparse.Namespace) -> str:
    given: str | None = arguments.name
    return given or (load_report(arguments.into)[0].unit if arguments.into else "汇总")


def _papers(arguments: argparse.Namespace, result: Total, before: Report | None) -> bytes:
    if arguments.files:
        return papers(result, before, load_reports(arguments.last_year_units, own=arguments.form), arguments.files)
    return round_papers(the_round(arguments), result, before)


def _add(files: TotalOfFiles, check: Callable[[], Checked]) -> None:
    files.add(check())
