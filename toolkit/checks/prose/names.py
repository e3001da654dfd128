"""The unit's name for itself: 我局 in a town's report, another unit as the one that acts, a typo in the own name."""

import re
from collections.abc import Iterator
from functools import lru_cache

_UNITS = 64  # a report names few units, and its blocks the same ones
# How a unit may speak of itself, by how its name ends. A department never says 我镇, a town never 我局.
_KINDS = (
    (re.compile(r"街道(?:办事处)?$"), {"街道", "办事处", "办", "街"}),
    (re.compile(r"镇(?:人民政府)?$"), {"镇"}),
    (re.compile(r"乡(?:人民政府)?$"), {"乡"}),
    (re.compile(r"(?:委员会|委)$"), {"委", "管委会", "区"}),
    (re.compile(r"(?:办公室|办)$"), {"办", "室", "办公室"}),
    (re.compile(r"局$"), {"局"}),
    (re.compile(r"厅$"), {"厅"}),
    (re.compile(r"院$"), {"院"}),
    (re.compile(r"中心$"), {"中心"}),
    (re.compile(r"(?:市|县|区|旗|州)(?:人民政府)?$"), {"市", "县", "区", "旗", "州"}),
)
_SELF = re.compile(r"(?:我|本)(街道|办事处|管委会|中心|局|委|办|厅|院|镇|乡)(?![理法会公案结员事])")
_BODY = r"[\u4e00-\u9fa5]{2,16}?(?:委员会|局|委|办公室|厅|街道办事处|街道|镇人民政府|镇|乡人民政府|乡|管委会)"
_CLAIMS = (
    r"(?:高度重视|认真(?:贯彻|落实|学习|做好|组织|开展)|深入(?:贯彻|学习|推进)|严格(?:按照|落实|执行|遵循|依照)|坚持|坚决|"
    r"共(?:收到|受理|主动|公开|发布|制发)|未收到|没有收到|收到政府信息|主动公开|积极|切实|不断|持续|始终|紧紧围绕)"
)
# What only the unit itself does in its report, where the body is of the unit's own kind.
_DEEDS = (
    r"(?:扎实|全面|主动|依法|规范|聚焦|围绕|立足|加强|强化|健全|完善|建立|推进|落实|按照|结合|"
    r"严格|认真|组织|开展|制定|明确|成立)"
)
# “2024年，云埔街道高度重视……”: the one that acts in a report is its unit.
_ACTOR = re.compile(
    rf"[。；\n](?:20[0-9]{{2}}年(?:度|以来)?，?|一年来，?|今年以来，?|全年，?|本年度，?)?({_BODY})(?=，?{_CLAIMS})"
)
_PEER = re.compile(rf"[。；\n](?:20[0-9]{{2}}年(?:度)?，?)?({_BODY})(?=，?{_DEEDS})")
_AREA = re.compile(r"(?:我|本)([县区])(?![域级内别间])")
_NO_NAME = "在由与对向至到从赴可请经受被和"  # no name of a place has these before its level
_NAME_BEFORE = re.compile(rf"(?:^|(?<=[，。；、\n（“]))[^\W{_NO_NAME}]{{2,3}}\Z")
_AREAS = {"县": "区", "区": "县", "市": "县"}  # how no unit of a county, district or city calls its area
_AUTHOR = re.compile(rf"[，。；\n](?:由)?({_BODY})(?=(?:负责)?(?:组织)?编制)")
_SIGNATURE = re.compile(rf"[\n。][ \t\u3000]*({_BODY})[ \t\u3000]*(?=\n|$|20[0-9]{{2}}年)")
_PLACE = re.compile(r"[\u4e00-\u9fa5]{2,6}?(?:省|自治区|市|县|区|旗|州)(?=[\u4e00-\u9fa5]{3})")
_ACCOUNT = re.compile(r"“([\u4e00-\u9fa5]{2,3}[省市县区旗])(?=政务|政府|发布)")  # the name of its account
_NEIGHBOUR = re.compile(
    r"[。；，\n](?:20[0-9]{2}年(?:度)?，?)?([\u4e00-\u9fa5]{2,3}(?:街道|镇|乡))(?![村里级区域]|[\u4e00-\u9fa5]{0,2}[、和及与])"
)
_TOWNS = ("街道", "镇", "乡")
_GENERIC = re.compile(
    r"^(?:我|本|各|全|该|其|上|下|市委|县委|区委|省委|党|中共|国务院|由|经|在|对|向|与|和|及|为|以|因|按|据)|[各有本我由对与请给把被让]|^(?:办理|核发|成立|召开|组织|开展|召集|制定|发布|公开|受理|收到|推进|落实|加强|围绕|结合|通过|依托|联合|指导|督促)|城镇|集镇|乡镇|村镇|小镇"
)


@lru_cache(_UNITS)
def own_kinds(unit: str) -> frozenset[str] | None:
    """What the unit may call itself; None where its name does not tell."""
    return next((frozenset(kinds) for pattern, kinds in _KINDS if pattern.search(unit)), None)


