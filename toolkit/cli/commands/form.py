"""``nianbao form``"""

import argparse
import re
import tomllib
from pathlib import Path
from typing import Any

from toolkit.errors import DefinitionError, Fault, UnreadableFile
from toolkit.forms import Form, load_own

EXAMPLE = (
    "  nianbao form check 表式\n"
    "把定义里的错处一次列出：哪个文件、哪一项、错在哪里、怎么改。怎样写一张表，见 templates/写一张表.md。\n"
    "退出码：0 可以使用；1 有错；3 不是表式定义的文件夹。"
)

_HEADS = ("form.toml", "supplement.toml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", metavar="check", choices=("check",), help="check：检查定义")
    parser.add_argument(
        "folder", metavar="文件夹", type=Path, help="定义所在的文件夹，里面有 form.toml（或附表的 supplement.toml）"
    )


def run(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder
    if not any((folder / head).is_file() for head in _HEADS):
        raise UnreadableFile(
            f"“{folder}”里没有 {' 或 '.join(_HEADS)}，不是表式定义的文件夹。", "请写明定义所在的文件夹。"
        )
    try:
        form = load_own(folder)
    except DefinitionError as error:
        print(_complaint(folder, error))
        return 1
    print(_summary(folder, form))
    return 0


def _complaint(folder: Path, error: DefinitionError) -> str:
    """Every fault, file by file, and how to mend it."""
    lines = [f"✗ {folder}：{len(error.faults)} 处要改正。"]
    for file in dict.fromkeys(fault.file for fault in error.faults):
        lines.append(f"  【{file}】")
        for fault in error.faults:
            if fault.file == file:
                lines.append(f"    ✗ {_spot(folder, fault)}{fault.problem}。")
                lines += [f"      → {fault.remedy}。"] if fault.remedy else []
    return "\n".join([*lines, "改好后再检查一次。"])


def _spot(folder: Path, fault: Fault) -> str:
    """The key, and what stands there: ``rows[2]（“工作人员”）.kind：``."""
    try:
        here: Any = tomllib.loads((folder / fault.file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return f"{fault.key}：" if fault.key else ""
    told = ""
    for name, number in re.findall(r"([a-z_]+)|\[(\d+)\]", fault.key):
        here = here[int(number)] if number else here.get(name, {}) if isinstance(here, dict) else {}
        label = (
            (here.get("label") or here.get("title") or here.get("id")) if isinstance(here, dict) and number else None
        )
        told += f"[{number}]" if number else f"{'.' if told else ''}{name}"
        told += f"（“{label}”）" if label else ""
    return f"{told}：" if told else ""


def _summary(folder: Path, form: Form) -> str:
    """What the definition amounts to, for its author to see whether that was meant."""
    tables = form.supplement_tables or form.tables
    title = f"附表“{form.supplement.title}”" if form.supplement else form.title
    lines = [f"✓ {folder}：可以使用。{title}（{form.name}），{len(tables)} 张表。"]
    for table in tables:
        inputs, derived = len(table.inputs), len(table.cells) - len(table.inputs)
        relations = f"，{len(table.relations)} 处核对" if table.relations else ""
        lines.append(f"  “{table.sheet}”：{inputs} 格填报，{derived} 格自动计算{relations}")
    return "\n".join(lines)
