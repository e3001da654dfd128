"""``nianbao narrative``"""

import argparse
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run, add_output
from toolkit.disk import read_bytes
from toolkit.document import write_text_copy
from toolkit.errors import ToolkitError
from toolkit.stages.narrative_exchange import Imported, import_narrative
from toolkit.workflow import fill, find_key, load_report, read

EXAMPLE = (
    "  nianbao narrative export 民政局.json --out 民政局文字.docx\n"
    "  nianbao narrative import 民政局文字.docx --data 民政局.json --out 民政局.新.json\n"
    "导入的也可以是单位自己写的年报（.docx），按“一、”“（一）”认各部分；表里的数一个不动，多余的空格、半角括号逐处改正并列出。\n"
    "两个人分头改，先后导入：各改各的段落，都保留；改了同一段，指出来，不覆盖。退出码：1 有这样的段落。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", metavar="export|import", choices=("export", "import"), help="导出或导入")
    parser.add_argument("file", metavar="文件", type=Path, help="导出：数据文件或工作簿；导入：改好的文档（.docx）")
    parser.add_argument("--data", metavar="文件", type=Path, help="导入到哪份数据（.json 或 .xlsx）")
    add_output(parser, "导出：文字.docx；导入：新的 .json 或 .xlsx")
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.action == "export":
        report, _ = load_report(arguments.file, find_key(arguments.file.parent), own=arguments.form)
        write_result(arguments, write_text_copy(report), [arguments.file])
        return 0
    if arguments.data is None:
        raise ToolkitError("没有写明导入到哪份数据。", "请加 --data 数据文件。")
    report, _ = load_report(arguments.data, find_key(arguments.data.parent), own=arguments.form)
    imported = import_narrative(read_bytes(arguments.file), report)
    _tell(imported)
    is_workbook = arguments.out.suffix.lower() == ".xlsx"
    content = fill(imported.report, find_key(arguments.out.parent)) if is_workbook else read(imported.report)
    write_result(arguments, content, [arguments.file], "请用 nianbao check 检查")
    return 1 if imported.conflicts else 0


def _tell(imported: Imported) -> None:
    titles = {block.id: block.title for block in imported.report.form.blocks}
    print(f"改了 {len(imported.changed)} 段：{'、'.join(titles[block] for block in imported.changed) or '无'}。")
    for block in imported.conflicts:
        print(f"✗ “{titles[block]}”数据里和文档里都改过，没有采用文档里的；请对照后手工合并。")
    for note in imported.notes:
        print(f"· {note}")
    for title, cleaning in imported.cleanings:
        print(f"· 清理“{title}”：{cleaning}")
