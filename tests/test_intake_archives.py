"""Archives: names as the sender saw them, limits over all levels, what is not read is said."""

import io
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest
from hostile.zips import Entry, raw_zip
from returned import packed, returned

from toolkit.intake import LIMITS, Member, Reason, Refused, members

NAME = "朱镕基纪念馆-民政局2024年报喆.xlsx"


def names_in(content: bytes) -> list[str]:
    return [member.name for member in members(content)]


def entry(name: bytes, *, flags: int = 0, extra: bytes = b"") -> bytes:
    return raw_zip([replace(Entry.of("x", b"content"), name=name, flags=flags, extra=extra)])


def unicode_path(name: str, checksum: int) -> bytes:
    data = struct.pack("<BL", 1, checksum) + name.encode()
    return struct.pack("<HH", 0x7075, len(data)) + data


@pytest.mark.parametrize(
    "content",
    [
        entry(NAME.encode("gb18030")),
        entry(NAME.encode()),
        entry(NAME.encode(), flags=0x800),
        entry(b"????.xlsx", extra=unicode_path(NAME, zlib.crc32(b"????.xlsx"))),
    ],
    ids=["GB18030", "UTF-8 untold", "UTF-8 told", "Unicode path"],
)
def test_chinese_names(content: bytes) -> None:
    assert names_in(content) == [NAME]


def test_a_unicode_path_for_another_name_is_not_believed() -> None:
    assert names_in(entry(b"a.xlsx", extra=unicode_path("x", 12345))) == ["a.xlsx"]


def test_a_name_that_is_a_path_is_only_a_name() -> None:
    assert names_in(entry(b"../../etc/passwd")) == ["../../etc/passwd"]


def test_archives_in_archives_are_opened_once_and_deeper_ones_named() -> None:
    inner = packed({"乙.xlsx": returned()})
    middle = packed({"里.zip": inner, "甲.xlsx": returned()})
    found = list(members(packed({"中.zip": middle})))

    assert [(member.name, member.reason) for member in found] == [
        ("中.zip/里.zip", Reason.TOO_DEEP),
        ("中.zip/甲.xlsx", None),
    ]
    assert found[1].content == returned()


def test_what_is_not_read_is_said() -> None:
    content = packed(
        {
            "__MACOSX/._甲.xlsx": b"x",
            "Thumbs.db": b"x",
            "~$甲.xlsx": b"x",
            "附件.rar": b"Rar!\x1a\x07\x01\x00",
            "附件.7z": b"7z\xbc\xaf\x27\x1c",
            "坏.zip": b"PK\x03\x04 broken",
            "甲.txt": b"text",
        }
    )

    assert {member.name: member.reason for member in members(content)} == {
        "__MACOSX/._甲.xlsx": Reason.CLUTTER,
        "Thumbs.db": Reason.CLUTTER,
        "~$甲.xlsx": Reason.CLUTTER,
        "附件.rar": Reason.ARCHIVE_NOT_READ,
        "附件.7z": Reason.ARCHIVE_NOT_READ,
        "坏.zip": Reason.DAMAGED,
        "甲.txt": None,
    }


def test_a_password_is_named_member_by_member() -> None:
    locked = replace(Entry.of("甲.xlsx", b"content"), flags=0x801)
    open_ = replace(Entry.of("乙.txt", b"text"), flags=0x800)

    assert list(members(raw_zip([locked, open_]))) == [
        Member("甲.xlsx", reason=Reason.ENCRYPTED_PART),
        Member("乙.txt", b"text"),
    ]


def test_two_files_of_one_name_are_two_members() -> None:
    content = raw_zip([Entry.of("a.txt", b"first"), Entry.of("a.txt", b"second")])

    assert [member.content for member in members(content)] == [b"first", b"second"]


def test_limits_are_shared_by_all_levels() -> None:
    limits = replace(LIMITS, inflated=3_000, parts=5)
    inner = packed({f"{n}.txt": b"%d" % n * 500 for n in range(4)})
    outer = packed({"1.zip": inner, "2.zip": inner, "3.zip": inner})
    found = list(members(outer, limits))

    assert found[-1].reason in (Reason.EXPANDS_TOO_FAR, Reason.TOO_MANY_PARTS)
    assert sum(len(member.content) for member in found) <= 3_000


def test_a_bomb_is_not_unpacked() -> None:
    (member,) = members(packed({"a.bin": bytes(100 * 2**20)}))

    assert member == Member("a.bin", reason=Reason.EXPANDS_TOO_FAR)


def test_a_damaged_archive_is_refused() -> None:
    with pytest.raises(Refused, match="已损坏"):
        list(members(b"PK\x03\x04 broken"))


def test_folders_are_no_members() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("收件/", b"")
        archive.writestr("收件/甲.txt", b"text")

    assert names_in(buffer.getvalue()) == ["收件/甲.txt"]
