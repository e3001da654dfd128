"""``round.toml``: what a new one says, and every fault a clerk can make in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import ToolkitError
from toolkit.model import Server
from toolkit.rounds import MailSettings, Settings, read_settings, settings_as_text

FULL = Settings(
    2024,
    "示范区政务公开办公室",
    "王老师 0000-0000100",
    date(2025, 1, 15),
    3,
    MailSettings(
        "zwgk@example.cn",
        "nb@example.cn",
        Server("smtp.example.cn", 465, "tls", "zwgk@example.cn"),
        Server("mail.example.cn", 143, "starttls", r"域\zwgk"),
        "年报",
        30,
    ),
)
SMTP = '[mail.smtp]\nhost = "smtp.example.cn"\nport = 465\nsecurity = "tls"\nuser = "zwgk"\n'


def faults(text: str) -> list[str]:
    """The lines a ``round.toml`` is refused with."""
    with pytest.raises(ToolkitError) as caught:
        read_settings(text.encode())
    assert caught.value.remedy
    return [line.strip() for line in caught.value.problem.strip().splitlines()[1:]]


def valid(more: str) -> str:
    return f'year = 2024\noffice = "公开办"\n{more}\n'


@pytest.mark.parametrize("settings", [Settings(2024, "公开办"), FULL], ids=["least", "most"])
def test_what_is_written_is_read_back(settings: Settings) -> None:
    assert read_settings(settings_as_text(settings).encode()) == settings


@given(st.builds(Settings, st.integers(2008, 2100), st.text(min_size=1), st.text()))
def test_any_text_survives(settings: Settings) -> None:
    assert read_settings(settings_as_text(settings).encode()) == settings


def test_a_new_file_explains_every_key_and_shows_examples() -> None:
    lines = settings_as_text(Settings(2024, "公开办")).splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and not line.startswith("#")]

    assert keys
    assert all(lines[number - 1].startswith("#") for number in keys)
    assert {"smtp.qq.com", "imap.163.com", "Exchange"} <= set(" ".join(lines).replace("，", " ").split())


def test_the_examples_of_servers_work_once_their_marks_are_taken_away() -> None:
    text = settings_as_text(Settings(2024, "公开办"))
    start = text.index("# [mail.smtp]")
    settings = read_settings((text[:start] + text[start:].replace("# ", "")).encode())

    assert settings.mail.smtp == Server("smtp.example.cn", 465, "tls", "zwgk@example.cn")
    assert settings.mail.imap == Server("imap.example.cn", 993, "tls", "zwgk@example.cn")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_it_is_read_whatever_notepad_saved_it_as(encoding: str, end: str) -> None:
    assert read_settings(settings_as_text(FULL).replace("\n", end).encode(encoding)) == FULL


def test_a_date_between_quotation_marks_is_a_date() -> None:
    assert read_settings(valid('deadline = "2025-01-15"').encode()).deadline == date(2025, 1, 15)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('office = "公开办"', "缺少 year"),
        ("year = 2024", "缺少 office"),
        ('year = "2024"\noffice = "公开办"', "year：应当是整数"),
        ('year = 24\noffice = "公开办"', "year：应当不小于 2008，现在是 24"),
        ('year = 20244\noffice = "公开办"', "year：应当不大于 2100，现在是 20244"),
        ('year = 2024\noffice = ""', "office：不能为空"),
        (valid('ofice = "公开办"'), "没有 ofice 这样的项（是否拼错）"),
        (valid('deadline = "1月15日"'), "deadline：“1月15日”不是日期，应当写成 2025-01-15 的样子"),
        (valid("deadline = 20250115"), "deadline：“20250115”不是日期，应当写成 2025-01-15 的样子"),
        (
            valid("deadline = 2025-01-15T17:00:00"),
            "deadline：“2025-01-15 17:00:00”不是日期，应当写成 2025-01-15 的样子",
        ),
        (valid("correction_days = -1"), "correction_days：应当不小于 0，现在是 -1"),
        (valid("mail = 3"), "mail：应当是一组键值"),
        (valid('[mail]\nsender = "公开办"'), "mail.sender：“公开办”不是有效的邮箱，应当写成“名称 <邮箱>”或者只写邮箱"),
        (valid('[mail]\nreply_to = "a@b"'), "mail.reply_to：“a@b”不是有效的邮箱，应当写成“名称 <邮箱>”或者只写邮箱"),
        (valid("[mail]\nsender = 3"), "mail.sender：应当是文字"),
        (valid("[mail]\nper_minute = 0"), "mail.per_minute：应当不小于 1，现在是 0"),
        (valid('[mail]\nimap_folder = ""'), "mail.imap_folder：不能为空"),
        (valid('[mail]\nserver = "x"'), "mail：没有 server 这样的项（是否拼错）"),
        (valid(SMTP.replace("465", "70000")), "mail.smtp.port：应当不大于 65535，现在是 70000"),
        (valid(SMTP.replace('"tls"', '"ssl"')), "mail.smtp.security：应当是 tls、starttls、none 之一"),
        (valid(SMTP.replace("user", "name")), "mail.smtp：缺少 user"),
        (valid(SMTP + 'password = "x"'), "mail.smtp.password：密码不能写在这个文件里，请删去这一行"),
        (valid('[mail]\n"授权码" = "x"'), "mail.授权码：密码不能写在这个文件里，请删去这一行"),
    ],
)
def test_a_fault_is_told_with_its_key(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_all_faults_are_told_at_once() -> None:
    assert faults('year = 24\ntitel = 1\ndeadline = "x"\n[mail]\nsender = "x"\npassword = "x"\n') == [
        "mail.password：密码不能写在这个文件里，请删去这一行",
        "没有 titel 这样的项（是否拼错）",
        "缺少 office",
        "year：应当不小于 2008，现在是 24",
        "deadline：“x”不是日期，应当写成 2025-01-15 的样子",
        "mail.sender：“x”不是有效的邮箱，应当写成“名称 <邮箱>”或者只写邮箱",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("office_contact = “王老师”", "round.toml 第 3 行写法不对：office_contact = “王老师”"),
        ("deadline = 2025-1-15", "round.toml 第 3 行写法不对：deadline = 2025-1-15"),
        ("deadline = 2025-02-30", "round.toml 第 3 行写法不对：deadline = 2025-02-30"),
        ("deadline", "round.toml 第 3 行写法不对：deadline"),
        ("year = 2023", "round.toml 第 3 行写法不对：year = 2023"),
        ('office_contact = "王老师', 'round.toml 第 3 行写法不对：office_contact = "王老师'),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(line: str, told: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        read_settings(valid(line).encode())

    assert caught.value.problem.strip() == told
    assert "英文的双引号" in caught.value.remedy


def test_an_address_may_carry_a_name() -> None:
    settings = read_settings(valid('[mail]\nsender = "公开办 <zwgk@example.cn>"').encode())
    assert settings.mail.sender == "公开办 <zwgk@example.cn>"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ToolkitError, match="编码"):
        read_settings(b"\xff\xfe\xff")
