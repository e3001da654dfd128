"""What a mail address looks like."""

import re

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def is_address(text: str) -> bool:
    """Whether `text` is one bare address: ASCII, no name beside it, no blank or line break in it."""
    return _ADDRESS.fullmatch(text) is not None
