"""What a unit said: Report, Finding, Place, Unit, Roster; derived totals; the data file.

Entry: :class:`Report`. May import: ``toolkit.forms``, ``toolkit.errors``; no library that reads or writes files.
"""

from toolkit.model.address import is_address
from toolkit.model.compact import compact
from toolkit.model.csv_table import csv_file, csv_rows
from toolkit.model.data_file import json_value, number_as_text, read_data_file, write_data_file
from toolkit.model.each import Each
from toolkit.model.explanation import accepted_key, settle
from toolkit.model.file_names import distinct_stems, safe_stem
from toolkit.model.finding import (
    SEVERITY_NAMES,
    Finding,
    Place,
    Suspect,
    finding_key,
    mixed_layout,
    place_of_cells,
    totals_first,
)
from toolkit.model.hidden import told_hidden
from toolkit.model.measure import Measure
from toolkit.model.places import Places, repeated_hashes
from toolkit.model.problem import Change, Problem
from toolkit.model.report import EXACT, Member, Report, compare, declared_zero, evaluate
from toolkit.model.restatement import incomparable, restated, with_last_year
from toolkit.model.roster import Roster, Unit, roster_from_rows
from toolkit.model.server import Security, Server
from toolkit.model.standard_text import fill_placeholders, standard_text
from toolkit.model.text import chinese_date, clean_text, decoded_text, listed, squeezed, text_length
from toolkit.model.values import (
    Number,
    Value,
    date_of,
    is_number,
    plain_number,
    printed,
    proposed_number,
    read_value,
    show,
)

__all__ = [
    "EXACT",
    "SEVERITY_NAMES",
    "Change",
    "Each",
    "Finding",
    "Measure",
    "Member",
    "Number",
    "Place",
    "Places",
    "Problem",
    "Report",
    "Roster",
    "Security",
    "Server",
    "Suspect",
    "Unit",
    "Value",
    "accepted_key",
    "chinese_date",
    "clean_text",
    "compact",
    "compare",
    "csv_file",
    "csv_rows",
    "date_of",
    "declared_zero",
    "decoded_text",
    "distinct_stems",
    "evaluate",
    "fill_placeholders",
    "finding_key",
    "incomparable",
    "is_address",
    "is_number",
    "json_value",
    "listed",
    "mixed_layout",
    "number_as_text",
    "place_of_cells",
    "plain_number",
    "printed",
    "proposed_number",
    "read_data_file",
    "read_value",
    "repeated_hashes",
    "restated",
    "roster_from_rows",
    "safe_stem",
    "settle",
    "show",
    "squeezed",
    "standard_text",
    "text_length",
    "told_hidden",
    "totals_first",
    "with_last_year",
    "write_data_file",
]
