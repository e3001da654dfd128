"""What official prose calls the rows and columns of the tables, and the words that tell what a number is about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from toolkit.errors import DefinitionError, Fault
from toolkit.forms.definition import Form
from toolkit.forms.library import editions
from toolkit.forms.loading import read_definition
from toolkit.forms.templates import edition_folder

Axis = Literal["row", "column"]
# What a word that names no row or column does to the numbers near it.
Role = Literal[
    "filler",  # says nothing
    "own",  # 我局, and the names of the unit: its own numbers again
    "body",  # 局, 街道: the end of the name of a unit
    "toward",  # 向, 被: the unit named next is not the one that acts
    "among",  # 其中: of what was told before
    "within",  # 中有: what was named before is the whole, what follows the number is the part
    "disclosure",  # 信息公开: what requests, reviews and suits of the tables are about
    "foreign",  # names something that the tables do not count
    "part",  # 邮寄, 涉及, 类: only some of the things are counted
    "elsewhere",  # 各部门, 代市政府: other units' numbers
    "area",  # 全市: the numbers of a government, not of a department
    "decided",  # 审理: reviews the unit decides, not those against it
    "negation",  # 不: turns what follows into its opposite
    "published",  # 公示, 归集: items on a web page, not decisions
    "compared",  # 同比, 增加: a difference
    "planned",  # 拟, 力争
    "before",  # 上年
    "after",  # 下年
    "not",  # 未, 没有
    "each",  # 各, 均, 分别
]

_NAME = "lexicon"
_STRETCH = 64  # first letters
_NEVER = re.compile("(?!)")


@dataclass(frozen=True, slots=True, eq=False)
class Sense:
    """A word for a row (or column) of a table, or for one of several `choices`, each a set that is added up. There is
    one object of each in a lexicon, so that senses are compared by identity.

    `names_topic`: what follows is about this. `generic`: said of other things too (收到, 办结), so that the topic must
    bear it out. `weak`: often means something else; a difference from the table proves little. `beside`: tables of
    whose numbers a generic word is said too. `flow`: what a verb says of the flow of things.
    """

    id: str
    label: str
    table: str
    axis: Axis
    choices: tuple[frozenset[str], ...]
    names_topic: bool
    generic: bool
    weak: bool
    beside: frozenset[str] = frozenset()
    carries: bool = False
    kinds: bool = False
    unsaid: tuple[frozenset[str], ...] = ()


Meaning = Sense | Role


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The lexicon of a form: `words` to look for (the longest first) and what each means. There is one object of each.

    `superseded` are documents that should no longer be cited. `topics`: block → what it is about. `verbs`: id →
    verb of the flow of things through the year; of several the first is meant.
    """

    pattern: re.Pattern[str]
    words: Mapping[str, Meaning]
    superseded: re.Pattern[str]
    topics: Mapping[str, Sense]
    verbs: Mapping[str, Sense]


@cache
def find_lexicon(form: Form) -> Lexicon | None:
    """The words for the cells of `form`, from its own lexicon or that of the newest edition; None without one.

    Prose outlives editions: what speaks of rows and columns that `form` does not have is left out.
    Raises :class:`DefinitionError` with all faults.
    """
    of_its_own = edition_folder(form.id, form.edition) if form.supplement else form.folder
    others = (edition_folder(form.id, name) for kind, name in editions() if kind == form.id)
    for folder in (of_its_own, *others):
        if (folder / f"{_NAME}.toml").is_file():
            return load_lexicon(folder, form, own=folder is of_its_own and not form.borrowed)
    return None


