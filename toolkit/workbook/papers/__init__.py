"""汇总底稿: the working papers of a total, in which a person clicks through to every addend and recomputes.

Every number that follows from another is a formula with its true value beside it. Units are found by their 序号, so
that a sheet may be sorted; what a unit wrote stands in no formula and is nowhere more than a text.
"""

from toolkit.workbook.papers.build import refuse_too_many, write_papers
from toolkit.workbook.papers.facts import Compared, Entry, Papers, Ranked, SummedCell, UnitLine

__all__ = ["Compared", "Entry", "Papers", "Ranked", "SummedCell", "UnitLine", "refuse_too_many", "write_papers"]
