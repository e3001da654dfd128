"""审签单: one page that travels in front of the draft. ``templates/document/sign_off.toml`` lays down its boxes."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from typing import Any

from toolkit.document.assembly import EPOCH
from toolkit.document.lines import width
from toolkit.document.papers import Box, Rows, write_paper
from toolkit.document.typography import load_typography, twips
from toolkit.errors import DefinitionError, Fault
from toolkit.forms import read_template

_FILE = "document/sign_off.toml"
_REST = "……"


@dataclass(frozen=True, slots=True)
class SignOffFacts:
    """What the program writes into the boxes; the rest is left to the hands of those who sign."""

    title: str
    unit: str
    year: str
    drafter: str
    phone: str
    submitted_on: str
    checks: str
    explanations: str
    changes: str
    draft: str


def write_sign_off_sheet(facts: SignOffFacts, *, created: datetime = EPOCH) -> bytes:
    """The sheet as ``.docx``. Raises :class:`DefinitionError` where its definition cannot be used."""
    try:
        raw = tomllib.loads(read_template(_FILE))
        widths = tuple(raw["widths_mm"])
        rows = tuple((row["height_mm"], tuple(_boxes(row, widths, asdict(facts)))) for row in raw["rows"])
        return write_paper(raw["title"], [Rows(widths, rows)], created=created, numbered=False)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError((Fault(_FILE, "", f"不是合法的 TOML（{error}）"),)) from error
    except KeyError as error:
        raise DefinitionError((Fault(_FILE, str(error.args[0]), "缺少这一项"),)) from error


def _boxes(row: dict[str, Any], widths: Sequence[float], facts: Mapping[str, str]) -> Iterator[Box]:
    column = 0
    for raw in row["boxes"]:
        span = raw.get("span", 1)
        width_mm = sum(widths[column : column + span])
        yield Box(tuple(_paragraphs(raw, facts, row["height_mm"], width_mm)) or (("", "SheetText"),), span)
        column += span


def _paragraphs(
    raw: dict[str, Any], facts: Mapping[str, str], height_mm: float, width_mm: float
) -> Iterator[tuple[str, str]]:
    style = "SheetSmall" if raw.get("small") else "SheetText"
    if "label" in raw:
        yield from ((line, "SheetLabel") for line in raw["label"].split("\n"))
    if "text" in raw:
        yield from ((line, style) for line in raw["text"].split("\n"))
    if "value" in raw:
        yield from ((line, style) for line in _fitting(facts[raw["value"]], style, height_mm, width_mm))
    if "hand" in raw:
        yield "", "SheetText"
        yield raw["hand"], "SheetHand"


def _fitting(text: str, style: str, height_mm: float, width_mm: float) -> Iterator[str]:
    """The lines of `text` that have room in a box; the sheet is one page, whatever there is to say."""
    typography = load_typography()
    setting = typography.style(style)
    left = int(twips(height_mm) // setting.line_twips)
    across = twips(width_mm - 2 * typography.cell_margin_mm) / setting.char_twips - 1  # a line may break early
    shown: list[tuple[str, int]] = []  # a line, and how many it takes in the box
    for line in text.split("\n"):
        needed = max(1, ceil(width(line) / across))
        if needed > left:
            last, room = (line, left) if left else shown.pop()
            shown.append((f"{last[: int(room * across) - len(_REST)]}{_REST}", room))
            break
        left -= needed
        shown.append((line, needed))
    return (line for line, _ in shown)
