"""Reports as plain text: what remains of a page, a document or a PDF when its layout is gone."""

from collections.abc import Callable, Sequence

from published.drawing import Rows, rows_of
from toolkit.model import Report

Writer = Callable[[Rows], str]


def report_text(
    report: Report, table_text: Writer, *, heading: str = "{}", without: Sequence[str] = (), gap: str = "\n"
) -> str:
    """Title, the six parts with their blocks, and the tables as `table_text` writes them."""
    form = report.form
    lines = [heading.format(f"{report.unit}{report.year}年政府信息公开工作年度报告")]
    lines += [report.narrative[block.id] for block in form.blocks_of(None) if block.id in report.narrative]
    for section in form.sections:
        lines.append(heading.format(section.heading))
        if section.table:
            lines.append(table_text(rows_of(report, form.table(section.table), without=without)))
        for block in form.blocks_of(section.id):
            if block.id in report.narrative:
                if block.title.startswith("（"):
                    lines.append(f"{block.title}情况")
                lines.append(report.narrative[block.id])
    return gap.join(lines) + "\n"


def tabs(rows: Rows) -> str:
    """As pasted from Word: a tab a column, merged cells leave gaps."""
    lines = []
    width = max(cell.column + cell.width for row in rows for cell in row)
    for row in rows:
        line = [""] * width
        for cell in row:
            line[cell.column] = cell.text
        lines.append("\t".join(line))
    return "\n".join(lines)


def misplaced_tabs(rows: Rows) -> str:
    """Tabs, but labels in the last lines have slid to the left, as in careless copies."""
    lines = []
    for line in tabs(rows).split("\n"):
        stripped = line.lstrip("\t")
        slid = stripped.startswith(("3.其他", "（七）"))
        lines.append(f"{stripped}\t" if slid else line)
    return "\n".join(lines)


def bars(rows: Rows) -> str:
    """A row a line, a bar after each cell, merged cells once."""
    return "\n".join("".join(f"{cell.text} | " for cell in row).rstrip() for row in rows)


def markdown(rows: Rows) -> str:
    """A table as Markdown has it: every row as wide as the table."""
    width = max(cell.column + cell.width for row in rows for cell in row)
    lines = []
    for number, row in enumerate(rows):
        line = [""] * width
        for cell in row:
            line[cell.column] = cell.text
        lines.append("| " + " | ".join(line) + " |")
        if number == 0:
            lines.append("|" + "---|" * width)
    return "\n".join(lines)


def cell_lines_with_bars(rows: Rows) -> str:
    """A cell a line with a bar behind it; bars without a cell fill merged rows up."""
    width = max(cell.column + cell.width for row in rows for cell in row)
    lines = []
    for row in rows:
        lines += [f"{cell.text} |".strip() for cell in row]
        filler = width - len(row)
        if filler > 1:
            lines.append("|" * filler)
    return "\n".join(lines)


def bars_on_their_own(rows: Rows) -> str:
    """A cell a line, the bar on the next."""
    return "\n".join(f"{cell.text}\n|" if cell.text else "|" for row in rows for cell in row)


def row_opened_by_bar(rows: Rows) -> str:
    """A lone bar opens each row; cells stand in lines of their own."""
    return "\n".join("| \n" + "\n".join(f" {cell.text}  | " for cell in row) for row in rows)


def cell_lines(rows: Rows) -> str:
    """A cell a line and nothing else: blanks are lost."""
    return "\n".join(cell.text for row in rows for cell in row if cell.text)


def spaced_cell_lines(rows: Rows) -> str:
    """Paragraphs, one a cell, narrow headings broken."""
    broken = {
        "商业企业": "商业\n\n企业",
        "科研机构": "科研\n\n机构",
        "本年制发件数": "本年制发\n\n件数",
        "（三）不予公开": "（三）\n\n不予公开",
    }
    return "\n\n".join(broken.get(cell.text, cell.text) for row in rows for cell in row if cell.text)


def printed(rows: Rows) -> str:
    """As a PDF gives its text: label and numbers in one line, long labels in two with the numbers between."""
    lines = []
    for row in rows:
        labels = [cell.text for cell in row if cell.heading]
        values = " ".join(cell.text or "-" for cell in row if cell.value)
        if not values:
            lines.append(" ".join(labels))
            continue
        *bands, label = labels or [""]
        lines += bands
        if len(label) > 24:
            lines += [f"{label[:20]} {values}", label[20:]]
        else:
            lines.append(f"{label} {values}".strip())
    return "\n".join(lines)


def run_together(rows: Rows) -> str:
    """Without any gap between label and numbers."""
    return "\n".join("".join(cell.text for cell in row) for row in rows)


def one_line(rows: Rows) -> str:
    """A whole table in one line, blanks between the numbers."""
    return " ".join(cell.text for row in rows for cell in row if cell.text)


def opened_rows(rows: Rows) -> str:
    """A bar in a line of its own opens each row, a cell a line with its bar, bars fill merged rows up."""
    width = max(cell.column + cell.width for row in rows for cell in row)
    lines = []
    for row in rows:
        lines += ["|", *(f"{cell.text} |".strip() for cell in row)]
        if width - len(row) > 1:
            lines.append("|" * (width - len(row)))
    return "\n".join(lines)


def padded_bars(rows: Rows) -> str:
    """A row a line, filled up with bars side by side."""
    width = max(cell.column + cell.width for row in rows for cell in row)
    return "\n".join(f"{' | '.join(cell.text for cell in row)} | {'|' * (width - len(row))}".rstrip() for row in rows)


def padded_cell_lines(rows: Rows) -> str:
    """A cell a line, the bars that fill a row up behind its last cell."""
    width = max(cell.column + cell.width for row in rows for cell in row)
    lines = ["\n".join(f"{cell.text} |".strip() for cell in row) + f" {'|' * (width - len(row))}" for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def bars_below_headings(rows: Rows) -> str:
    """The bar behind a label stands in the next line."""
    ends = {True: "\n| ", False: " | "}
    return "\n".join("".join(f"{cell.text}{ends[cell.heading]}" for cell in row).rstrip() for row in rows)


def blanks_apart(rows: Rows) -> str:
    """A row a line, single blanks between the cells."""
    return "\n".join(" ".join(cell.text for cell in row) for row in rows)
