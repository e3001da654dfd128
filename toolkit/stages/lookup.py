"""Finding a unit of the roster: by what a report says, by a mail address, by what a person types."""

from collections.abc import Callable, Iterator
from itertools import islice

from toolkit.errors import ToolkitError
from toolkit.model import Places, Report, Roster, Unit


class Lookup:
    """The units of a roster by code, by name and by address."""

    def __init__(self, roster: Roster) -> None:
        self._units = roster.units
        self._codes = Places((unit.code, place) for place, unit in enumerate(roster.units))
        self._names = Places((name, place) for place, unit in enumerate(roster.units) for name in _names_of(unit))
        self._lengths = sorted({len(name) for unit in roster.units for name in _names_of(unit)})
        self._addresses = Places((unit.email.casefold(), place) for place, unit in enumerate(roster.units))

    def by_code(self, code: str) -> Unit | None:
        return self._only(self._codes.of(code), lambda unit: unit.code == code)

    def by_name(self, name: str) -> Unit | None:
        """By its name or short name; none where several are called so."""
        return self._only(self._names.of(name), lambda unit: name in _names_of(unit))

    def ending_with(self, name: str) -> list[Unit]:
        """The units whose names end with `name`: those it may mean, where it lacks the place."""
        return [unit for unit in self._units if unit.name.endswith(name)]

    def of_report(self, report: Report) -> Unit | None:
        """By the code it is stamped with; only a report without one is known by its name."""
        return self.by_code(report.unit_code) if report.unit_code else self.by_name(report.unit)

    def of_address(self, address: str) -> Unit | None:
        """The unit with this address; none where several share it."""
        meant = address.casefold()
        return self._only(self._addresses.of(meant), lambda unit: unit.email.casefold() == meant) if meant else None

    def told_by(self, file_name: str) -> Unit | None:
        """The one unit whose name stands in the name of a file."""
        found = {unit.code: unit for part in self._parts(file_name) if (unit := self.by_name(part))}
        longest = [unit for unit in found.values() if not any(_within(unit, other) for other in found.values())]
        return longest[0] if len(longest) == 1 else None

    def _parts(self, text: str) -> Iterator[str]:
        """All of `text` that may be a name: there are fewer than names."""
        for length in self._lengths:
            yield from (text[start : start + length] for start in range(len(text) - length + 1))

    def meant_by(self, text: str) -> Unit:
        """The unit a person means. Raises :class:`ToolkitError` for none or several."""
        found = [unit for unit in self._units if text in (unit.code, unit.name, unit.short)]
        if len(found) == 1:
            return found[0]
        problem = f"名单里有 {len(found)} 个单位叫“{text}”。" if found else f"名单里没有“{text}”。"
        raise ToolkitError(problem, "请写名单里的单位编码、名称或简称。", "nianbao status 列出全部单位")

    def _only(self, places: Iterator[int], is_meant: Callable[[Unit], bool]) -> Unit | None:
        """The one that is meant: what several are called tells nothing."""
        found = list(islice(filter(is_meant, map(self._units.__getitem__, places)), 2))
        return found[0] if len(found) == 1 else None


def _names_of(unit: Unit) -> set[str]:
    return {unit.name, unit.short} - {""}


def _within(unit: Unit, other: Unit) -> bool:
    """Whether the name of `unit` is but a part of that of `other`."""
    return unit.code != other.code and unit.name in other.name
