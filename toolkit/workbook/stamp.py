"""The stamp: which form, edition, year and unit a workbook was made for, in several independent places.

It is written as a custom document property, on a hidden sheet, as a defined name and as a visible line on the cover, so
that a copy that lost some of them is still known, and copies that contradict themselves are found out. The HMAC proves
that the office made the workbook for this unit; it does not prove who filled it.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import parse_qs, quote, quote_plus

from toolkit.errors import ToolkitError
from toolkit.model import Number, Report, plain_number
from toolkit.workbook.cover_facts import Cover

PROPERTY = "nianbao"
DEFINED_NAME = "nianbao_stamp"
_LIMIT = 255  # characters of a text property, and of a text in a formula
_EXACT = 10**28  # what :class:`Decimal` keeps to the last digit


@dataclass(frozen=True, slots=True)
class Stamp:
    """Identity of a workbook. `unit`, `definition` and `locked` (what the office wrote into it) are digests.

    `supplement` is the id of its 附表, '' where it has none. `signature` is '' where no key was at hand, `locked` in
    stamps that do not tell.
    """

    form: str
    edition: str
    year: int
    unit_code: str
    unit: str
    definition: str
    sequence: int
    locked: str = ""
    supplement: str = ""
    signature: str = ""

    @property
    def token(self) -> str:
        """The stamp as one line of ASCII."""
        return f"{self._claims}&signature={self.signature}"

    @property
    def _claims(self) -> str:
        claims = (
            f"form={_quoted(self.form)}&edition={_quoted(self.edition)}&year={self.year}"
            f"&unit_code={_quoted(self.unit_code)}&unit={_quoted(self.unit)}"
            f"&definition={_quoted(self.definition)}&sequence={self.sequence}"
        )
        further = (("locked", self.locked), ("supplement", self.supplement))
        return claims + "".join(f"&{name}={_quoted(text)}" for name, text in further if text)

    @property
    def visible_line(self) -> str:
        """The line on the cover."""
        code = f"{self.signature[:4]}-{self.signature[4:8]}".upper() if self.signature else "未签"
        unit_code = f"单位编码 {self.unit_code} · " if self.unit_code else ""
        form = f"{self.form}-{self.edition}" + (f"+{self.supplement}" if self.supplement else "")
        return f"表号 {form} · {self.year}年度 · {unit_code}第{self.sequence}次下发 · 校验码 {code}"

    def signed(self, key: bytes) -> "Stamp":
        """The same stamp with the signature of the office's key; unchanged for an empty key."""
        return replace(self, signature=self._signature(key)) if key else self

    def is_genuine(self, key: bytes) -> bool:
        """Whether the signature is that of `key`."""
        return hmac.compare_digest(self.signature, self._signature(key))

    def _signature(self, key: bytes) -> str:
        return hmac.new(key, self._claims.encode(), hashlib.sha256).hexdigest()[:32]


def _quoted(text: str) -> str:
    return text if text.isascii() and text.isalnum() else quote_plus(text)  # ten times as fast for what is mostly there


def make_stamp(report: Report, cover: Cover) -> Stamp:
    """The unsigned stamp for the unit of `report`. Raises :class:`ToolkitError` where its code is too long for one."""
    form = report.form
    stamp = Stamp(
        form=form.id,
        edition=form.edition,
        year=report.year,
        unit_code=report.unit_code,
        unit=unit_digest(report.unit),
        definition=form.digest[:16],
        sequence=cover.sequence,
        locked=locked_digest(report, cover),
        supplement=form.supplement.id if form.supplement else "",
    )
    if len(stamp.token) + 32 > _LIMIT:
        room = _LIMIT - 32 - len(replace(stamp, unit_code="").token)
        remedy = f"请改用不超过 40 个字母数字（或 {min(10, room // len(quote('字')))} 个汉字）的编码。"
        raise ToolkitError(f"单位编码“{report.unit_code}”太长。", remedy)
    return stamp


def unit_digest(unit: str) -> str:
    return hashlib.sha256(unit.encode()).hexdigest()[:8]


def locked_digest(report: Report, cover: Cover) -> str:
    """Of what the office writes into locked cells and no definition tells: last year's values, facts of the cover."""
    last_year = report.last_year or {}
    values = sorted((cell, _plainest(value)) for cell, value in last_year.items())
    facts = (cover.office, str(cover.deadline or ""), cover.office_contact)
    return hashlib.sha256(repr((values, facts)).encode()).hexdigest()[:8]


def _plainest(number: Number) -> str:
    """Without zeros at the end of its decimals."""
    return str(number) if type(number) is int and abs(number) < _EXACT else plain_number(Decimal(number).normalize())


def parse_stamp(token: str) -> Stamp | None:
    """Read a token back; None where it is none."""
    fields = {name: values[0] for name, values in parse_qs(token, keep_blank_values=True).items()}
    try:
        return Stamp(
            form=fields["form"],
            edition=fields["edition"],
            year=int(fields["year"]),
            unit_code=fields["unit_code"],
            unit=fields["unit"],
            definition=fields["definition"],
            sequence=int(fields["sequence"]),
            locked=fields.get("locked", ""),
            supplement=fields.get("supplement", ""),
            signature=fields["signature"],
        )
    except (KeyError, ValueError):
        return None
