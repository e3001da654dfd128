"""Names of attachments as mail programs write them: case → the bytes of the headers → the one right name."""

import pytest
from mail_samples import WORKBOOK, attached, encoded_word, file_part, mail, percent

from toolkit.mail import read_message

NAME = "朱镕基纪念馆-民政局2024年报喆.xlsx"  # 镕 and 喆 are not in GB 2312, whatever the label says
UTF8, GBK = NAME.encode(), NAME.encode("gb18030")
UNSEEN = f"{chr(0x202E)}{NAME}{chr(0)}".encode()  # a name that reads backwards, and ends early
OCTETS = b"Content-Type: application/octet-stream"


def disposition(text: str | bytes) -> bytes:
    """A part whose name stands in Content-Disposition alone."""
    return attached(b"attachment; " + (text.encode() if isinstance(text, str) else text))


def content_type(text: str | bytes) -> bytes:
    """A part whose name stands in Content-Type alone."""
    return file_part(OCTETS + b"; " + (text.encode() if isinstance(text, str) else text))


def pieces(raw: bytes, label: str, size: int = 14) -> list[str]:
    """`raw` as the numbered pieces of RFC 2231, split without regard to characters."""
    cut = [raw[at : at + size] for at in range(0, len(raw), size)]
    return [f"filename*{n}*={f'{label}{chr(39) * 2}' if n == 0 else ''}{percent(part)}" for n, part in enumerate(cut)]


def words(raw: bytes, label: str, size: int, between: str = "\r\n ") -> str:
    """`raw` as several encoded-words, split in the middle of characters."""
    return between.join(encoded_word(raw[at : at + size], label) for at in range(0, len(raw), size))


def split_base64(raw: bytes, label: str, size: int = 30) -> str:
    """One run of base64 cut where the line is full, not where a group of four ends."""
    run = encoded_word(raw, label).split("?")[3]
    return "\r\n ".join(f"=?{label}?B?{run[at : at + size]}?=" for at in range(0, len(run), size))


CASES = {
    # the sixteen of the survey
    "RFC 2231, UTF-8": disposition(f"filename*=utf-8''{percent(UTF8)}"),
    "RFC 2231, GB18030": disposition(f"filename*=gb18030''{percent(GBK)}"),
    "RFC 2231 in pieces": disposition(";\r\n ".join(pieces(UTF8, "UTF-8"))),
    "RFC 2231 in pieces out of order": disposition("; ".join(reversed(pieces(UTF8, "UTF-8")))),
    "encoded-word, UTF-8, B": disposition(f'filename="{encoded_word(UTF8, "UTF-8")}"'),
    "encoded-word, UTF-8, Q": disposition(f'filename="{encoded_word(UTF8, "UTF-8", "Q")}"'),
    "encoded-word, GB18030": disposition(f'filename="{encoded_word(GBK, "gb18030")}"'),
    "encoded-words split in a character": disposition(f'filename="{words(UTF8, "utf-8", 16)}"'),
    "bare UTF-8, quoted": disposition(b'filename="' + UTF8 + b'"'),
    "bare UTF-8, unquoted": disposition(b"filename=" + UTF8),
    "name of Content-Type only": content_type(f'name="{encoded_word(UTF8, "utf-8")}"'),
    "RFC 2231 labelled gb2312 over GBK": disposition(f"filename*=gb2312''{percent(GBK)}"),
    "encoded-word labelled gb2312 over GBK": disposition(f'filename="{encoded_word(GBK, "gb2312")}"'),
    "bare GBK": disposition(b'filename="' + GBK + b'"'),
    "unknown label x-gbk": disposition(f'filename="{encoded_word(GBK, "x-gbk")}"'),
    "filename beside filename*": disposition(f"filename=\"_____2024__.xlsx\"; filename*=UTF-8''{percent(UTF8)}"),
    # and others
    "filename* before filename": disposition(f"filename*=UTF-8''{percent(UTF8)}; filename=\"report.xlsx\""),
    "filename* in quotes": disposition(f"filename*=\"utf-8''{percent(UTF8)}\""),
    "filename* with a language": disposition(f"filename*=utf-8'zh-CN'{percent(UTF8)}"),
    "filename* without a charset": disposition(f"filename*={percent(UTF8)}"),
    "filename* with GBK and no charset": disposition(f"filename*=''{percent(GBK)}"),
    "filename* in lower case hex": disposition(f"filename*=utf-8''{percent(UTF8).lower()}"),
    "filename* not encoded at all": disposition(b"filename*=utf-8''" + UTF8),
    "pieces in GBK labelled gb2312": disposition("; ".join(pieces(GBK, "gb2312"))),
    "pieces without stars": disposition("; ".join(f'filename*{n}="{NAME[n * 6 : n * 6 + 6]}"' for n in range(5))),
    "pieces that hold an encoded-word": disposition(
        "; ".join(f'filename*{n}="{encoded_word(UTF8, "utf-8")[n * 30 : n * 30 + 30]}"' for n in range(4))
    ),
    "a literal last piece": disposition(f"filename*0*=utf-8''{percent(UTF8[:-5])}; filename*1=.xlsx"),
    "charset in a plain filename": disposition(f"filename=\"UTF-8''{percent(UTF8)}\""),
    "percent-encoded UTF-8 in a plain filename": disposition(f'filename="{percent(UTF8)}"'),
    "percent-encoded GBK in a plain filename": disposition(f'filename="{percent(GBK)}"'),
    "encoded-word, GBK, lower case b": disposition(f'filename="{encoded_word(GBK, "gbk").replace("?B?", "?b?")}"'),
    "encoded-word labelled us-ascii over GBK": disposition(f'filename="{encoded_word(GBK, "us-ascii")}"'),
    "encoded-word labelled iso-8859-1 over GBK": disposition(f'filename="{encoded_word(GBK, "iso-8859-1")}"'),
    "encoded-word labelled UTF-8 over GBK": disposition(f'filename="{encoded_word(GBK, "utf-8")}"'),
    "encoded-word labelled gbk over UTF-8 as text": disposition(f'filename="{encoded_word(UTF8, "unknown-8bit")}"'),
    "encoded-word with a language": disposition(f'filename="{encoded_word(UTF8, "utf-8*zh-cn")}"'),
    "encoded-word without quotes": disposition(f"filename={encoded_word(UTF8, 'utf-8')}"),
    "encoded-words without a blank between": disposition(f'filename="{words(GBK, "gb18030", 9, "")}"'),
    "encoded-words folded by a tab": disposition(f'filename="{words(UTF8, "utf-8", 15, chr(13) + chr(10) + chr(9))}"'),
    "base64 cut in a group of four": disposition(f'filename="{split_base64(UTF8, "utf-8")}"'),
    "base64 without padding": disposition(f'filename="{encoded_word(GBK, "gbk").replace("==?=", "?=")}"'),
    "encoded-word, then plain text": disposition(f'filename="{encoded_word(UTF8[:-5], "utf-8")}.xlsx"'),
    "bare GBK, unquoted, in Content-Type": content_type(b"name=" + GBK),
    "bare UTF-8, folded": disposition(b'\r\n filename="' + UTF8 + b'"'),
    "quote never closed": disposition(b'filename="' + UTF8),
    "blanks around the equals sign": disposition(f'filename = "{encoded_word(UTF8, "utf-8")}"'),
    "parameter in capitals": disposition(f'FILENAME="{encoded_word(UTF8, "utf-8")}"'),
    "semicolon missing": attached(b'attachment filename="' + UTF8 + b'"'),
    "path of Windows": disposition(b'filename="C:\\Users\\wang\\' + UTF8 + b'"'),
    "path of Windows, escaped, GBK": disposition(b'filename="D:\\\\' + "上报".encode("gbk") + b"\\\\" + GBK + b'"'),
    "path that climbs": disposition(f"filename*=utf-8''{percent(b'../../' + UTF8)}".encode().replace(b"%2F", b"/")),
    "character references of webmail": disposition(f'filename="{"".join(f"&#{ord(c)};" for c in NAME)}"'),
    "name* of Content-Type": content_type(f"name*=utf-8''{percent(UTF8)}"),
    "question marks beside a whole name": attached(
        b'attachment; filename="?????2024??.xlsx"', b'application/octet-stream; name="' + GBK + b'"'
    ),
    "Content-Description only": file_part(OCTETS + b"\r\nContent-Description: " + encoded_word(GBK, "gb2312").encode()),
    "header line not indented": file_part(OCTETS + b'\r\nContent-Disposition: attachment;\r\nfilename="' + UTF8 + b'"'),
    "invisible characters inside": disposition(f'filename="{encoded_word(UNSEEN, "utf-8")}"'),
}