def load_lexicon(folder: Path, form: Form, *, own: bool = True) -> Lexicon:
    """Read ``lexicon.toml`` of a definition; `own`: it was made for `form`, which then has all that it names.

    Raises :class:`DefinitionError` with all faults.
    """
    faults: list[Fault] = []
    raw = read_definition(folder, _NAME, _NAME, faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    loader = _Loader(form, raw.get("groups", {}), faults)
    lexicon = loader.lexicon(raw)
    if faults and own:
        raise DefinitionError(tuple(faults))
    return lexicon


@dataclass(frozen=True, slots=True)
class _Loader:
    """Reads a definition for `form`; adds what is wrong with it to `faults`."""

    form: Form
    groups: Mapping[str, str]
    faults: list[Fault]

    def lexicon(self, raw: dict[str, Any]) -> Lexicon:
        words: dict[str, Meaning] = {}
        for role, said in raw["roles"].items():
            self._add(words, said, role, f"roles.{role}")
        for number, item in enumerate(raw["senses"]):
            key = f"senses[{number}]"
            if sense := self._sense(item, key):
                self._add(words, item["words"], sense, f"{key}.words")
        senses = {sense.id: sense for sense in words.values() if isinstance(sense, Sense)}
        topics = {}
        for block, name in raw.get("topics", {}).items():
            if name in senses and self.form.block(block):
                topics[block] = senses[name]
            else:
                self._fault(f"topics.{block}", f"没有文字段落 {block}，或者没有词义 {name}")
        verbs = {name: senses[name] for name in raw["verbs"] if name in senses}
        for name in sorted({*raw["verbs"]} - verbs.keys()):
            self._fault("verbs", f"没有词义 {name}")
        superseded = re.compile("|".join(map(_in_any_brackets, raw["superseded"])))
        if superseded.search(self.form.basis):
            superseded = _NEVER  # it is what the form itself is based on
        return Lexicon(_any_of(words), words, superseded, topics, verbs)

    def _add(self, words: dict[str, Meaning], said: Sequence[str], meaning: Meaning, key: str) -> None:
        for word in said:
            if word in words:
                self._fault(key, f"“{word}”写了两次")
            words[word] = meaning

    def _sense(self, raw: dict[str, Any], key: str) -> Sense | None:
        """None where the form has none of its rows (columns)."""
        axis: Axis = "row" if "rows" in raw else "column"
        choices = self._choices(raw["table"], axis, raw[f"{axis}s"], key)
        if not choices:
            return None
        return Sense(
            id=raw["id"],
            label=raw["label"],
            table=raw["table"],
            axis=axis,
            choices=choices,
            names_topic=raw.get("topic", False),
            generic=raw.get("generic", False),
            weak=raw.get("weak", False),
            beside=frozenset(raw.get("beside", ())),
            carries=raw.get("carries", False),
            kinds=raw.get("kinds", False),
            unsaid=self._choices(raw["table"], "column", raw.get("unsaid", ()), key),
        )

    def _choices(self, table: str, axis: Axis, expressions: Sequence[str], key: str) -> tuple[frozenset[str], ...]:
        """Those sums whose rows (columns) the form has."""
        sums = (self._names(table, axis, expression, key) for expression in expressions)
        return tuple(names for names in sums if names)

    def _names(self, table: str, axis: Axis, expression: str, key: str) -> frozenset[str]:
        """The rows (columns) of a sum; a group or a wildcard stands for several. Empty where the form lacks one."""
        cells = [cell for cell in self.form.cells if cell.table.id == table]
        known = {cell.row.id if axis == "row" else cell.column.id for cell in cells}
        names: set[str] = set()
        for term in expression.split("+"):
            for pattern in self.groups.get(f"{table}.{term.strip()}", term).split("+"):
                matching = {name for name in known if fnmatchcase(name, pattern.strip())}
                if not matching:
                    self._fault(f"{key}.{axis}s", f"{table} 表没有 {pattern.strip()}")
                    return frozenset()
                names |= matching
        return frozenset(names)

    def _fault(self, key: str, problem: str) -> None:
        self.faults.append(Fault(f"{_NAME}.toml", key, problem))


def _in_any_brackets(document: str) -> str:
    """〔2019〕 is also written （2019） or 【2019】."""
    return re.escape(document).replace("〔", "[〔（【﹝]").replace("〕", "[〕）】﹞]")


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest word first, so that 未经复议直接起诉 is not read as 未 and 复议.

    Branches are tried one after the other: in stretches, most are passed over at once. Where no word can begin, all.
    """
    in_order = sorted(words)
    letters = list(dict.fromkeys(word[0] for word in in_order))
    if not letters:
        return _NEVER
    stretches = [letters[start : start + _STRETCH] for start in range(0, len(letters), _STRETCH)]
    branches = (
        f"(?=[{re.escape(stretch[0])}-{re.escape(stretch[-1])}])"
        + _branches([word for word in in_order if stretch[0] <= word[0] <= stretch[-1]])
        for stretch in stretches
    )
    return re.compile(f"(?=[{''.join(map(re.escape, letters))}])(?:{'|'.join(branches)})")


def _branches(words: Sequence[str]) -> str:
    """`words` in order, as a pattern that branches where they differ: ten times as fast as one after the other.

    Where one is the beginning of others, they come first.
    """
    ends = "" in words
    longer = [word for word in words if word]
    by_letter = [(letter, [word[1:] for word in rest]) for letter, rest in groupby(longer, key=lambda word: word[0])]
    branches = [f"{re.escape(letter)}{_branches(rest)}" for letter, rest in by_letter]
    if not branches:
        return ""
    together = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{together}?" if ends else together
