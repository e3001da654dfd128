"""What cannot be added: nothing, reports of different forms, editions or years, and a unit twice."""

from collections.abc import Iterable, Sequence

from toolkit.aggregation.membership import Label, Source
from toolkit.errors import ToolkitError
from toolkit.forms import Form
from toolkit.model import repeated_hashes


class Kinds:
    """Of what years, editions and 附表 the reports are that come one after the other, and a file for each."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[int, Form], str] = {}

    def see(self, source: Source) -> None:
        self._kinds.setdefault((source.report.year, source.report.form), source.file)

    def agreed(self) -> tuple[int, Form]:
        """The year, and the form on which all reports can be laid out: of one edition, some of which took a table
        from another or came without the 附表, it is the one with the 附表, else the pure one.

        Raises :class:`ToolkitError` where there is none.
        """
        years: dict[str, str] = {}
        supplements: dict[str, str] = {}
        for (year, form), file in self._kinds.items():
            years.setdefault(f"{year}年度{form.edition}版", file)
            if form.supplement:
                supplements.setdefault(f"“{form.supplement.title}”{form.digest[:8]}", file)
        _refuse_different(supplements, "附表")
        _refuse_different(years, "年度或格式版本")
        return max(self._kinds, key=lambda kind: (kind[1].supplement is not None, not kind[1].borrowed))


def refuse_none(labels: Sequence[Label]) -> None:
    """Raise :class:`ToolkitError` where there is nothing to add."""
    if not labels:
        raise ToolkitError("没有可以汇总的报告。", "请写明要汇总的文件。")


def refuse_twice(labels: Iterable[Label]) -> None:
    """Raise :class:`ToolkitError` for the first source that is of the same unit as one before.

    `labels` are gone through several times. A unit is the same by code; by name where one of them, a published report,
    has no code.
    """
    names = repeated_hashes(label.unit for label in labels)
    codes = repeated_hashes(label.unit_code for label in labels)
    by_name: dict[str, tuple[int, str]] = {}
    by_name_alone: dict[str, tuple[int, str]] = {}
    by_code: dict[str, tuple[int, str]] = {}
    for number, label in enumerate(labels):
        name, code = label.unit, label.unit_code
        if hash(name) not in names and hash(code) not in codes:
            continue
        twins = [by_code.get(code), by_name_alone.get(name)] if code else [by_name.get(name)]
        known = min(filter(None, twins), default=None)
        if known:
            problem = f"“{name}”有两份报告：{known[1]}、{label.file}。"
            raise ToolkitError(problem, "同一单位只能计入一次，请留下应当采用的一份。")
        seen = (number, label.file)
        if code:
            by_code.setdefault(code, seen)
        if name:
            by_name.setdefault(name, seen)
            if not code:
                by_name_alone.setdefault(name, seen)


def _refuse_different(found: dict[str, str], what: str) -> None:
    if len(found) > 1:
        listed = "；".join(f"{title}如 {file}" for title, file in found.items())
        raise ToolkitError(f"{what}不同的报告不能相加：{listed}。", "请分别汇总。")
