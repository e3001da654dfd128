"""What can be wrong with the zip around a workbook."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from returned import Parts, packed, parts_of, returned

from hostile.specimen import SHEET, Specimen, changed, fixed
from toolkit.intake import Reason


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a zip and what its headers claim, true or not."""

    name: bytes
    packed: bytes
    size: int
    crc: int
    method: int = 8
    flags: int = 0
    packed_size: int | None = None
    local_name: bytes | None = None
    offset: int | None = None
    extra: bytes = b""

    @classmethod
    def of(cls, name: str, data: bytes) -> "Entry":
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return cls(name.encode(), packer.compress(data) + packer.flush(), len(data), zlib.crc32(data))


def raw_zip(entries: Sequence[Entry], count: int | None = None, disk: int = 0) -> bytes:
    body, directory = io.BytesIO(), io.BytesIO()
    for entry in entries:
        local = entry.local_name or entry.name
        size = len(entry.packed) if entry.packed_size is None else entry.packed_size
        offset = body.tell() if entry.offset is None else entry.offset
        facts = (entry.flags, entry.method, 0, 33, entry.crc, size, entry.size)
        body.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *facts, len(local), len(entry.extra)))
        body.write(local + entry.extra + entry.packed)
        tail = (len(entry.name), len(entry.extra), 0, 0, 0, 0, offset)
        directory.write(struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *facts, *tail) + entry.name + entry.extra)
    number = len(entries) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", disk, disk, number, number, directory.tell(), body.tell(), 0)
    return body.getvalue() + directory.getvalue() + end


def entries() -> list[Entry]:
    return [Entry.of(name, data) for name, data in parts_of(returned()).items()]


def lying(name: str, expected: Reason | None, **claims: object) -> Specimen:
    """The entry of the sheet claims something of itself."""

    def make(_: Random) -> bytes:
        found = entries()
        place = next(place for place, entry in enumerate(found) if entry.name == SHEET.encode())
        found[place] = replace(found[place], **claims)  # type: ignore[arg-type]  # by name, as the case wants
        return raw_zip(found)

    return Specimen(name, expected, make)


def with_entries(name: str, expected: Reason | None, *more: tuple[str, bytes]) -> Specimen:
    return Specimen(name, expected, lambda _: raw_zip([*entries(), *(Entry.of(*item) for item in more)]))


def flipped(first: Callable[[bytes], int], last: Callable[[bytes], int]) -> Callable[[Random], bytes]:
    def make(chance: Random) -> bytes:
        content = bytearray(returned())
        place = chance.randrange(first(returned()), last(returned()))
        content[place] ^= 1 << chance.randrange(8)
        return bytes(content)

    return make


def cut(chance: Random) -> bytes:
    return returned()[: chance.randrange(30, len(returned()) - 1)]


def zeroed(chance: Random) -> bytes:
    """A stretch that was never downloaded."""
    start = chance.randrange(100, len(returned()) - 4096)
    return returned()[:start] + bytes(4096) + returned()[start + 4096 :]


def stored() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name, data in parts_of(returned()).items():
            target.writestr(name, data)
    return buffer.getvalue()


