"""Radicals in place of characters, as browsers write them into PDF: ``⼀、⺠政`` is ``一、民政``."""

import unicodedata

# Of the supplement, Unicode tells no character; these are the ones that look the same.
_SUPPLEMENT = dict(
    zip(
        "⺟⺠⺢⺩⺫⺮⺰⺳⺼⻁⻄⻅⻆⻉⻋⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民氺王目竹纟网月虎西见角贝车镸长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_CHARACTERS = str.maketrans(_KANGXI | _SUPPLEMENT)


def without_radicals(text: str) -> str:
    """`text` with the characters that its radicals stand for."""
    return text.translate(_CHARACTERS)
