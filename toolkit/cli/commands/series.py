"""``nianbao series``"""

import argparse
from functools import partial
from pathlib import Path

from toolkit.aggregation import SERIES_CHARTED, Observation
from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run, add_output
from toolkit.cli.reading import read_all
from toolkit.errors import ToolkitError
from toolkit.intake import Isolated
from toolkit.model import Report
from toolkit.workflow import find_key, load_report, make_series, series_as_csv, series_as_workbook

EXAMPLE = (
    "  nianbao series 民政局2019.html 民政局2020.html 民政局2021.docx 民政局2022.json --out 序列.xlsx\n"
    "  nianbao series 历年/*.json --cell requests.received.total --out 序列.xlsx\n"
    "  nianbao series 历年/*.json --out 序列.csv\n"
    "每个单位、每个年度、每个格一行；跨版本不可比的格写明原因。xlsx 另有逐年对照表和折线图。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    help_text = "各年的工作簿、数据文件或已发布的报告，可以是多个单位"
    parser.add_argument("files", metavar="文件", nargs="+", type=Path, help=help_text)
    parser.add_argument(
        "--cell",
        metavar="单元格",
        action="append",
        help="折线图画哪些数，如 requests.received.total，可以写多次（默认：新收、办结、结转、复议、诉讼）",
    )
    add_output(parser, "序列.xlsx 或 序列.csv")
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.out.suffix not in (".csv", ".xlsx"):
        raise ToolkitError(f"不能写成 {arguments.out}。", "序列的文件名请以 .xlsx 或 .csv 结尾。")
    reports, unreadable = read_all(arguments.files, partial(_read, arguments.form))
    observations = make_series(reports)
    cells = arguments.cell or list(SERIES_CHARTED)
    _refuse_unknown(cells, observations)
    content = series_as_csv(observations) if arguments.out.suffix == ".csv" else series_as_workbook(observations, cells)
    years = sorted({report.year for report in reports})
    units = {report.unit for report in reports}
    note = f"{len(units)} 个单位，{years[0]}—{years[-1]} 年，{len(observations)} 行"
    write_result(arguments, content, arguments.files, note)
    return 3 if unreadable else 0


def _read(form: Path | None, path: Path, child: Isolated) -> Report:
    return load_report(path, find_key(path.parent), child, form)[0]


def _refuse_unknown(cells: list[str], observations: tuple[Observation, ...]) -> None:
    known = {item.cell.id for item in observations}
    unknown = [cell for cell in cells if cell not in known and cell not in SERIES_CHARTED]
    if unknown:
        raise ToolkitError(f"没有单元格 {'、'.join(unknown)}。", "单元格名称见 nianbao rules --coverage。")
