"""``nianbao rules``"""

import argparse
from pathlib import Path

from toolkit.checks import RuleNote, coverage, rules_of
from toolkit.cli.form_argument import add_form
from toolkit.forms import Form, find_form, find_own, own_form
from toolkit.model import SEVERITY_NAMES

EXAMPLE = "  nianbao rules > 审核规则.md\n  nianbao rules --coverage"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--edition", metavar="版本", default="2021", help="格式版本（默认：2021）")
    add_form(parser)
    parser.add_argument("--coverage", action="store_true", help="列出每个单元格由哪些规则核对")


def run(arguments: argparse.Namespace) -> int:
    own = own_form(arguments.form or find_own(Path()))
    form = own or find_form("zfxxgk", arguments.edition)
    print(_coverage(form) if arguments.coverage else _manual(form))
    return 0


def _manual(form: Form) -> str:
    rules = rules_of(form)
    head = (
        f"# {form.title}审核规则（{form.edition}版）\n\n共 {len(rules)} 条。"
        "必须通过：不改正不能成文。说明后通过：数字无误的，写明情况即可。提示：供参考。\n"
    )
    return "\n".join([head, *(_rule(number, rule) for number, rule in enumerate(rules, 1))])


def _rule(number: int, rule: RuleNote) -> str:
    severity = SEVERITY_NAMES[rule.severity] + ("（试行）" if rule.trial else "")
    return (
        f"## {number}. {rule.title}\n\n"
        f"- 规则：`{rule.name}`　{severity}\n- 核对：{rule.scope}\n- 要求：{rule.says}\n"
        f"- 依据：{rule.basis}\n- 例：{rule.example}\n"
    )


def _coverage(form: Form) -> str:
    covered = coverage(form)
    lines = []
    for cell in form.cells:
        rules = "、".join(covered[cell.id]) or "—"
        lines.append(f"{cell.table.sheet}\t{cell.address}\t{cell.id}\t{rules}")
    return "\n".join(["工作表\t单元格\t名称\t规则（另有 cells.* 核对每一格）", *lines])
