"""Why a file is not read, and what is remarkable about one that is: closed lists, in words."""

from dataclasses import dataclass
from enum import Enum

from toolkit.errors import UnreadableFile

_ISSUED = "请单位用下发的原表填写，保存为“Excel 工作簿（.xlsx）”后重新报送。"
_AGAIN = "请单位重新保存，再发一次；仍不行的，用下发的原表重填。"
_SUSPICIOUS = "这不是表格软件正常保存的文件，原件已留存；请向单位核实来源，用下发的原表重填。"


class Reason(Enum):
    """Why a file is not read: what is wrong (``{}`` takes the detail), and what to do."""

    # what it is instead
    EMPTY = ("文件是空的", _ISSUED)
    ZEROS = ("文件里全是空字节，没有下载或复制完整", "请重新下载或请单位重新发送。")
    TOO_LARGE = ("文件过大：{}", _ISSUED)
    NOT_A_WORKBOOK = ("这是{}，不是工作簿", _ISSUED)
    LOCK_FILE = ("这是表格软件打开文件时留下的临时文件（名称以 ~$ 开头），不是工作簿", "请选名称不带 ~$ 的那一个。")
    ENCRYPTED = ("文件已加密，要密码才能打开", "请单位取消打开密码后重新报送；程序不猜密码。")
    SEVERAL_WORKBOOKS = ("这是压缩包，请解压后报送其中的工作簿", "包里应当只有一份工作簿。")
    ARCHIVE_NOT_READ = ("这是{}，程序不解压这种格式", "请解压后报送其中的工作簿，或改用 .zip。")
    CLUTTER = ("系统或表格软件附带的文件，不是报送的内容", "不用处理。")

    # damage
    DAMAGED = ("文件已损坏或不完整", _AGAIN)
    CHECKSUM = ("文件在传输或保存中损坏，校验不符", _AGAIN)
    MISSING_PART = ("文件不完整，缺少组成部分", _AGAIN)
    BAD_REFERENCE = ("工作表里有写错的单元格地址", _AGAIN)
    REPEATED_CELL = ("工作表里同一行或同一格出现两次，或次序错乱", _AGAIN)
    BAD_NUMBER = ("有一格按数字存放，内容却不是数", _AGAIN)
    BAD_TEXT = ("有一格的文字找不到", _AGAIN)
    BAD_STYLE = ("有一格的格式找不到", _AGAIN)
    SHEET_NAMES = ("工作表名称为空、重复或不合规则", _AGAIN)
    NO_SHEETS = ("工作簿里没有可读的工作表", _ISSUED)
    STRICT = ("文件存成了“Strict Open XML”格式，读出来会是空的", _ISSUED)

    # built to harm, or to deceive
    UNSAFE_NAME = ("文件内部有不安全的名称", _SUSPICIOUS)
    REPEATED_PART = ("文件内部有重名的部分，不同的软件会读出不同的内容", _SUSPICIOUS)
    ENCRYPTED_PART = ("压缩包或其中的文件加了密码", "请单位取消密码后重新报送；程序不猜密码。")
    COMPRESSION = ("文件内部用了表格软件不用的压缩方法", _SUSPICIOUS)
    DOCTYPE = ("文件内部带有文档类型声明（DOCTYPE），可能引用外部内容", _SUSPICIOUS)
    ENCODING = ("文件内部的文字不是 UTF-8 编码", _SUSPICIOUS)
    OUTSIDE = ("文件内部指向文件以外的内容", _SUSPICIOUS)
    EXPANDS_TOO_FAR = ("文件展开后过大，没有打开", _SUSPICIOUS)
    TOO_MANY_PARTS = ("文件内部的部分过多，没有打开", _SUSPICIOUS)
    TOO_DEEP = ("文件或压缩包的层次过深，没有打开", _SUSPICIOUS)
    TOO_MANY = ("工作簿的内容过多，没有打开", _ISSUED)
    TOO_FAR = ("离表格很远的地方有内容或合并，没有打开", "请删去表格以外的内容；最好用下发的原表重填。")
    MACRO = ("工作簿带有宏，没有打开", "下发的工作簿没有宏。请单位另存为不含宏的“Excel 工作簿（.xlsx）”后重新报送。")

    # made on a definition of the office's own
    NO_DEFINITION = (
        "工作簿带有附表，这里没有它的定义：{}",
        "请把附表的定义放进年报工作的“附表”文件夹，或用 --form 写明它所在的文件夹，再读一次。",
    )
    OTHER_DEFINITION = (
        "附表的定义在下发以后改动过，工作簿没有读取：下发的是{}",
        "请把“附表”文件夹恢复成下发时的样子，再读一次；确要改附表的，换一个代号重新下发。",
    )

    # met while reading, in the child
    TIMEOUT = ("读取超过时限，已停止", _SUSPICIOUS)
    MEMORY = ("读取占用内存过多，已停止", _SUSPICIOUS)
    CRASHED = ("读取时出错，已停止", _AGAIN)

    @property
    def problem(self) -> str:
        return self.value[0]

    @property
    def remedy(self) -> str:
        return self.value[1]

    def told(self, detail: str = "") -> str:
        """The sentence on what is wrong, with the detail in its place or at its end."""
        if "{}" in self.problem:
            spaced = f" {detail}" if detail[:1].isascii() else detail  # as Chinese is set beside Latin
            return f"{self.problem.format(spaced)}。"
        return f"{self.problem}（{detail}）。" if detail else f"{self.problem}。"


class Refused(UnreadableFile):
    """A file that is not read, for one of the reasons; `detail` says which part, sheet or cell."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason.told(detail), reason.remedy)
        self.reason = reason
        self.detail = detail


class Note(Enum):
    """What is remarkable about a file that is read all the same. None of it is ever run, followed or updated."""

    BYTES_BEFORE = "文件开头有多余的内容，已跳过"
    BYTES_AFTER = "文件末尾有多余的内容，没有读取"
    WRAPPED = "收到的是装着一份工作簿的压缩包，已打开其中的那一份"
    EXTERNAL_LINK = "工作簿引用了别的文件，没有打开"
    DDE = "工作簿含有动态数据交换（DDE），没有执行"
    DATA_CONNECTION = "工作簿含有外部数据连接，没有连接"
    EMBEDDED_OBJECT = "工作簿里嵌有别的文件，没有打开"
    CONTROL = "工作簿含有控件或加载项，没有运行"
    WEB_LINK = "工作簿含有指向外部的超链接，没有打开"
    ACTIVE_FORMULA = "有一格的公式会访问外部内容，没有执行"


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on one file; `detail` says which part, sheet or cell."""

    note: Note
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.note.value}（{self.detail}）。" if self.detail else f"{self.note.value}。"
