"""核对 over hundreds of documents: what was not changed is equal, and one number changed anywhere is named, always."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from office import libreoffice_saves
from reports import FORM
from word_files import NAMESPACE, W, edited, part, with_parts

from toolkit.document import Verification, read_word, verify, write_review_copy, write_word
from toolkit.model import Report, Value
from toolkit.published import read_published

_HANZI = "一二三四五六七八九"
_SENTENCES = (
    "全年公开信息{count}条，占{percent}，较上年增长{spelled_percent}",
    "共收到申请{hanzi}件，其中{wide}件已办结",
    "办理时间平均{decimal}天，{fraction}的申请当日答复",
    "自{year}年{month}月起，{hanzi}个单位共培训{count}人次",
    "收费{amount}万元，完成率{thousandth}，比值{ratio}",
    "规范性文件共{hanzi}，{big}次点击，降低{negative}个百分点",
)


@dataclass(frozen=True)
class Written:
    """A report, and the numbers of its text as they stand there."""

    report: Report
    numbers: tuple[str, ...]


def any_report(chance: random.Random) -> Written:
    """All cells filled, and a text with numbers of every shape."""
    numbers: list[str] = []
    narrative = {block.id: "\n".join(_paragraphs(chance, numbers)) for block in FORM.blocks if block.section}
    values = {cell.id: _value(chance, cell.entry.kind.id) for cell in FORM.inputs}
    unit = chance.choice(["示范区民政局", "某某县教育体育局", "第三街道办事处"])
    return Written(Report(FORM, chance.randint(2021, 2030), unit, "x", values, narrative), tuple(numbers))


def _value(chance: random.Random, kind: str) -> Value:
    if kind == "amount" and chance.random() < 0.5:
        return Decimal(chance.randrange(10**9)) / 10**6
    return chance.choice([0, chance.randrange(10), chance.randrange(1000), chance.randrange(10**8)])


def _paragraphs(chance: random.Random, numbers: list[str]) -> Iterator[str]:
    for _ in range(chance.randint(1, 2)):
        sentence = chance.choice(_SENTENCES)
        for shape in re.findall(r"\{(\w+)\}", sentence):
            number = _number(shape, chance)
            numbers.append(number)
            sentence = sentence.replace(f"{{{shape}}}", number, 1)
        yield f"{sentence}。"


def _number(shape: str, chance: random.Random) -> str:
    some, a, b, c = chance.randrange(1, 1000), *chance.choices(_HANZI, k=3)
    return {
        "count": str(some),
        "percent": f"{some / 10:g}%",
        "thousandth": f"{some / 10:g}‰",
        "decimal": f"{some}.{chance.randrange(10)}",
        "amount": f"{some}.{chance.randrange(10)}",
        "spelled_percent": f"百分之{a}十{b}点{c}",
        "fraction": f"{a}分之{b}",
        "hanzi": f"{a}百{b}十{c}",
        "wide": "".join(chr(ord(digit) + 0xFEE0) for digit in str(some)),
        "ratio": f"{chance.randrange(1, 9)}:{chance.randrange(1, 9)}",
        "negative": f"-{some}",
        "big": f"{some},{chance.randrange(100, 1000)}",
        "year": str(chance.randrange(2000, 2031)),
        "month": str(chance.randrange(1, 13)),
    }[shape]


# --- one number changed ----------------------------------------------------------------------------------------------


def other(number: str, chance: random.Random) -> str:
    """Another number of the same shape: one digit of it is another one."""
    places = [place for place, sign in enumerate(number) if sign.isdigit() or sign in _HANZI]
    place = chance.choice(places)
    kind = next(kind for kind in ("0123456789", "０１２３４５６７８９", _HANZI) if number[place] in kind)
    return number[:place] + chance.choice(kind.replace(number[place], "")) + number[place + 1 :]


Way = Callable[[etree._Element, str, str], None]  # what is done to a text, a number in it, and the other one


def in_place(text: etree._Element, old: str, new: str) -> None:
    text.text = (text.text or "").replace(old, new, 1)


def _alone(text: etree._Element, old: str, new: str) -> etree._Element:
    """The run of the number alone, now `new`; what stood around it in the same run is in runs before and after."""
    run, number = text.getparent(), (text.text or "").index(old)
    assert run is not None
    place = run.index(text)
    looks = run.find(f"{W}rPr")
    words = text.text or ""
    pieces = [_run(looks, words[:number]), _run(looks, new), _run(looks, words[number + len(old) :])]
    for following in list(run)[place + 1 :]:
        pieces[2].append(following)
    run.remove(text)
    for piece in reversed(pieces):
        run.addnext(piece)
    return pieces[1]


def _run(looks: etree._Element | None, words: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    run.append(etree.fromstring(etree.tostring(looks)) if looks is not None else etree.Element(f"{W}rPr"))
    etree.SubElement(run, f"{W}t").text = words
    return run


def over_runs(text: etree._Element, old: str, new: str) -> None:
    """The number torn into single characters, each in a run of its own."""
    run = _alone(text, old, new)
    for sign in new:
        copy = etree.fromstring(etree.tostring(run))
        next(copy.iter(f"{W}t")).text = sign
        run.addprevious(copy)
    next(run.iter(f"{W}t")).text = ""


def as_a_tracked_change(text: etree._Element, old: str, new: str) -> None:
    run = _alone(text, old, new)
    gone = etree.fromstring(etree.tostring(run))
    deleted = next(gone.iter(f"{W}t"))
    deleted.text, deleted.tag = old, f"{W}delText"
    for name, content in (("del", gone), ("ins", etree.fromstring(etree.tostring(run)))):
        change = etree.Element(f"{W}{name}", {f"{W}id": "9", f"{W}author": "某"})
        change.append(content)
        run.addprevious(change)
    parent = run.getparent()
    assert parent is not None
    parent.remove(run)


def in_a_control(text: etree._Element, old: str, new: str) -> None:
    run = _alone(text, old, new)
    control = etree.fromstring(f'<w:sdt xmlns:w="{NAMESPACE}"><w:sdtContent/></w:sdt>')
    run.addprevious(control)
    control[0].append(run)


def hidden(text: etree._Element, old: str, _: str) -> None:
    """The number is there, but is not shown."""
    _set_look(_alone(text, old, old), "vanish")


def struck(text: etree._Element, old: str, _: str) -> None:
    _set_look(_alone(text, old, old), "strike")


def white(text: etree._Element, old: str, _: str) -> None:
    _set_look(_alone(text, old, old), "color", "FFFFFF")


def raised(text: etree._Element, old: str, _: str) -> None:
    _set_look(_alone(text, old, old), "vertAlign", "superscript")


def _set_look(run: etree._Element, name: str, value: str = "1") -> None:
    looks = run.find(f"{W}rPr")
    assert looks is not None
    looks.append(etree.Element(f"{W}{name}", {f"{W}val": value}))


def away(text: etree._Element, old: str, _: str) -> None:
    text.text = (text.text or "").replace(old, "若干", 1)


def twice(text: etree._Element, old: str, new: str) -> None:
    text.text = (text.text or "").replace(old, f"{old}、{new}", 1)


def in_a_text_box(text: etree._Element, _: str, new: str) -> None:
    box = f"<w:pict><w:txbxContent><w:p><w:r><w:t>{new}</w:t></w:r></w:p></w:txbxContent></w:pict>"
    paragraph = next(text.iterancestors(f"{W}p"))
    paragraph.append(etree.fromstring(f'<w:r xmlns:w="{NAMESPACE}">{box}</w:r>'))


def in_a_footnote(text: etree._Element, _: str, __: str) -> None:
    paragraph = next(text.iterancestors(f"{W}p"))
    paragraph.append(etree.fromstring(f'<w:r xmlns:w="{NAMESPACE}"><w:footnoteReference w:id="2"/></w:r>'))


VALUE_CHANGED: tuple[Way, ...] = (in_place, over_runs, as_a_tracked_change, in_a_control)
MEDDLED: tuple[Way, ...] = (hidden, struck, white, raised, away, twice, in_a_text_box, in_a_footnote)


def place_of(content: bytes, written: Written, where: str, chance: random.Random) -> tuple[int, str]:
    """Number of a ``w:t`` among all of them, and a number in it."""
    found = []
    for place, text in enumerate(part(content).iter(f"{W}t")):
        words = text.text or ""
        in_table = any(True for _ in text.iterancestors(f"{W}tc"))
        style = next(text.iterancestors(f"{W}p")).find(f"{W}pPr/{W}pStyle")
        kind = (
            "cell"
            if in_table
            else {"Title": "title", "Signature": "date"}.get(
                str(style.get(f"{W}val")) if style is not None else "", "text"
            )
        )
        if kind == where == "cell":
            found += [(place, words)] * bool(re.fullmatch(r"[0-9.]+", words))
        elif kind == where == "text":
            found += [(place, number) for number in written.numbers if number in words]
        elif kind == where:
            found += [(place, number) for number in re.findall("[0-9]+", words)]
    return chance.choice(found)


def change(content: bytes, written: Written, where: str, way: Way, chance: random.Random) -> tuple[bytes, str, str]:
    place, old = place_of(content, written, where, chance)
    new = other(old, chance)

    def apply(root: etree._Element) -> None:
        way(list(root.iter(f"{W}t"))[place], old, new)

    return edited(content, apply), old, new


def day_of(report: Report) -> date:
    return date(report.year + 1, 1, 20)


def held(content: bytes, report: Report) -> Verification:
    return verify(read_word(content), report, day_of(report))


@pytest.mark.parametrize("seed", range(6))
def test_a_hundred_documents_come_back_as_data(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(17):
        report = any_report(chance).report
        content = write_word(report, signed_on=day_of(report))
        result = held(content, report)
        read, _ = read_published(content)

        assert result.equal, result.differences
        assert (result.cells_equal, result.numbers_equal, result.edited) == (200, result.numbers, ())
        assert (read.unit, read.year, read.narrative) == (report.unit, report.year, report.narrative)
        assert {cell.id: read.computed(cell.id) for cell in FORM.cells} == {
            cell.id: report.computed(cell.id) for cell in FORM.cells
        }


@pytest.mark.parametrize("seed", range(10))
def test_one_number_changed_in_any_of_hundreds_of_documents_is_named(seed: int) -> None:
    chance = random.Random(seed)
    for turn in range(30):
        written = any_report(chance)
        content = write_word(written.report, signed_on=day_of(written.report))
        where = ("cell", "text", "text", "title", "date")[turn % 5]
        way = chance.choice(VALUE_CHANGED)
        changed, old, new = change(content, written, where, way, chance)
        differences = held(changed, written.report).differences
        shown = [(item.printed, item.expected) for item in differences]

        assert any(new in printed for printed, _ in shown), (where, way.__name__, old, new, shown)
        assert where == "title" or any(old in expected for _, expected in shown), (where, old, new, shown)


@pytest.mark.parametrize("way", MEDDLED, ids=lambda way: way.__name__)
@pytest.mark.parametrize("where", ["cell", "text", "date"])
def test_a_number_concealed_taken_away_or_added_never_passes(way: Way, where: str) -> None:
    chance = random.Random(f"{where} {way.__name__}")
    for _ in range(4):
        written = any_report(chance)
        content = write_word(written.report, signed_on=day_of(written.report))
        changed, old, _ = change(content, written, where, way, chance)

        assert not held(changed, written.report).equal, old


def test_a_style_that_hides_is_seen_through() -> None:
    written = any_report(random.Random(1))
    content = write_word(written.report, signed_on=day_of(written.report))
    styles = part(content, "word/styles.xml")
    for name, inner in (("Away", "<w:rPr><w:vanish/></w:rPr>"), ("AwayToo", '<w:basedOn w:val="Away"/>')):
        style = f'<w:style xmlns:w="{NAMESPACE}" w:type="character" w:styleId="{name}">{inner}</w:style>'
        styles.append(etree.fromstring(style))

    def conceal(text: etree._Element, old: str, _: str) -> None:
        looks = _alone(text, old, old).find(f"{W}rPr")
        assert looks is not None
        looks.insert(0, etree.Element(f"{W}rStyle", {f"{W}val": "AwayToo"}))

    changed, old, _ = change(content, written, "text", conceal, random.Random(2))
    result = held(with_parts(changed, {"word/styles.xml": etree.tostring(styles)}), written.report)

    assert any(old in item.expected for item in result.differences)


def test_numbers_over_and_under_the_pages_are_named_however_they_are_written() -> None:
    written = any_report(random.Random(3))
    content = write_word(written.report, signed_on=day_of(written.report))
    name = next(name for name in ("word/footer1.xml", "word/footer2.xml"))

    for said in ("另有9件", "另有九件", "另有９件"):

        def add(root: etree._Element, said: str = said) -> None:
            root.append(etree.fromstring(f'<w:p xmlns:w="{NAMESPACE}"><w:r><w:t>{said}</w:t></w:r></w:p>'))

        (difference,) = held(edited(content, add, name), written.report).differences
        assert (difference.place, difference.printed) == ("页眉页脚", said)


@pytest.mark.libreoffice
def test_after_libreoffice_has_saved_them_too(tmp_path: Path) -> None:
    """Twelve documents and review copies as they are, and twelve with one number changed."""
    chance = random.Random(11)
    all_written = [any_report(chance) for _ in range(12)]
    good = [
        write_word(w.report, signed_on=day_of(w.report)) if n % 3 else write_review_copy(w.report)
        for n, w in enumerate(all_written)
    ]
    bad = []
    for number, written in enumerate(all_written):
        content = write_word(written.report, signed_on=day_of(written.report))
        where, way = ("cell", "text", "title", "date")[number % 4], VALUE_CHANGED[number // 3 % len(VALUE_CHANGED)]
        bad.append(change(content, written, where, way, chance))
    saved = libreoffice_saves([*good, *(content for content, _, _ in bad)], tmp_path, "docx")

    for written, content in zip(all_written, saved[:12], strict=True):
        result = verify(read_word(content), written.report)
        assert result.equal, result.differences
        assert result.cells_equal == 200
    for written, (_, old, new), content in zip(all_written, bad, saved[12:], strict=True):
        shown = [item.printed for item in held(content, written.report).differences]
        assert any(new in printed for printed in shown), (old, new, shown)
