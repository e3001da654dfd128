"""Totals on paper: as a data file and as a workbook, each with where every number comes from."""

from collections.abc import Mapping

from toolkit.aggregation import Total
from toolkit.model import Value, json_value, write_data_file


def total_as_data(result: Total) -> bytes:
    """The total as a data file, with its sources, what each adds to each cell, and what could not be added."""
    extra: Mapping[str, object] = {
        "complete": result.complete,
        "sources": [{"file": s.file, "unit": s.report.unit, "unit_code": s.report.unit_code} for s in result.sources],
        "contributions": {
            cell: [{"unit": c.unit, "file": c.file, "value": json_value(c.value)} for c in found if c.value]
            for cell, found in result.contributions.items()
        },
        "gaps": [{"unit": g.unit, "file": g.file, "cell": g.cell, "value": json_value(g.value)} for g in result.gaps],
        "missing": [{"unit": missing.unit, "standing": missing.standing} for missing in result.missing],
    }
    return write_data_file(result.report, extra).encode()


def total_as_workbook(result: Total, key: bytes = b"") -> bytes:
    """The total in the official layout, with a sheet that shows what each unit adds to each cell."""
    from toolkit.workbook import Appendix, Cover, write_workbook

    units = [source.report.unit for source in result.sources]
    provenance = Appendix("汇总来源", ("工作表", "单元格", "行", "列", "合计", *units), _provenance(result))
    return write_workbook(result.report, Cover(key=key), [provenance])


def _provenance(result: Total) -> list[tuple[Value, ...]]:
    """A row per input cell: where it stands, the sum, and each unit's number (or what stands in its place)."""
    return [
        (
            cell.table.sheet,
            cell.address,
            cell.row.short,
            cell.column.short,
            result.report.values[cell.id],
            *(source.report.values.get(cell.id) for source in result.sources),
        )
        for cell in result.report.form.inputs
    ]
