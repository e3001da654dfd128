"""Letters: what a unit receives, word for word, and what is refused before anything is sent."""

import re
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from golden_file import golden

from toolkit.errors import ToolkitError
from toolkit.mail import (
    LETTER_FILES,
    MERGE_COLUMNS,
    Attachment,
    Letter,
    LetterKind,
    MergeItem,
    ProblemLine,
    as_draft,
    compose,
    letter_files,
    load_letter,
    mail_merge_list,
    make_message_id,
    paced,
    read_message,
    to_bytes,
)

FIELDS = {
    "单位": "示范区民政局",
    "年度": "2024",
    "截止日期": "2025年1月15日",
    "办公室": "示范区政务公开办公室",
    "联系人": "王老师 0000-0000100",
    "日期": "2025年1月6日",
    "附件": "民政局2024年报.xlsx",
    "问题数": "2",
    "文件名": "民政局2024年报（修改）.xlsx",
    "收到时间": "2025年1月5日09:30",
    "现状": "尚未收到你单位的报告",
}
PROBLEMS = (
    ProblemLine(
        "收到和处理申请", "H9", "12", "13", "-1", "总计应等于各类申请人之和，请核对。", "国办公开办函〔2021〕30号"
    ),
    ProblemLine("复议和诉讼", "B5", "空白", "", "", "没有发生的填0。", ""),
)
SENDER = "示范区政务公开办公室 <office@example.cn>"
SENT = datetime(2025, 1, 6, 9, 0, tzinfo=timezone(timedelta(hours=8)))
LONG = "朱镕基纪念馆-示范区民政局2024年政府信息公开工作年度报告（第2次修改）喆.xlsx"


def letter(kind: LetterKind = "send_back", *files: Attachment, folder: Path | None = None) -> Letter:
    template = load_letter(kind, folder)
    return compose(template, FIELDS, to=["zhang@mzj.example.cn"], problems=PROBLEMS, attachments=files)


def mail(made: Letter, sender: str = SENDER, reply_to: str = "") -> bytes:
    return to_bytes(made, sender, "<1@example.cn>", SENT, reply_to)


# --- the words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LETTER_FILES)
def test_the_letters_read_as_reviewed(kind: LetterKind) -> None:
    made = letter(kind)
    golden(f"mail/{kind}.txt", f"{made.subject}\n\n{made.text}")
    golden(f"mail/{kind}.html", made.html)


@pytest.mark.parametrize("kind", LETTER_FILES)
def test_a_line_whose_marks_are_all_empty_is_left_out(kind: LetterKind) -> None:
    fields = dict.fromkeys(FIELDS, "") | {"单位": "民政局", "年度": "2024", "问题数": "1"}
    made = compose(load_letter(kind), fields, to=["a@b.cn"])
    for title in ("联系人", "附件：", "报送时限", "收到时间", "收到的文件"):
        assert title not in made.text
        assert title not in made.html
    assert "\n\n\n" not in made.text


def test_text_of_a_unit_stays_text() -> None:
    fields = FIELDS | {"单位": "<b>局</b>{年度}&", "联系人": "{0.__class__}{单位!r:>9}"}
    made = compose(load_letter("issue"), fields, to=["a@b.cn"])
    assert made.text.startswith("<b>局</b>{年度}&：")
    assert "{0.__class__}{单位!r:>9}" in made.text
    assert "&lt;b&gt;局&lt;/b&gt;{年度}&amp;：" in made.html
    assert "<b>" not in made.html


def test_problems_are_escaped_in_the_table() -> None:
    problem = ProblemLine("<表>", "", "&", "", "", "", "")
    made = compose(load_letter("send_back"), FIELDS, to=["a@b.cn"], problems=[problem])
    assert "&lt;表&gt;" in made.html
    assert "1. <表>：填报值 &" in made.text


def test_a_round_has_letters_of_its_own(tmp_path: Path) -> None:
    for name, text in letter_files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert letter("issue", folder=tmp_path) == letter("issue")
    (tmp_path / "下发.txt").write_text(
        "# 本区的\n主题：交表（｛单位｝）\n\n{ 单位 }：\n请交表。\n\n办公室\n", encoding="gb18030"
    )
    made = letter("issue", folder=tmp_path)
    assert made.subject == "交表（示范区民政局）"
    assert made.text == "示范区民政局：\n　　请交表。\n\n　　　　　　　　　　　　　　办公室\n"
    assert letter("remind", folder=tmp_path) == letter("remind")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_letter_may_be_saved_by_any_editor(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "下发.txt").write_text("主题：交表\n\n单位：\n请交表。\n", encoding=encoding)
    assert letter("issue", folder=tmp_path).subject == "交表"