@pytest.mark.parametrize("case", CASES)
def test_the_name_is_right(case: str) -> None:
    incoming = read_message(mail(CASES[case]))
    assert [(file.name, file.content) for file in incoming.attachments] == [(NAME, WORKBOOK)]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize(
    ("written", "name"),
    [
        pytest.param('filename="关于"年报".xlsx"', '关于"年报".xlsx', id="quotes inside"),
        pytest.param(r'filename="关于\"年报\".xlsx"', '关于"年报".xlsx', id="escaped quotes"),
        pytest.param("filename=民政局 年报 (1).xlsx; size=3", "民政局 年报 (1).xlsx", id="blanks without quotes"),
        pytest.param('filename="100%完成.xlsx"', "100%完成.xlsx", id="a percent sign that encodes nothing"),
        pytest.param('filename="50%25.xlsx"', "50%25.xlsx", id="a percent sign in ASCII"),
        pytest.param('filename="=?utf-8?X?abc?=.xlsx"', "=?utf-8?X?abc?=.xlsx", id="no encoded-word after all"),
        pytest.param('filename="=?utf-8?B?5?=.xlsx"', ".xlsx", id="base64 of nothing"),
        pytest.param('filename=""', "未命名附件", id="empty"),
        pytest.param("", "未命名附件", id="none"),
    ],
)
def test_other_names_are_left_as_they_are(written: str, name: str) -> None:
    assert [file.name for file in read_message(mail(disposition(written))).attachments] == [name]


def test_a_part_without_a_name_is_called_by_its_kind() -> None:
    part = attached(b"attachment", b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert [file.name for file in read_message(mail(part)).attachments] == ["未命名附件.xlsx"]


def test_a_name_in_another_script_keeps_it() -> None:
    part = disposition(f'filename="{encoded_word("年報喆.xlsx".encode("big5hkscs"), "big5")}"')
    assert [file.name for file in read_message(mail(part)).attachments] == ["年報喆.xlsx"]
    part = disposition(f'filename="{encoded_word("café.pdf".encode("cp1252"), "iso-8859-1")}"')
    assert [file.name for file in read_message(mail(part)).attachments] == ["café.pdf"]
