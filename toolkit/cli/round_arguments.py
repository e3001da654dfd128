"""What the commands of a round have in common: which round, which units, how letters go out, and who is asked first."""

import argparse
import getpass
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from toolkit.aggregation import SCOPE_NAMES, Scope
from toolkit.cli.parser import add_dry_run
from toolkit.cli.progress import progress
from toolkit.errors import ToolkitError
from toolkit.workflow import Delivered, Mailing, Round, draft_letters, find, password, send, unit_codes

_SILENT = {"already"}


def add_round(parser: argparse.ArgumentParser) -> None:
    text = "年报工作的文件夹（默认：从当前文件夹往上找）"
    parser.add_argument("--round", metavar="文件夹", type=Path, default=Path(), help=text)


def add_units(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("units", metavar="单位", nargs="*", help=f"单位的编码、名称或简称（默认：{what}）")


def add_scope(parser: argparse.ArgumentParser) -> None:
    text = "本级：名单里层级是本级或空的；全辖区：连同下级（默认）"
    parser.add_argument("--scope", choices=tuple(SCOPE_NAMES.values()), default=SCOPE_NAMES["whole_area"], help=text)


def the_scope(arguments: argparse.Namespace) -> Scope:
    return next(scope for scope, name in SCOPE_NAMES.items() if name == arguments.scope)


def add_posting(parser: argparse.ArgumentParser) -> None:
    """How letters go out."""
    parser.add_argument("--eml", action="store_true", help="不发送，只生成邮件草稿（.eml）和邮件合并的名单")
    parser.add_argument("--again", action="store_true", help="上次发送时中断、不知是否送到的，再发一次")
    parser.add_argument("--yes", action="store_true", help="发给多个单位时不再询问")
    add_dry_run(parser)


def the_round(arguments: argparse.Namespace) -> Round:
    """The round a command is about; one that has no ``--dry-run`` writes nothing anyway."""
    return find(arguments.round, rehearsed=vars(arguments).get("dry_run", True))


def the_units(arguments: argparse.Namespace, round_: Round) -> frozenset[str]:
    """The codes of the units named; none stands for all."""
    return unit_codes(round_, arguments.units)


def the_time() -> datetime:
    """Now, in the time zone of this computer."""
    return datetime.now().astimezone()


def post(arguments: argparse.Namespace, round_: Round, mailings: Sequence[Mailing], drafts: Path) -> int:
    """Send the letters, or write them as drafts, or rehearse; says what becomes of each. The exit code."""
    if arguments.dry_run:
        for mailing in mailings:
            told = f"{mailing.unit.email}：{mailing.letter.subject}" if mailing.letter else "名单里没有邮箱"
            print(f"{mailing.unit.name} → {told}")
        letters = sum(mailing.letter is not None for mailing in mailings)
        print(f"演练：将发出 {letters} 封，没有发。", file=sys.stderr)
        return 0
    if arguments.eml or round_.settings.mail.smtp is None:
        return _tell(draft_letters(round_, mailings, drafts, the_time()), len(mailings), "生成草稿")
    _ask(arguments, mailings)
    secret = password(round_, "smtp", getpass.getpass)
    return _tell(send(round_, mailings, secret, again=arguments.again), len(mailings), "发送")


def _ask(arguments: argparse.Namespace, mailings: Sequence[Mailing]) -> None:
    if len(mailings) <= 1 or arguments.yes:
        return
    if not sys.stdin.isatty():
        raise ToolkitError(f"要给 {len(mailings)} 个单位发邮件，没有得到确认。", "确认要发的，加 --yes。")
    print(
        f"将给 {len(mailings)} 个单位发邮件（--dry-run 可以先看）。输入 y 发送，其他键取消：", end="", file=sys.stderr
    )
    if input().strip().lower() != "y":
        raise ToolkitError("已取消，没有发。")


def _tell(delivered: Iterator[Delivered], total: int, what: str) -> int:
    worst = 0
    counts: dict[str, int] = {}
    for item in progress(delivered, what, "封", total):
        counts[item.became] = counts.get(item.became, 0) + 1
        if item.became not in _SILENT:
            print(f"{item.unit.name}：{item.says}")
        worst = max(worst, item.became in ("failed", "doubtful", "no_address"))
    names = {
        "sent": "发出",
        "drafted": "生成草稿",
        "already": "以前发过",
        "doubtful": "不知是否送到",
        "failed": "没有发出",
        "no_address": "没有邮箱",
    }
    told = "，".join(f"{names[became]} {count} 封" for became, count in counts.items())
    print(f"{told or '没有要发的'}。", file=sys.stderr)
    return worst
