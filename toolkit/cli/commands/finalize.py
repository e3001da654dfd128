"""``nianbao finalize``"""

import argparse
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli.form_argument import add_form
from toolkit.cli.layout_argument import add_layout, the_layout
from toolkit.cli.parser import a_date, add_dry_run
from toolkit.cli.round_arguments import the_time
from toolkit.cli.subject_arguments import InRound, add_subject, subject_in, the_subject
from toolkit.disk import read_bytes
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.stages.finalization import Finalized, Returned, SignOff, examine, finalize
from toolkit.stages.submitted import AGAIN, SUBMIT, Submitted, find_pack, hold_against_pack, hold_cells, read_pack
from toolkit.workflow import basis_of, check, find_key, load_reports

if TYPE_CHECKING:
    from toolkit.stages.signing import Signing

EXAMPLE = (
    "  nianbao finalize 领导退回的报审稿.docx --unit 民政局 --date 2025-01-20 --signed-by 王局长\n"
    "  nianbao finalize 领导退回的报审稿.docx --total 示范区 --date 2025-03-20\n"
    "  nianbao finalize 领导退回的报审稿.docx --data 民政局.json --pack 送签 --date 2025-01-20 --out 定稿\n"
    "  nianbao finalize 更正后.docx --data 民政局.json --date 2025-03-01 --out 定稿 --amend 行政许可件数有误\n"
    "先与送签材料（manifest.json）对照：单位、表式、每个数须与送审时相同，材料本身没有被改动；数据变了的，请重新送审。\n"
    "写出：正式稿（docx、html、pdf）、数据（xlsx、csv、json）、图解和签发记录；在年报工作里同时记入台账。\n"
    "数字与数据不符、还有修订、批注、未填写处的，不定稿。\n"
    "退出码：0 已定稿；1 还有要处理的，逐条列出；2 与送审的不符，或写法有误；3 文件读不了。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文档", type=Path, help="领导审签后退回的文档（.docx）")
    text = "数据文件（.json）或工作簿（.xlsx）；写了 --unit、--total 的可以不写，用送审的数据"
    parser.add_argument("--data", metavar="文件", type=Path, help=text)
    add_subject(parser)
    text = "送签材料的文件夹（默认：文档所在的、数据旁边的，或台账记的）"
    parser.add_argument("--pack", metavar="文件夹", type=Path, help=text)
    parser.add_argument("--date", metavar="日期", type=a_date, required=True, help="签发日期，就是成文日期")
    parser.add_argument("--out", metavar="文件夹", type=Path, help="写到哪个文件夹（在年报工作里默认 成果/定稿）")
    parser.add_argument("--signed-by", metavar="姓名", default="", help="签发人，记入签发记录，不印在文档上")
    parser.add_argument("--sealed", action="store_true", help="署名处给印章留出位置")
    parser.add_argument("--amend", metavar="理由", default="", help="签发后更正：写明理由，原来的一版保留，改动留痕")
    parser.add_argument(
        "--last-year", metavar="文件", type=Path, nargs="+", default=[], help="往年的报告，画近年对比图"
    )
    add_layout(parser)
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    place = the_subject(arguments)
    data = arguments.data
    given = check(data, find_key(data.parent), own=arguments.form).report if data else None
    if given:
        place = place or subject_in(arguments, given)
        given = place.own(given) if place else given
    with place.signing() if place else nullcontext() as signing:
        pack = _pack(arguments, given, signing)
        report = _held(given, pack, place)
        return _finalize(arguments, report, pack, signing)


def _finalize(arguments: argparse.Namespace, report: Report, pack: Submitted | None, signing: "Signing | None") -> int:
    returned = examine(read_bytes(arguments.file), report, arguments.date)
    if returned.obstacles:
        print(f"没有定稿：还有 {len(returned.obstacles)} 处要先处理。", file=sys.stderr)
        for obstacle in returned.obstacles:
            print(f"  ✗ {obstacle}", file=sys.stderr)
        return 1
    layout = the_layout(arguments)
    sign_off = SignOff(
        arguments.date,
        arguments.signed_by,
        replace(layout, sealed=layout.sealed or arguments.sealed),
        arguments.amend,
        tuple(load_reports(arguments.last_year, own=arguments.form)),
        pack.sha256 if pack else "",
    )
    folder = _folder(arguments, signing)
    result = finalize(returned, sign_off, folder, signing, rehearse=arguments.dry_run)
    _tell(arguments, returned, result, folder)
    if signing and not arguments.dry_run:
        print(f"已记入台账：{report.unit}第 {result.version} 版，签发日期 {arguments.date}。", file=sys.stderr)
    return 0


def _pack(arguments: argparse.Namespace, report: Report | None, signing: "Signing | None") -> Submitted | None:
    """The pack the ledger knows; without a round the one named, or found. None where there is none."""
    if signing:
        pack = signing.pack(arguments.file)
        if arguments.pack and arguments.pack.resolve() != pack.folder.resolve():
            problem = f"台账里最近一次送审的材料在“{pack.folder}”，不在“{arguments.pack}”。"
            raise ToolkitError(problem, "请不写 --pack；要用别的，请重新送审。")
        return pack
    if arguments.pack:
        return read_pack(arguments.pack, arguments.file, arguments.form)
    folder = find_pack(arguments.file, arguments.data, report) if report else None
    return read_pack(folder, arguments.file, arguments.form) if folder else None


def _held(given: Report | None, pack: Submitted | None, place: InRound | None) -> Report:
    """The report to be final, held against what was submitted and, in a round, what stands there now."""
    if given and pack:
        note = hold_against_pack(given, pack)
        print(f"与送审材料（{pack.folder}，{pack.submitted_on}）对照：{note or '与送审时相同。'}", file=sys.stderr)
    if given and not pack:
        print("没有找到送签材料（manifest.json），没有与送审时的数据对照。", file=sys.stderr)
    if pack and place:
        accepted = basis_of(place.round_, place.subject, the_time()).checked.report
        hold_cells(pack.report, accepted, "送审时", AGAIN, SUBMIT)
    report = given or (pack.report if pack else None)
    if report is None:
        raise ToolkitError("没有写明数据。", "请加 --data 文件；在年报工作的文件夹里可以写 --unit 单位、--total 名称。")
    return report


def _folder(arguments: argparse.Namespace, signing: "Signing | None") -> Path:
    if arguments.out:
        return Path(arguments.out)
    if signing is None:
        raise ToolkitError("没有写明写到哪里。", "请加 --out 文件夹。")
    return signing.folder()


def _tell(arguments: argparse.Namespace, returned: Returned, result: Finalized, folder: Path) -> None:
    verification = returned.verification
    print(f"✓ 表内 {verification.cells_equal}/{verification.cells} 个数、文字 {verification.numbers} 个数与数据相等。")
    if verification.edited:
        print(f"· 审签中改了 {len(verification.edited)} 段文字，已写入正式稿和数据文件。")
    if result.changes:
        print(f"· 第 {result.version} 版，与上一版相比：{result.changes}。")
    for note in result.notes:
        print(f"· {note}", file=sys.stderr)
    for name in result.files:
        done = "演练：将写入" if arguments.dry_run else "已写入"
        print(f"{done} {folder / name}", file=sys.stderr)