def find_other_units(text: str, unit: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each self-designation of another kind of unit, and of each other unit in the unit's place."""
    kinds = own_kinds(unit)
    if kinds is None:
        return
    yield from (match.span() for match in _SELF.finditer(text) if match[1] not in kinds)
    found = (*_misspelt(text, unit), *_in_its_place(text, unit), *_of_another_place(text, unit))
    yield from sorted(dict.fromkeys(found))


def _of_another_place(text: str, unit: str) -> Iterator[tuple[int, int]]:
    """桂川县教育局 in the report of 洛屏县教育局; 我区 in that of a county."""
    where = _where(unit)
    level, office = where[-1:], unit.removeprefix(where)
    if not level or not office:
        return
    for start, end in _namesakes(text, f"{level}{office}"):
        name = text[start:end]
        if not name.endswith(unit[-len(office) - 3 :]) and not _GENERIC.search(name):
            yield start, end
    if "自治区" not in text and not _GENERIC.search(where):
        yield from (match.span() for match in _AREA.finditer(text) if match[1] == _AREAS.get(level))


def _namesakes(text: str, office: str) -> Iterator[tuple[int, int]]:
    """Names of places before `office`, up to its end."""
    reached, place = 0, text.find(office)
    while place >= 0:
        match = _NAME_BEFORE.search(text, max(reached, place - 3), place)
        if match:
            reached = place + len(office)
            yield match.start(), reached
        place = text.find(office, place + 1)


@lru_cache(_UNITS)
def _where(unit: str) -> str:
    """The place in the name of the unit: 某某市."""
    place = _PLACE.match(f"{unit}人民政府")
    return place[0] if place and unit.startswith(place[0]) else ""


def _in_its_place(text: str, unit: str) -> Iterator[tuple[int, int]]:
    """The patterns begin with a mark, which is found at once; the text begins as if after a full stop."""
    return ((start - 1, end - 1) for start, end in _after_marks(f"。{text}", unit))


def _after_marks(text: str, unit: str) -> Iterator[tuple[int, int]]:
    patterns = [_ACTOR, _AUTHOR, _SIGNATURE, _ACCOUNT]
    if any(kind in unit for kind in _TOWNS):
        patterns.append(_NEIGHBOUR)
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not _GENERIC.search(match[1]) and not is_own_name(match[1], unit):
                yield match.span(1)
    for match in _PEER.finditer(text):
        peer = own_kinds(match[1]) == own_kinds(unit)
        if peer and not _GENERIC.search(match[1]) and not is_own_name(match[1], unit):
            yield match.span(1)


def find_own_names(text: str, unit: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each name of the unit; of several that begin at one place, the longest."""
    ends: dict[int, int] = {}
    for name in own_names(unit):
        place = text.find(name)
        while place >= 0:
            ends.setdefault(place, place + len(name))
            place = text.find(name, place + 1)
    reached = 0
    for start in sorted(ends):
        if start >= reached:
            reached = ends[start]
            yield start, reached


@lru_cache(_UNITS)
def own_names(unit: str) -> tuple[str, ...]:
    """What a text may call the unit, the longest first: 某某市公安局, 市公安局, 公安局, 市局, 某某市."""
    where = _where(unit)
    office = unit.removeprefix(where)
    short = {office.removesuffix(tail) for tail in ("人民政府", "办事处", "管理委员会", "委员会")}
    names = {office, *short, *(f"{name}政府" for name in short if office.endswith("人民政府"))}
    names |= {f"{where[-1:]}{name}" for name in {*names, office[-1:]}} | {f"{where}{name}" for name in names}
    names = {name for name in {*names, where, unit} if len(name) > 1} - {"政府", "人民政府"}
    return tuple(sorted(names, key=len, reverse=True))


def is_own_name(name: str, unit: str) -> bool:
    """Whether `name` is the unit, in full or abbreviated: 区人社局 for 某某区人力资源和社会保障局."""
    short = name.removesuffix("办公室").removesuffix("办事处") or name
    place = _PLACE.match(name)
    if place and place[0] not in unit and not _GENERIC.search(name) and not name.endswith(unit):
        return False
    letters = iter(unit)
    if all(letter in letters for letter in short) or unit.endswith(short[-4:]):
        return True
    rest = _PLACE.sub("", short, count=1)
    letters = iter(unit)
    return rest != short and all(letter in letters for letter in rest)


def _misspelt(text: str, unit: str) -> Iterator[tuple[int, int]]:
    """The own name with one wrong character."""
    core = _PLACE.sub("", unit, count=1).removesuffix("办事处").removesuffix("人民政府")
    kind = "街道" if core.endswith("街道") else core[-1:]
    for name in {unit, core} if len(core) >= 4 else {unit}:
        for start in _candidates(text, name):
            said = text[start : start + len(name)]
            wrong = [place for place, (left, right) in enumerate(zip(said, name, strict=True)) if left != right]
            if (
                len(wrong) == 1
                and wrong[0] < len(name) - len(kind)
                and "\u4e00" <= said[wrong[0]] <= "\u9fa5"
                and said[wrong[0]] not in "省市县区的和与"
            ):
                yield start, start + len(name)


def _candidates(text: str, name: str) -> Iterator[int]:
    """Where the first or the last two characters of `name` stand."""
    for offset in (0, len(name) - 2):
        place = text.find(name[offset : offset + 2])
        while place >= 0:
            if 0 <= place - offset <= len(text) - len(name):
                yield place - offset
            place = text.find(name[offset : offset + 2], place + 1)