def test_the_page_around_a_letter_may_be_changed(tmp_path: Path) -> None:
    (tmp_path / "版式.html").write_text("<h1>{主题}</h1>{正文}<hr>", encoding="utf-8")
    made = letter("issue", folder=tmp_path)
    assert made.html.startswith("<h1>关于报送2024年")
    assert made.html.endswith("</p><hr>")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("下发.txt", "主题：交表\n\n{单伟}：\n请交表。\n", r"下发.txt”里的记号{单伟}不认识"),
        ("下发.txt", "主题：{年度!r}\n\n单位：\n请交表。\n", r"记号{年度!r}不认识。可以用的记号：{单位}、{年度}"),
        ("下发.txt", "主题：交表\n\n{}：\n请交表。\n", r"记号{}不认识"),
        ("下发.txt", "请交表。\n", "第一行应当是“主题"),
        ("下发.txt", "主题：交表\n", "写法有误"),
        ("下发.txt", "", "写法有误"),
        ("版式.html", "<p></p>", "没有{正文}"),
    ],
)
def test_a_faulty_template_names_file_and_mark(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ToolkitError, match=re.escape(message)):
        letter("issue", folder=tmp_path)


def test_a_template_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "下发.txt").write_bytes(b"PK\x03\x04\xff\xff\xff")
    with pytest.raises(ToolkitError, match="不是文本文件"):
        letter("issue", folder=tmp_path)


# --- the bytes --------------------------------------------------------------------------------------------------------


def test_the_mail_is_as_reviewed() -> None:
    made = Letter(
        ("a@b.cn", "c@d.cn"),
        "交表",
        "请交表。\n",
        "<p>请交表。</p>\n",
        (Attachment("民政局.xlsx", b"PK"),),
        ("e@f.cn",),
    )
    golden("mail/letter.eml", mail(made, reply_to="收表 <reply@example.cn>").decode("ascii").replace("\r\n", "\n"))


def test_the_same_letter_gives_the_same_bytes() -> None:
    files = (Attachment(LONG, bytes(range(256)) * 40),)
    assert mail(letter("issue", *files)) == mail(letter("issue", *files))


def test_lines_are_short_ascii_and_end_in_crlf() -> None:
    raw = mail(letter("send_back", Attachment(LONG, bytes(range(256)) * 40)))
    lines = raw.split(b"\r\n")
    assert raw.isascii()
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    encoded = [line for line in lines if b"=?" in line]
    assert max(map(len, encoded)) <= 76  # RFC 2047
    assert max(map(len, lines)) <= 80  # the media type of a workbook alone takes as much


@pytest.mark.parametrize(
    "name",
    [
        "民政局2024年报.xlsx",
        LONG,
        "report.xlsx",
        "a b;c.xlsx",
        'with "quotes" (1).xlsx',
        "局" * 80 + ".xlsx",
        "𠮷野.xlsx",
        "年报",
    ],
)
def test_what_is_sent_is_read_with_the_same_name(name: str) -> None:
    content = bytes(range(256)) * 3
    raw = mail(letter("issue", Attachment(name, content)))
    incoming = read_message(raw)
    assert [(file.name, file.content) for file in incoming.attachments] == [(name, content)]
    by_library = [part.get_filename() for part in message_from_bytes(raw, policy=policy.default).iter_attachments()]
    assert by_library == [name]


def test_a_chinese_name_stands_there_twice() -> None:
    raw = mail(letter("issue", Attachment("民政局.xlsx", b"PK")))
    assert b"filename*=UTF-8''%E6%B0%91%E6%94%BF%E5%B1%80.xlsx" in raw
    assert b'name="=?utf-8?b?5rCR5pS/5bGALnhsc3g=?="' in raw
    fallback_only = re.sub(rb";\r\n filename\*[^\r]*", b"", raw)  # a program that knows nothing of RFC 2231
    assert [file.name for file in read_message(fallback_only).attachments] == ["民政局.xlsx"]


