"""The scan before any parser: bytes → what the file is, why it is refused, what is remarkable about it."""

from dataclasses import dataclass

from toolkit.intake.kinds import LEGACY, Kind, kind_of, stream_names
from toolkit.intake.limits import LIMITS, Limits
from toolkit.intake.open_document import scan_open_document
from toolkit.intake.package import Package, open_package, surplus
from toolkit.intake.reasons import Note, Reason, Refused, Remark
from toolkit.intake.scanned import ScannedWorkbook
from toolkit.intake.spreadsheet import scan_spreadsheet

_OTHER_REASONS = {
    Kind.EMPTY: Reason.EMPTY,
    Kind.ZEROS: Reason.ZEROS,
    Kind.LOCK_FILE: Reason.LOCK_FILE,
    Kind.ENCRYPTED: Reason.ENCRYPTED,
    Kind.XLSM: Reason.MACRO,
}
_ARCHIVES = frozenset({Kind.RAR, Kind.SEVEN_ZIP, Kind.OTHER_ARCHIVE})
_Found = tuple[tuple[Remark, ...], ScannedWorkbook | None]
_MACROS = frozenset({"_VBA_PROJECT_CUR", "VBA"})


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found out about a file. `content` is what to open: the file, or the one workbook wrapped in it;
    `workbook`: what is in it, where the file is a workbook made of XML.
    """

    kind: Kind
    content: bytes
    reason: Reason | None = None
    detail: str = ""
    remarks: tuple[Remark, ...] = ()
    workbook: ScannedWorkbook | None = None

    def accepted(self) -> "Inspection":
        """Itself. Raises :class:`Refused` where there is a reason against opening the file."""
        if self.reason is not None:
            raise Refused(self.reason, self.detail)
        return self


def prescan(content: bytes, name: str = "", limits: Limits = LIMITS) -> Inspection:
    """Look at a file that may hold anything; never raises for what it holds, and expands nothing beyond `limits`."""
    kind = kind_of(content, name)
    wrapped: tuple[Remark, ...] = ()
    try:
        _check_size(content, limits)
        if kind is Kind.ZIP:
            inner, content = _only_workbook(content, limits)
            kind, wrapped = kind_of(content, inner), (Remark(Note.WRAPPED, inner),)
        remarks, workbook = _scan(kind, content, limits)
    except Refused as refusal:
        return Inspection(kind, content, refusal.reason, refusal.detail, wrapped)
    return Inspection(kind, content, remarks=(*wrapped, *remarks), workbook=workbook)


def _check_size(content: bytes, limits: Limits) -> None:
    if len(content) > limits.file:
        raise Refused(Reason.TOO_LARGE, f"超过 {limits.file // 2**20} MB 的上限")


def _scan(kind: Kind, content: bytes, limits: Limits) -> _Found:
    if kind in _OTHER_REASONS:
        raise Refused(_OTHER_REASONS[kind])
    if kind in _ARCHIVES:
        raise Refused(Reason.ARCHIVE_NOT_READ, kind.value)
    if kind is Kind.XLS:
        if stream_names(content) & _MACROS:
            raise Refused(Reason.MACRO)
        return (), None
    if kind is not Kind.XLSX and kind not in LEGACY:
        raise Refused(Reason.NOT_A_WORKBOOK, kind.value)
    with open_package(content, limits) as package:
        remarks, workbook = _scan_package(kind, package, limits)
    return (*surplus(content), *remarks), workbook


def _scan_package(kind: Kind, package: Package, limits: Limits) -> _Found:
    if kind is Kind.ODS:
        return tuple(scan_open_document(package, limits)), None
    return scan_spreadsheet(package, limits)


def _only_workbook(content: bytes, limits: Limits) -> tuple[str, bytes]:
    """Name and content of the one workbook in an archive, one level down."""
    found: list[tuple[str, bytes]] = []
    with open_package(content, limits) as package:
        for name, entry in package.entries.items():
            data = package.read(entry)
            if kind_of(data, name) in LEGACY | {Kind.XLSX, Kind.XLSM, Kind.ENCRYPTED}:
                found.append((name, data))
    if len(found) != 1:
        raise Refused(Reason.SEVERAL_WORKBOOKS if found else Reason.NOT_A_WORKBOOK, _held(found))
    return found[0]


def _held(found: list[tuple[str, bytes]]) -> str:
    return f"其中有 {len(found)} 份" if found else "压缩包，其中也没有工作簿"
