"""What a PDF shows, page by page: its characters, and the font each is drawn with."""

import io
import re
from dataclasses import dataclass

_SUBSET = re.compile(r"^[A-Z]{6}\+")  # before the name of a font that is embedded only with the characters used


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The characters of a page in the order they are drawn, without blanks, and of each the name of its font."""

    text: str
    fonts: tuple[str, ...]


def printed_pages(content: bytes) -> tuple[PrintedPage, ...]:
    """The pages of a PDF of ours."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as opened:
        return tuple(_page(page.chars) for page in opened.pages)


def _page(chars: list[dict[str, object]]) -> PrintedPage:
    drawn = [
        (letter, _SUBSET.sub("", str(char["fontname"])))
        for char in chars
        for letter in str(char["text"])
        if letter.strip()
    ]
    return PrintedPage("".join(letter for letter, _ in drawn), tuple(font for _, font in drawn))
