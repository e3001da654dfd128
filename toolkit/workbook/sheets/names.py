"""Names and fixed places that the sheets refer to in one another."""

from toolkit.forms import Form, Relation, Table, a1
from toolkit.workbook.plan import quoted

COVER = "封面"
IDENTITIES = "勾稽核对"
EXPLANATIONS = "情况说明"
LAST_YEAR = "上年数"
NOTES = "填报说明"
PROBLEMS = "问题清单"
MEMBERS = "汇总单位"
STAMP = "_nianbao"
ZERO_RETURN = "零报告"

ZERO_RETURN_ROW, ZERO_RETURN_COLUMN = 8, 1
STATUS_HEADER_ROW = 11
FIRST_IDENTITY_ROW = 3
FIRST_EXPLANATION_ROW = 3
LEFT, RIGHT, DIFFERENCE, STATE = 4, 5, 6, 7  # columns of the sheets of identities and of explanations
EXPLANATION, EXPLANATION_KEY = 8, 9
FIRST_LAST_YEAR_ROW = 3
LAST_YEAR_VALUE = 4
BLANK, WRONG, UNBALANCED = 1, 2, 3  # columns of the status table on the cover
FIRST_BLOCK_ROW = 3
PROSE = 1  # column of the text on the narrative sheet


def zero_return_cell() -> str:
    """The 零报告 switch, absolute."""
    return f"{quoted(COVER)}!$B${ZERO_RETURN_ROW + 1}"


def status_cell(form: Form, table: Table, column: int) -> str:
    """A count of `table` on the cover."""
    return f"{quoted(COVER)}!{a1(STATUS_HEADER_ROW + 1 + form.tables.index(table), column)}"


def identity_cell(form: Form, identity: Relation, column: int) -> str:
    """A cell of an identity's line on the identities sheet."""
    return f"{quoted(IDENTITIES)}!{a1(FIRST_IDENTITY_ROW + form.identities.index(identity), column)}"
