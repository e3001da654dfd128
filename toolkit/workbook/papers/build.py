"""The working papers: their sheets in order, written."""

from toolkit.errors import ToolkitError
from toolkit.workbook.appendix import appendix_sheet
from toolkit.workbook.papers.addends import ADDENDS, addends_sheet
from toolkit.workbook.papers.cover import cover_sheet
from toolkit.workbook.papers.entries import ENTRIES, entries_sheet
from toolkit.workbook.papers.facts import Papers
from toolkit.workbook.papers.pictures import PICTURES, pictures_sheet
from toolkit.workbook.papers.ranking import RANKING, ranking_sheet
from toolkit.workbook.papers.wide import wide_sheet
from toolkit.workbook.papers.years import UNIT_YEARS, YEARS, unit_years_sheet, years_sheet
from toolkit.workbook.plan import SheetPlan
from toolkit.workbook.write import write_sheets

_MOST_UNITS = 1000  # a column each on 加数; older programs have 1024

_TOLD = {
    ADDENDS: "汇总的每一格：各单位各是多少、合计、调整、汇总数，与正式汇总核对",
    ENTRIES: "对汇总数的更正和联合制发的扣减，逐笔写明理由和经手人",
    RANKING: "各单位按新收、办结、结转、公开率等排名",
    YEARS: "全部单元格：本年、上年、增减、增减率",
    UNIT_YEARS: "各单位的主要数字：本年、上年、增减、增减率",
    PICTURES: "申请来源、办理结果、各单位新收、与上年相比",
}


def write_papers(papers: Papers) -> bytes:
    """The workbook. The same papers give the same bytes.

    Raises :class:`ToolkitError` for more units than a sheet has columns for.
    """
    sheets = papers_sheets(papers)
    return write_sheets(sheets, title=papers.title, locked=(ADDENDS,))


def refuse_too_many(units: int) -> None:
    """Raise :class:`ToolkitError` for more units than a sheet has columns for."""
    if units > _MOST_UNITS:
        problem = f"汇总底稿最多列 {_MOST_UNITS} 个单位，这里有 {units} 个。"
        raise ToolkitError(problem, "请按片区、系统分别汇总，再把各片的汇总相加。")


def papers_sheets(papers: Papers) -> list[SheetPlan]:
    """The plans of all sheets, in order."""
    refuse_too_many(len(papers.units))
    tables = [wide_sheet(papers, table) for table in papers.form.tables]
    pictures = pictures_sheet(papers)
    lists = [appendix_sheet(appendix) for _, appendix in papers.lists]
    sheets = [addends_sheet(papers), *tables, entries_sheet(papers), *lists]
    sheets += [ranking_sheet(papers)] if papers.measures else []
    sheets += [years_sheet(papers), unit_years_sheet(papers)] if papers.years else []
    sheets += [pictures] if pictures else []
    told = _TOLD | {table.sheet: f"{table.title}：每个单位一行" for table in papers.form.tables}
    told |= {appendix.name: shows for shows, appendix in papers.lists}
    return [cover_sheet(papers, sheets, told), *sheets]
