"""``nianbao report``"""

import argparse
import sys
from pathlib import Path

from toolkit.checks import Checked, as_text
from toolkit.cli.form_argument import add_form
from toolkit.cli.layout_argument import add_layout, the_layout
from toolkit.cli.output import write_result
from toolkit.cli.parser import a_date, add_dry_run, add_output
from toolkit.cli.progress import progress
from toolkit.cli.round_arguments import add_round, add_scope, the_round, the_scope, the_time
from toolkit.errors import ToolkitError
from toolkit.workflow import (
    Composed,
    check,
    find_key,
    make_document,
    round_documents,
    status,
    submission_of,
    total_checked,
    verdict_line,
)

EXAMPLE = (
    "  nianbao report 民政局.xlsx --out 民政局2024年年报.docx --date 2025-01-20\n"
    "  nianbao report --unit 民政局 --out 成果/民政局年报.docx    在年报工作的文件夹里\n"
    "  nianbao report --all --out 成果/年报                      每个合格的单位一份，一份不成不影响其他\n"
    "  nianbao report --total 示范区 --out 成果/示范区年报.docx    汇总，加 --scope 本级 的只含本级\n"
    "  nianbao report 民政局.json --out 草稿.docx --draft"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文件", nargs="?", type=Path, help="填好的工作簿（.xlsx）或数据文件（.json）")
    parser.add_argument("--unit", metavar="单位", help="本次年报工作中的一个单位（编码、名称或简称）")
    parser.add_argument("--total", metavar="名称", help="本次年报工作的汇总，以这个名称成文，如 示范区")
    parser.add_argument("--all", action="store_true", help="本次年报工作中合格和已确认的全部单位；--out 写文件夹")
    add_scope(parser)
    add_round(parser)
    add_output(parser, "民政局2024年年报.docx（也可以是 .html、.pdf）")
    parser.add_argument("--date", metavar="日期", type=a_date, help="成文日期，如 2025-01-20；不写就不印日期")
    parser.add_argument("--draft", action="store_true", help="还有错误也生成，每页标明“草稿”")
    add_layout(parser)
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    chosen = [arguments.file, arguments.unit, arguments.total, arguments.all or None]
    if sum(choice is not None for choice in chosen) != 1:
        raise ToolkitError(
            "没有写明给谁成文。", "请写一个文件，或者在年报工作的文件夹里写 --unit 单位、--total 名称、--all。"
        )
    return _all(arguments) if arguments.all else _one(arguments)


def _all(arguments: argparse.Namespace) -> int:
    """A document for each unit that passed; one that fails does not stop the rest."""
    round_, layout = the_round(arguments), the_layout(arguments)
    units = [state for state in status(round_, the_time()).states if state.through]
    if arguments.dry_run:
        print(f"演练：将给 {len(units)} 个单位成文，写到 {arguments.out}，没有写。", file=sys.stderr)
        return 0

    def make(checked: Checked, suffix: str) -> Composed:
        return make_document(checked, suffix, arguments.date, draft=arguments.draft, layout=layout)

    failed = 0
    written = round_documents(round_, units, arguments.out, make)
    for made in progress(written, "成文", "份", len(units)):
        failed += bool(made.problem)
        print(f"{made.unit}：{made.problem or '、'.join(path.name for path in made.paths)}")
    print(f"已成文 {len(units) - failed} 份，没有成文 {failed} 份，在 {arguments.out}。", file=sys.stderr)
    return 1 if failed else 0


def _one(arguments: argparse.Namespace) -> int:
    checked = _checked(arguments)
    if checked.verdict.findings:
        print(as_text(checked), file=sys.stderr)
    if not checked.verdict.acceptable and not arguments.draft:
        print("没有成文：还有必须改正的问题。请先改正；只是要看样子的，加 --draft 生成草稿。", file=sys.stderr)
        return 1
    layout = the_layout(arguments)
    made = make_document(checked, arguments.out.suffix, arguments.date, draft=arguments.draft, layout=layout)
    write_result(arguments, made.content, [arguments.file] if arguments.file else [])
    for note in made.notes:
        print(note, file=sys.stderr)
    return 0


def _checked(arguments: argparse.Namespace) -> Checked:
    if arguments.file is not None:
        return check(arguments.file, find_key(arguments.file.parent), own=arguments.form)
    if arguments.unit is not None:
        return submission_of(the_round(arguments), arguments.unit, the_time())
    checked, total = total_checked(the_round(arguments), arguments.total, the_time(), the_scope(arguments))
    if not total.complete:
        print(verdict_line(total), file=sys.stderr)
    return checked
