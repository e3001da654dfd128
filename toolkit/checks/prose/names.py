"""The unit's name for itself: 我局 in a town's report was copied from somewhere else."""

import re
from collections.abc import Iterator

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


def own_kinds(unit: str) -> set[str] | None:
    """What the unit may call itself; None where its name does not tell."""
    return next((kinds for pattern, kinds in _KINDS if pattern.search(unit)), None)


def find_other_units(text: str, unit: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each self-designation of another kind of unit."""
    kinds = own_kinds(unit)
    if kinds is None:
        return
    for match in _SELF.finditer(text):
        if match[1] not in kinds:
            yield match.span()
