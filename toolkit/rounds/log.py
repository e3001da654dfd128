"""The ledger as a person reads it: a line an event, and as a table."""

from collections.abc import Mapping
from datetime import datetime

from toolkit.model import Value
from toolkit.rounds.events import EVENT_NAMES, Event, counts_of

DETAIL_NAMES: Mapping[str, str] = {
    "name": "文件",
    "origin": "来自",
    "sender": "发件人",
    "file": "生成",
    "problems": "问题",
    "letter": "信函",
    "to": "收件人",
    "mail": "邮件编号",
    "by": "取代它的",
    "rules": "规则",
    "key": "疑点",
    "explanation": "情况说明",
    "report": "报告",
    "draft": "第几稿",
    "version": "第几版",
    "date": "日期",
    "signed_by": "签发人",
    "changes": "改动",
    "folder": "文件夹",
    "kind": "类型",
    "cell": "单元格",
    "amount": "数额",
    "responsible": "经手人",
    "units": "单位",
    "entry": "编号",
    "scope": "范围",
    "missing": "缺",
    "numbers": "数的指纹",
    "submissions": "依据的报告",
}
_FOR_PROGRAMS = {"data", "record"}  # digests, and the whole record of what was signed
_LETTER_NAMES = {"issue": "下发", "remind": "催报", "send_back": "退回", "receipt": "收讫"}
LOG_COLUMNS = ("序号", "时间", "事项", "单位编码", "单位", "文件编号", "原因", "详情")


def log_row(event: Event, names: Mapping[str, str], now: datetime) -> tuple[Value, ...]:
    """A row of :data:`LOG_COLUMNS`; `names`: unit code → name; times in the time zone of `now`."""
    return (
        event.number,
        f"{event.time.astimezone(now.tzinfo):%Y-%m-%d %H:%M:%S}",
        EVENT_NAMES[event.kind],
        event.unit,
        names.get(event.unit, event.unit),
        event.digest[:16],
        event.reason,
        _told(event),
    )


def log_line(event: Event, names: Mapping[str, str], now: datetime) -> str:
    """The same as one line of text."""
    number, *texts = log_row(event, names, now)
    time, kind, _, unit, digest, reason, told = map(str, texts)
    line = f"{number:>6}  {time}  {kind}  {unit}  {digest}  {reason}  {told}"
    return " ".join(line.splitlines()).rstrip()


def _told(event: Event) -> str:
    if event.kind == "checked":
        errors, queries, hints = counts_of(event)
        return f"必须改正 {errors}，须作说明 {queries}，提示 {hints}"
    return "，".join(
        f"{DETAIL_NAMES.get(key, key)} {_LETTER_NAMES.get(value, value) if key == 'letter' else value}"
        for key, value in event.detail.items()
        if value and key not in _FOR_PROGRAMS
    )