def compressed(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, data in parts_of(returned()).items():
            target.writestr(name, data)
    return buffer.getvalue()


class _Pipe(io.BytesIO):
    """A target that cannot seek: sizes and checksums then follow the data."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError


def streamed() -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts_of(returned()).items():
            target.writestr(name, data)
    return pipe.getvalue()


def reordered(chance: Random) -> bytes:
    items = list(parts_of(returned()).items())
    chance.shuffle(items)
    return packed(dict(items))


def bomb(size: int, *, parts: int = 1) -> Callable[[Random], bytes]:
    entry = Entry.of("x", bytes(size))
    return lambda _: raw_zip([*entries(), *(replace(entry, name=b"xl/media/%d.bin" % n) for n in range(parts))])


def sheet_bomb(_: Random) -> bytes:
    """A sheet of blanks between its elements."""
    data = parts_of(returned())[SHEET].replace(b"<sheetData>", b"<sheetData>" + b" " * (70 * 2**20))
    return raw_zip([*(e for e in entries() if e.name != SHEET.encode()), Entry.of(SHEET, data)])


def overlapping(_: Random) -> bytes:
    """Two names for the same bytes."""
    found = entries()
    return raw_zip(
        [*found, replace(found[0], name=b"xl/twin.xml", packed=b"", packed_size=len(found[0].packed), offset=0)]
    )


def crowd(_: Random) -> bytes:
    """A directory of 100,000 entries that all point to one."""
    entry = replace(Entry.of("a", b""), packed=b"", packed_size=0, method=0, offset=0)
    return raw_zip([replace(entry, name=b"%d" % number) for number in range(100_000)], count=65535)


def add(name: str, data: bytes = b"x") -> Callable[[Parts], None]:
    return lambda parts: parts.__setitem__(name, data)


def wrapped(*names: str, inside: Callable[[], bytes] = returned) -> bytes:
    return packed(dict.fromkeys(names, inside()))


def inside_data(content: bytes) -> int:
    return content.index(SHEET.encode()) + len(SHEET) + 20


def after_data(content: bytes) -> int:
    return inside_data(content) + 2000


def directory(content: bytes) -> int:
    return content.index(b"PK\x01\x02")


UNSAFE, REPEATED = Reason.UNSAFE_NAME, Reason.REPEATED_PART

ZIPS = (
    fixed("空文件", Reason.EMPTY, b""),
    fixed("全是空字节", Reason.ZEROS, bytes(50_000)),
    fixed("只有 PK 两个字母", Reason.DAMAGED, b"PK"),
    fixed("只有文件头", Reason.DAMAGED, b"PK\x03\x04" + bytes(26)),
    Specimen("截断", Reason.DAMAGED, cut, variations=12),
    fixed("截去目录", Reason.DAMAGED, returned()[: directory(returned()) + 40]),
    fixed("截去末尾一个字节", Reason.DAMAGED, returned()[:-1]),
    Specimen("有一段没有下载到", None, zeroed, variations=8),
    fixed("后一半是空字节", Reason.DAMAGED, returned()[:20_000] + bytes(20_000)),
    Specimen("数据里翻转一位", None, flipped(inside_data, after_data), variations=20),
    Specimen("目录里翻转一位", None, flipped(directory, len), variations=20),
    Specimen("任意处翻转一位", None, flipped(lambda _: 0, len), variations=30),
    lying("校验和不对", Reason.CHECKSUM, crc=0x12345678),
    lying("声称的长度偏小", Reason.CHECKSUM, size=100),
    lying("声称的长度偏大", Reason.CHECKSUM, size=10**7),
    lying("声称的压缩长度偏小", Reason.CHECKSUM, packed_size=100),
    lying("声称的压缩长度偏大", None, packed_size=10**6),
    lying("两处名称不同", Reason.DAMAGED, local_name=b"xl/worksheets/sheetX.xml"),
    lying("位置在文件之外", Reason.DAMAGED, offset=10**8),
    lying("位置指向别处", Reason.DAMAGED, offset=7),
    lying("加了密码", Reason.ENCRYPTED_PART, flags=1),
    lying("AES 加密", Reason.COMPRESSION, method=99),
    lying("未知的压缩方法", Reason.COMPRESSION, method=42),
    lying("存储却说压缩", Reason.DAMAGED, packed=b"not deflated at all", packed_size=19),
    lying("附加字段是乱的", None, extra=b"\x01\x00\xff\x00junk"),
    fixed("bzip2 压缩", Reason.COMPRESSION, compressed(zipfile.ZIP_BZIP2)),
    fixed("lzma 压缩", Reason.COMPRESSION, compressed(zipfile.ZIP_LZMA)),
    with_entries("同名两份", REPEATED, (SHEET, b"<worksheet/>")),
    with_entries("大小写不同的同名", REPEATED, (SHEET.upper(), b"<worksheet/>")),
    with_entries("上级文件夹", UNSAFE, ("../../evil.xml", b"x")),
    with_entries("中间的上级文件夹", UNSAFE, ("xl/../../evil.xml", b"x")),
    with_entries("绝对路径", UNSAFE, ("/etc/passwd", b"x")),
    with_entries("盘符", UNSAFE, ("C:/Windows/x.dll", b"x")),
    with_entries("反斜杠", UNSAFE, ("xl\\evil.xml", b"x")),
    with_entries("名称里有空字节", UNSAFE, ("xl/a\0b.xml", b"x")),
    with_entries("名称里有控制字符", UNSAFE, ("xl/a\x1bb.xml", b"x")),
    with_entries("名称里有通配符", UNSAFE, ("xl/*.xml", b"x")),
    with_entries("名称过长", UNSAFE, ("xl/" + "长" * 300, b"x")),
    with_entries("空名称", UNSAFE, ("", b"x")),
    with_entries("六百个部分", Reason.TOO_MANY_PARTS, *((f"xl/media/{n}.png", b"x") for n in range(600))),
    Specimen("十万个目录项", Reason.TOO_MANY_PARTS, crowd),
    Specimen("一个部分展开70MB", Reason.EXPANDS_TOO_FAR, bomb(70 * 2**20)),
    Specimen("五个部分各展开30MB", Reason.EXPANDS_TOO_FAR, bomb(30 * 2**20, parts=5)),
    Specimen("工作表展开70MB", Reason.EXPANDS_TOO_FAR, sheet_bomb),
    Specimen("同一段数据两个名称", None, overlapping),
    Specimen("目录项数说少了", None, lambda _: raw_zip(entries(), count=3)),
    Specimen("目录项数说多了", None, lambda _: raw_zip(entries(), count=900)),
    Specimen("分卷", None, lambda _: raw_zip(entries(), disk=3)),
    fixed("开头多出字节", "same", b"junk before\n" + returned()),
    fixed("末尾多出字节", "same", returned() + b"\njunk after"),
    fixed("末尾多出另一份", None, returned("jyj") + returned()),
    fixed("流式写出", "same", streamed()),
    fixed("不压缩", "same", stored()),
    Specimen("部分的次序不同", "same", reordered, variations=3),
    changed("多出不认识的部分", "same", add("xl/junk.bin")),
    changed("有文件夹项", "same", add("xl/", b"")),
    fixed("装在压缩包里", "same", wrapped("年报.xlsx")),
    fixed("压缩包里有两份", Reason.SEVERAL_WORKBOOKS, wrapped("甲.xlsx", "乙.xlsx")),
    fixed("压缩包里没有工作簿", Reason.NOT_A_WORKBOOK, packed({"说明.txt": "见附件".encode()})),
    fixed("空压缩包", Reason.NOT_A_WORKBOOK, packed({})),
    fixed("两层压缩包", Reason.NOT_A_WORKBOOK, wrapped("里.zip", inside=lambda: wrapped("年报.xlsx"))),
    fixed("压缩包里的炸弹", Reason.EXPANDS_TOO_FAR, packed({"年报.xlsx": bytes(70 * 2**20)})),
)
