"""What the form is: definitions, grid, rules. The only reader of ``templates/``.

Entry: :func:`find_form`. May import: ``toolkit.disk``, ``toolkit.errors``.
"""

from toolkit.forms.definition import Block, Cell, Column, Form, Part, Row, Section, Supplement, Table
from toolkit.forms.grid import Grid, GridCell, Rectangle, Role, a1, a1_range
from toolkit.forms.kinds import FIRST_DATE, KINDS, LAST_DATE, YES, Entry, Holds, Kind
from toolkit.forms.library import (
    OWN_FOLDER,
    editions,
    find_form,
    form_for_year,
    form_named,
    layout_of_digest,
    layout_with,
    layouts,
    newest_form,
)
from toolkit.forms.loading import RESERVED_SHEETS, load_form
from toolkit.forms.measures import column_widths
from toolkit.forms.migration import Merger, Migration, load_migration, migrations
from toolkit.forms.own import find_own, load_own, own_form
from toolkit.forms.rules import LAST, Comparator, Comparison, Relation, Rule, Severity, Sum, Term
from toolkit.forms.sentences import BlockSentences, Sentences, find_sentences
from toolkit.forms.shape import shape_faults
from toolkit.forms.templates import read_template
from toolkit.forms.wording import Wording, find_wording

__all__ = [
    "FIRST_DATE",
    "KINDS",
    "LAST",
    "LAST_DATE",
    "OWN_FOLDER",
    "RESERVED_SHEETS",
    "YES",
    "Block",
    "BlockSentences",
    "Cell",
    "Column",
    "Comparator",
    "Comparison",
    "Entry",
    "Form",
    "Grid",
    "GridCell",
    "Holds",
    "Kind",
    "Merger",
    "Migration",
    "Part",
    "Rectangle",
    "Relation",
    "Role",
    "Row",
    "Rule",
    "Section",
    "Sentences",
    "Severity",
    "Sum",
    "Supplement",
    "Table",
    "Term",
    "Wording",
    "a1",
    "a1_range",
    "column_widths",
    "editions",
    "find_form",
    "find_own",
    "find_sentences",
    "find_wording",
    "form_for_year",
    "form_named",
    "layout_of_digest",
    "layout_with",
    "layouts",
    "load_form",
    "load_migration",
    "load_own",
    "migrations",
    "newest_form",
    "own_form",
    "read_template",
    "shape_faults",
]
