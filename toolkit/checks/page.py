"""Checked reports as one self-contained web page: no script, nothing from outside, everything escaped."""

from collections.abc import Iterator, Sequence
from html import escape

from toolkit.checks.outcome import Checked
from toolkit.forms import Severity
from toolkit.model import SEVERITY_NAMES, Finding

_STYLE = """
body { font: 16px/1.7 "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1a1a1a; background: #fff;
       max-width: 60em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.5em } h2 { font-size: 1.2em; margin-top: 2em }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #777; padding: .3em .6em; text-align: left;
       vertical-align: top } th { background: #f2f2f2 }
.error { color: #9c0006 } .query { color: #7a4b00 } .hint { color: #444 }
"""


def as_page(checked: Sequence[Checked]) -> str:
    """The page."""
    body = "\n".join(line for item in checked for line in _section(item))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>校验结果</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>校验结果</h1>\n{body}\n</body></html>\n"
    )


def _section(checked: Checked) -> Iterator[str]:
    verdict = checked.verdict
    yield f"<h2>{escape(checked.report.unit)} {checked.report.year}年（{escape(checked.file)}）</h2>"
    if not verdict.findings:
        yield "<p>通过，没有发现问题。</p>"
        return
    severities: tuple[Severity, ...] = ("error", "query", "hint")
    counts = "，".join(f"{SEVERITY_NAMES[severity]} {verdict.count(severity)} 处" for severity in severities)
    yield f"<p>{counts}。</p>"
    yield '<table><thead><tr><th scope="col">类别</th><th scope="col">问题</th><th scope="col">怎么改</th>'
    yield '<th scope="col">依据</th></tr></thead><tbody>'
    for severity in severities:
        yield from (_row(finding) for finding in verdict.findings if finding.severity == severity)
    yield "</tbody></table>"


def _row(finding: Finding) -> str:
    told = f"{finding.message}（已说明：{finding.explained_by}）" if finding.explained_by else finding.message
    cells = (SEVERITY_NAMES[finding.severity], told, finding.fix, finding.basis)
    return f'<tr class="{finding.severity}">' + "".join(f"<td>{escape(text)}</td>" for text in cells) + "</tr>"