def test_headers_are_read_as_written() -> None:
    incoming = read_message(mail(letter("issue")))
    assert incoming.sender == "office@example.cn"
    assert incoming.subject == "关于报送2024年政府信息公开工作年度报告的通知（示范区民政局）"
    assert (incoming.message_id, incoming.date, incoming.kind, incoming.notes) == (
        "<1@example.cn>",
        SENT,
        "message",
        (),
    )


def test_a_draft_is_the_same_mail_ready_to_be_sent() -> None:
    raw = mail(letter("issue", Attachment("民政局.xlsx", b"PK")))
    assert as_draft(raw).startswith(b"X-Unsent: 1\r\n")
    assert read_message(as_draft(raw)) == read_message(raw)


def test_a_message_id_depends_on_its_token_alone() -> None:
    first = make_message_id("2024/issue/mzj", SENDER)
    assert first == make_message_id("2024/issue/mzj", "office@example.cn")
    assert first != make_message_id("2024/remind/mzj", SENDER)
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.cn>", first)


# --- refused before anything is sent ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zhang",
        "zhang@",
        "zhang@localhost",
        "a@b.cn\r\nBcc: c@d.cn",
        "a@b.cn, c@d.cn",
        "张@b.cn",
        "<a@b.cn>",
        "a b@c.cn",
    ],
)
def test_a_bad_address_is_refused(address: str) -> None:
    with pytest.raises(ToolkitError, match="不是有效的地址"):
        compose(load_letter("issue"), FIELDS, to=[address])
    with pytest.raises(ToolkitError, match="有效"):
        mail(Letter(("a@b.cn",), "a", "a", "a", cc=(address,)))


@pytest.mark.parametrize("inserted", ["\r\nBcc: c@d.cn", "\nX: y", "\r", "\0", "\x0b", "\x85", "\u2028"])
def test_a_line_break_in_a_header_is_refused(inserted: str) -> None:
    with pytest.raises(ToolkitError, match="换行或控制字符"):
        compose(load_letter("issue"), FIELDS | {"单位": f"民政局{inserted}"}, to=["a@b.cn"])
    for made in (
        Letter(("a@b.cn",), f"a{inserted}", "a", "a"),
        Letter(("a@b.cn",), "a", "a", "a", (Attachment(f"a{inserted}.xlsx", b""),)),
    ):
        with pytest.raises(ToolkitError, match="换行或控制字符"):
            mail(made)
    for sender, reply_to in ((f"办公室{inserted} <a@b.cn>", ""), (SENDER, f"a@b.cn{inserted}")):
        with pytest.raises(ToolkitError, match="换行或控制字符"):
            mail(letter("issue"), sender, reply_to)


def test_a_letter_to_nobody_and_a_sender_without_address_are_refused() -> None:
    with pytest.raises(ToolkitError, match="没有收件人"):
        compose(load_letter("issue"), FIELDS, to=[])
    with pytest.raises(ToolkitError, match="发件人“政务公开办公室”不是有效的邮箱"):
        mail(letter("issue"), "政务公开办公室")


# --- without a server, and not too fast -------------------------------------------------------------------------------


def test_the_list_for_a_mail_merge() -> None:
    made = letter("issue")
    rows = mail_merge_list([MergeItem("示范区民政局", made, ("下发/民政局.xlsx", "下发/说明.docx"), "待发/民政局.eml")])
    assert dict(zip(MERGE_COLUMNS, rows[0], strict=True)) == {
        "单位": "示范区民政局",
        "收件人": "zhang@mzj.example.cn",
        "主题": made.subject,
        "正文": made.text,
        "附件": "下发/民政局.xlsx;下发/说明.docx",
        "邮件文件": "待发/民政局.eml",
    }


@pytest.mark.parametrize(("per_minute", "waits"), [(20, [3.0, 3.0]), (0, []), (120, [0.5, 0.5])])
def test_mails_go_out_at_an_even_pace(per_minute: float, waits: list[float]) -> None:
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    assert list(paced("abc", per_minute, lambda: now[0], sleep)) == ["a", "b", "c"]
    assert slept == waits


def test_a_draft_needs_no_sender_yet() -> None:
    """A double click opens it in the mail program, which puts in its own."""
    made = as_draft(to_bytes(letter(), "", make_message_id("a", ""), SENT))

    assert made.startswith(b"X-Unsent: 1\r\n")
    assert b"\nFrom:" not in made
    assert read_message(made).subject == letter().subject
