"""Characters nobody sees, in what a unit wrote: taken out, and told."""

from toolkit.model.finding import Finding, Place
from toolkit.model.text import hidden_characters


def told_hidden(text: str, where: str, place: Place) -> tuple[Finding, ...]:
    """The finding on what :func:`~toolkit.model.text.clean_text` takes out of `text`; none where there is nothing."""
    hidden = hidden_characters(text)
    if not hidden:
        return ()
    listed = "、".join(f"U+{ord(character):04X}" for character in hidden)
    message = f"{where}的文字里有看不见的控制字符（{listed}），已去掉。"
    fix = "多是从别处粘贴带来的，请核对文字是否完整。"
    return (Finding("narrative.hidden_characters", "hint", "failed", place, message, fix),)
