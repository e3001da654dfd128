"""Which found text is which label: the best alignment of two sequences, by dynamic programming.

Both keep their order, so that 其他 the column and 其他 the row are told apart by where they stand. A label may be cut
into several pieces, and several labels may be run together in one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.published.labels import label_of, likeness

_PIECES_AT_MOST = 4
_JOINED_AT_MOST = 3
_MISSED = 0.3  # what it costs that a label of the form is not there
_STRANGE = 0.02  # and that a text is there which is no label


@dataclass(frozen=True, slots=True)
class Match:
    """The labels ``wanted[label:label_end]`` stand in the pieces ``found[piece:piece_end]``."""

    label: int
    label_end: int
    piece: int
    piece_end: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """All matches in order, and how good they are together."""

    matches: tuple[Match, ...]
    score: float


def align(wanted: Sequence[str], found: Sequence[str]) -> Alignment:
    """The best alignment of the labels `wanted` with the texts `found`."""
    possible = _possible(wanted, found)
    width = len(found) + 1
    best = [[0.0] * width for _ in range(len(wanted) + 1)]
    step: dict[tuple[int, int], Match | None] = {}
    for i in range(len(wanted) - 1, -1, -1):
        best[i][len(found)] = best[i + 1][len(found)] - _MISSED
        for j in range(len(found) - 1, -1, -1):
            score, move = best[i + 1][j] - _MISSED, None
            if best[i][j + 1] - _STRANGE > score:
                score, move = best[i][j + 1] - _STRANGE, _SKIP
            for match in possible.get((i, j), ()):
                gain = match.likeness * (match.label_end - i) + best[match.label_end][match.piece_end]
                if gain > score:
                    score, move = gain, match
            best[i][j] = score
            step[i, j] = move
    return Alignment(tuple(_path(step, len(wanted), len(found))), best[0][0])


_SKIP = Match(-1, -1, -1, -1, 0.0)


def _path(step: dict[tuple[int, int], Match | None], wanted: int, found: int) -> list[Match]:
    matches, i, j = [], 0, 0
    while i < wanted and j < found:
        move = step[i, j]
        if move is None:
            i += 1
        elif move is _SKIP:
            j += 1
        else:
            matches.append(move)
            i, j = move.label_end, move.piece_end
    return matches


def _possible(wanted: Sequence[str], found: Sequence[str]) -> dict[tuple[int, int], list[Match]]:
    """Every match that is likely at all, by the label and the piece it starts with."""
    possible: dict[tuple[int, int], list[Match]] = {}
    for i in range(len(wanted)):
        for j in range(len(found)):
            matches = [*_whole_and_pieces(wanted, found, i, j), *_joined(wanted, found, i, j)]
            if matches:
                possible[i, j] = matches
    return possible


def _whole_and_pieces(wanted: Sequence[str], found: Sequence[str], i: int, j: int) -> list[Match]:
    likely = likeness(found[j], wanted[i])
    matches = [Match(i, i + 1, j, j + 1, likely)] if likely else []
    # Pieces of a label are put together only where they make it up to the letter.
    text, key = found[j], label_of(wanted[i]).key
    for end in range(j + 2, min(j + _PIECES_AT_MOST, len(found)) + 1):
        text += found[end - 1]
        if len(label_of(text).key) > len(key) + 1:
            break
        likely = likeness(text, wanted[i])
        if likely >= 0.94:
            matches.append(Match(i, i + 1, j, end, likely))
    return matches


def _joined(wanted: Sequence[str], found: Sequence[str], i: int, j: int) -> list[Match]:
    matches = []
    text = wanted[i]
    for end in range(i + 2, min(i + _JOINED_AT_MOST, len(wanted)) + 1):
        text += wanted[end - 1]
        if label_of(text).key == label_of(found[j]).key:
            matches.append(Match(i, end, j, j + 1, 0.96))
    return matches
