"""Every limit of what we open, in one place, each with its reason.

A filled workbook has about 45 KB, 20 parts, 10 sheets, 2,000 cells and 80 merges; a total over 200 units adds a sheet
of 170 rows and 205 columns.
"""

from dataclasses import dataclass

_KIB, _MIB = 2**10, 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds, the rest as counts."""

    file: int = 20 * _MIB  # what mailboxes let through
    part: int = 64 * _MIB  # one part, inflated; counted while inflating, headers lie
    inflated: int = 128 * _MIB  # all parts, nested archives included
    parts: int = 500  # entries of a zip; pictures pasted by a unit are entries, too
    ratio: int = 200  # inflated over packed size of a part: sheets reach 20 …
    ratio_grace: int = 1 * _MIB  # … and what stays small may be as dense as it likes
    depth: int = 2  # archives in archives; mail clients make two
    part_name: int = 200  # characters of the name of a part

    xml_depth: int = 64  # elements inside one another; a drawing reaches 15
    xml_elements: int = 2_000_000  # of all parts: each takes a parser about a microsecond and up to 200 bytes

    sheets: int = 64  # units add sheets of their own
    rows: int = 10_000  # down to which something may stand; a roster may be long
    columns: int = 1_000  # a total has one for each unit
    cells: int = 200_000  # of all sheets, styled blanks included: 0.5 KiB each in memory
    merges: int = 2_000
    merged_cells: int = 50_000  # covered by merges or links: a parser makes a cell of each
    rules: int = 5_000  # validations and conditional formats
    names: int = 5_000  # defined names
    strings: int = 200_000  # shared strings
    styles: int = 65_500  # what Excel itself can hold; years of pasting reach thousands

    seconds: float = 20.0  # in the child, for one file; an honest one takes 0.2
    memory: int = 512 * _MIB  # of the child; an honest file takes 120
    answer: int = 32 * _MIB  # of what the child hands back


LIMITS = Limits()
