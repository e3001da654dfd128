"""The narrative against the tables: statements, and lists and percentages within the text."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from toolkit.checks.outcome import Outcome, passed
from toolkit.checks.prose.meaning import Said, meant_by, senses_of
from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.parts import Match, Mismatch, check_lists
from toolkit.checks.prose.shares import Tables, check_shares
from toolkit.checks.prose.statements import BlockRead, Narrated, Statement, values_of
from toolkit.checks.prose.words import Word
from toolkit.checks.spans import Problem, told_at
from toolkit.forms.lexicon import find_lexicon
from toolkit.model import Number, Report, place_of_cells, plain_number


def compare_with_tables(report: Report, narrated: Narrated) -> Iterator[Outcome]:
    """Rules ``narrative.number`` and ``narrative.parts``."""
    yield from (_judge(report, statement) for statement in narrated.statements)
    for read in narrated.blocks:
        yield from _parts(report, read)


def _judge(report: Report, statement: Statement) -> Outcome:
    if statement.agrees:
        return passed("narrative.number")
    first = statement.equals[0]
    cell = place_of_cells(report.form, (first[0].name,))
    many = f"等 {len(first)} 格之和" if len(first) > 1 else ""
    problem = (
        f"写的是“{statement.text.strip()}”，表内{statement.label}是 {plain_number(statement.table[0])}"
        f"（{cell}{many}），相差 {plain_number(abs(Decimal(statement.value) - Decimal(statement.table[0])))}"
    )
    fix = "请核对文字和表格，改正写错的一处；说的不是同一件事的，写明情况。"
    span = (statement.start, statement.end)
    return told_at(report, statement.block, Problem("number", "query", span, problem, fix))


def _parts(report: Report, read: BlockRead) -> Iterator[Outcome]:
    """Lists and percentages. A list with a number that contradicts the tables is told once, there."""
    statements = {statement.number: statement for statement in read.statements if statement.number}
    tables = Tables(
        told=lambda numeral: statements[numeral].table if numeral in statements else (),
        known=lambda words: _known(report, read, words),
    )
    for result in (*check_lists(read.passage), *check_shares(read.passage, tables)):
        if isinstance(result, Match):
            yield passed("narrative.parts")
        elif not _is_settled(result, statements):
            yield _mismatch(report, read, result)


def _is_settled(result: Mismatch, statements: Mapping[Numeral, Statement]) -> bool:
    """Whether the tables tell which number is wrong, or that all are right and the list names only some parts."""
    held = [statements[numeral].agrees for numeral in result.numerals if numeral in statements]
    return not result.is_share and (False in held or len(held) == len(result.numerals))


def _mismatch(report: Report, read: BlockRead, result: Mismatch) -> Outcome:
    span = read.plain.span(result.start, result.end)
    text = report.narrative[read.block][slice(*span)].strip()
    said, expected = plain_number(result.said), plain_number(result.expected)
    if result.is_share:
        problem, fix = f"写的是“{text}”，由件数算出的应是 {expected}%", "请核对件数和百分数。"
    else:
        gap = plain_number(abs(result.said - result.expected))
        problem = f"“{text}”中各分项之和是 {expected}，与总数 {said} 相差 {gap}"
        fix = "请核对总数和各分项；只列了一部分的，写明“其中主要是”或加“等”。"
    return told_at(report, read.block, Problem("parts", "query", span, problem, fix))


def _known(report: Report, read: BlockRead, words: Sequence[Word]) -> tuple[Number, ...]:
    """What the tables give for `words`; without words for what the block is about."""
    lexicon = find_lexicon(report.form)
    topic = lexicon.topics.get(read.block) if lexicon else None
    if lexicon is None or topic is None:
        return ()
    said = Said(*senses_of(words, read.passage.text), before=False, after=False)
    if words and not said.senses:
        return ()
    meant = meant_by(said, topic, report.form, lexicon)
    return tuple(values_of(report, meant.equals)) if meant else ()
