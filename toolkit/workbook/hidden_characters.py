"""Characters nobody sees, in what a unit wrote: taken out, and told."""

from toolkit.model import Finding, Place, clean_text, hidden_characters


def kept_text(raw: object, sheet: str, address: str, findings: list[Finding]) -> str:
    """The text of a cell without hidden characters; a finding is added where there were any."""
    text = "" if raw is None else str(raw)
    hidden = hidden_characters(text)
    if hidden:
        listed = "、".join(f"U+{ord(character):04X}" for character in hidden)
        message = f"“{sheet}”表 {address} 的文字里有看不见的控制字符（{listed}），已去掉。"
        place = Place(sheet=sheet, address=address)
        fix = "多是从别处粘贴带来的，请核对文字是否完整。"
        findings.append(Finding("workbook.hidden_characters", "hint", "failed", place, message, fix))
    return clean_text(text)
