"""The text of a published report → the blocks of the form."""

import re
from collections.abc import Iterator, Mapping, Sequence

from toolkit.forms import Block, Form
from toolkit.model import clean_text
from toolkit.published.content import Item, Line
from toolkit.published.labels import plain

_BRACKETED = re.compile(r"^\s*[(（〔]\s*[一二三四五六七八九十]{1,2}\s*[)）〕]\s*[、.．]?\s*")
_ARABIC = re.compile(r"^\s*(?:\d{1,2}\s*[.．、]|[(（]\s*\d{1,2}\s*[)）])\s*")
_BARE = re.compile(r"^\s*")
_HEAD = re.compile(r"[^。:：；;，,]{2,28}")
_HEAD_END = re.compile(r"[\s。:：；;.]+")
_RESIDUE = re.compile(
    r"^(?:【?\s*(?:(?:(?:打印|关闭)(?:本?页|窗口)?|返回顶部|收藏|[\s【】|])+|分享(?:到|至)?.{0,12}|字体.{0,16}|附件.{0,60}|相关(?:链接|附件|文章|信息).*"
    r"|[上下]一[篇条].*|扫一扫.*|.{0,8}二维码.*|责任编辑.*|编辑[:：].*|来源[:：].*|主办.{0,40}|承办.{0,40}|版权所有.*|网站地图.*|联系我们.*"
    r"|.{0,20}ICP备.*|.{0,12}公网安备.*|网站标识码.*|浏览(?:次数|量).*|点击(?:数|率|量).*|.{0,6}无障碍.*)\s*】?)$"
)
_DATE = re.compile(r"(?:20\d\d|二[〇○0零Ｏo]二[〇○零一二三四五六七八九])年\s*\S{1,3}月\s*\S{1,3}日")
_PAGE = re.compile(r"[-—–]+\d{1,3}[-—–]+|第\d{1,3}页.*")
_METADATA = re.compile(
    r"发布(?:日期|时间|机构|单位)|发文|来源|浏览|字[体号]|索引号|信息分类|主题分类|文号|有效性|组配分类|当前位置|您的?位置|首页|责任编辑|打印|视力保护"
)
_SHORTEST_PREFACE = 24


def read_narrative(
    form: Form, before: Sequence[Item], sections: Mapping[str, Sequence[Item]], unit: str
) -> dict[str, str]:
    """Block id → text, for blocks that have one."""
    found = {block.id: text for block in form.blocks_of(None) if (text := _preface(before))}
    for section in form.sections:
        lines = [clean_text(item.text).strip() for item in sections.get(section.id, ()) if isinstance(item, Line)]
        if section is form.sections[-1]:
            lines = _without_end(lines, unit)
        blocks = form.blocks_of(section.id)
        if len(blocks) == 1:
            found[blocks[0].id] = "\n".join(filter(None, lines))
        elif blocks:
            found |= _by_heads(blocks, lines)
    return {block: text for block, text in found.items() if text.strip()}


def _by_heads(blocks: Sequence[Block], lines: Sequence[str]) -> dict[str, str]:
    """Lines to the block whose head stands above them; those above the first head to the block without a head."""
    numbering = next(
        (style for style in (_BRACKETED, _ARABIC) if any(_block(blocks, style, line) for line in lines)), _BARE
    )
    current = next((block.id for block in blocks if not block.known_by), blocks[0].id)
    texts: dict[str, list[str]] = {}
    for line in lines:
        head = _block(blocks, numbering, line)
        if head:
            current, line = head  # noqa: PLW2901
        if line:
            texts.setdefault(current, []).append(line)
    return {block: "\n".join(text) for block, text in texts.items()}


def _block(blocks: Sequence[Block], numbering: re.Pattern[str], line: str) -> tuple[str, str] | None:
    """(block, the rest of the line) where `line` begins with the head of a block."""
    number = numbering.match(line)
    head = _HEAD.match(line, number.end()) if number else None
    if head is None or (numbering is _BARE and head.end() < len(line.rstrip("：:。 "))):
        return None
    block = next((item for item in blocks if item.known_by and re.search(item.known_by, plain(head[0]))), None)
    if block is None:
        return None
    if head.end() < len(line) and line[head.end()] in "，,；;":  # a sentence that only begins with a number
        return (block.id, line[number.end() :]) if number and numbering is not _BARE else None
    return block.id, _HEAD_END.sub("", line[head.end() :], count=1).strip()


def _preface(before: Sequence[Item]) -> str:
    """Sentences between the title and the first part."""
    lines = [clean_text(item.text).strip() for item in before if isinstance(item, Line)]
    kept = [
        line for line in lines if len(line) >= _SHORTEST_PREFACE and "。" in line and not _METADATA.search(line[:12])
    ]
    return "\n".join(kept)


def _without_end(lines: Sequence[str], unit: str) -> list[str]:
    """Without signature, date and what the site prints below an article."""
    kept: list[str] = []
    for line in lines:
        if _RESIDUE.match(line):
            if kept:
                break
            continue
        kept.append(line)
    while len(kept) > 1 and _is_signature(kept[-1], unit):
        kept.pop()
    return kept


def _is_signature(line: str, unit: str) -> bool:
    squeezed = "".join(line.split())
    ends = _DATE.fullmatch(squeezed) or _PAGE.fullmatch(squeezed)
    return not squeezed or bool(ends) or squeezed == unit or _short_name(line)


def _short_name(line: str) -> bool:
    return (
        len(line) <= 24
        and not re.search(r"[。，；：！？]", line)
        and bool(re.search(r"(?:[局委办厅院会室]|政府|街道|中心|公司|大队|支队|总队|办事处)$", line))
    )


def signature(items: Sequence[Item]) -> Iterator[str]:
    """Lines at the end that may name the unit."""
    lines = [item.text.strip() for item in items if isinstance(item, Line)]
    for line in reversed(lines[-6:]):
        if _short_name(line):
            yield "".join(line.split())
