"""Labels as they come in published reports: numbering, punctuation, blanks and misprints are seen through."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# The characters of the form as sites in traditional script print them.
_TRADITIONAL = (
    "數據關係為項與總於條許規類處強務業費單萬內現廢發動開報請況們構會組織復議訴訟結維糾審計無當應確認獲鎮區"
    "縣達該屬國祕編號檔進產決員職則變圍層實際導檢歸續辦轉繼個從補圖書購採額選經營權護機徵徑並對較遞頻範級財"
)
_SIMPLIFIED = (
    "数据关系为项与总于条许规类处强务业费单万内现废发动开报请况们构会组织复议诉讼结维纠审计无当应确认获镇区"
    "县达该属国秘编号档进产决员职则变围层实际导检归续办转继个从补图书购采额选经营权护机征径并对较递频范级财"
)
_SCRIPT = str.maketrans(_TRADITIONAL, _SIMPLIFIED)

_PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńň]+\)")
_NUMBERING = re.compile(
    r"^(?:[(（〔\[【]?(?P<bracketed>[一二三四五六七八九十]{1,3}|\d{1,2})[)）〕\]】][.、．:：]?"
    r"|(?P<plain>[一二三四五六七八九十]{1,3}|\d{1,2})[.、．,，:：]|第?(?P<part>[一二三四五六七八九十]{1,3})部分[、:：]?)"
)
_BARE = re.compile(r"^(?:[一二三四五六七八九十]|\d)(?=[^\d年月日、]{2})")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_SAID_OTHERWISE = {"合计": "总计", "共计": "总计", "总数": "总计"}
LEAST_LIKENESS = 0.7


@dataclass(frozen=True, slots=True)
class Label:
    """A text of the form. `key`: without punctuation; `core`: without its number; `short`: before its bracket."""

    text: str
    key: str
    core: str
    short: str
    number: str


def plain(text: str) -> str:
    """`text` in one script and width, without blanks or the pinyin some sites add."""
    folded = unicodedata.normalize("NFKC", text).translate(_SCRIPT)
    return "".join(_PINYIN.sub("", folded).split())


@cache
def label_of(text: str) -> Label:
    """What to look for when looking for `text`."""
    numbered = _NUMBERING.match(plain(text))
    rest = plain(text)[numbered.end() :] if numbered else plain(text)
    bracket = rest.find("(")
    return Label(
        text=text,
        key=_letters(plain(text)),
        core=_letters(rest),
        short=_letters(rest[:bracket]) if bracket > 0 else "",
        number=_number(numbered) if numbered else "",
    )


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _number(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


@cache
def likeness(found: str, wanted: str) -> float:
    """How sure `found` is the label `wanted`: 1 letter for letter, 0 not at all.

    Short labels must be right to the letter; longer ones may have a misprint, and words around them.
    """
    here, label = label_of(found), label_of(wanted)
    if not here.key:
        return 0.0
    if here.key == label.key:
        return 1.0
    doubt = 0.12 if here.number and label.number and here.number != label.number else 0.0
    cores = {_SAID_OTHERWISE.get(core, core) for core in (here.core, _letters(_BARE.sub("", plain(found))))}
    if label.core in cores:
        return 0.97 - doubt
    if label.short and label.short in cores:
        return 0.95 - doubt
    return max(0.0, max(_near(core, label.core) for core in cores) - doubt)


def _near(found: str, wanted: str) -> float:
    if len(found) < 3 or len(wanted) < 4:
        return 0.0
    if len(found) > 2 * len(wanted) + 2:
        return 0.0
    if wanted in found and len(found) <= 1.6 * len(wanted) + 1:
        return 0.85
    similar = 1 - distance(found, wanted) / max(len(found), len(wanted))
    least = LEAST_LIKENESS if len(wanted) >= 5 else 0.75
    return 0.95 * similar if similar >= least else 0.0


def distance(left: str, right: str) -> int:
    """Characters to insert, delete or replace."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def has_words(text: str) -> bool:
    return bool(_HANZI.search(text))
