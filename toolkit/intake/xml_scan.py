"""XML parts read as a stream, before any library builds a tree of them."""

from collections.abc import Iterable, Mapping
from xml.parsers import expat

from toolkit.intake.limits import Limits
from toolkit.intake.reasons import Reason, Refused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml"
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_KEPT = 2**16  # characters of the text of one element: twice what a cell may hold


class Count:
    """Something counted over all parts of a file, with its limit."""

    def __init__(self, limit: int, reason: Reason, detail: str) -> None:
        self.limit, self.reason, self.detail = limit, reason, detail
        self.value = 0

    def add(self, number: int = 1) -> None:
        self.value += number
        if self.value > self.limit:
            raise Refused(self.reason, self.detail)


class XmlScan:
    """One XML part: refuses what no spreadsheet program writes. Subclasses look at the elements.

    Elements of the main namespace are told by their local name, all others as ``namespace name``, with a blank before
    the name where there is no namespace.
    """

    def __init__(self, part: str, limits: Limits) -> None:
        self.part = part
        self.elements = Count(limits.xml_elements, Reason.TOO_MANY, f"超过 {limits.xml_elements} 个元素")
        self._limits = limits
        self._depth = 0
        self._locals: dict[str, str] = {}
        self._text: list[str] | None = None
        self._kept = 0

    def parse(self, chunks: Iterable[bytes]) -> None:
        """The whole part, piece by piece. Raises :class:`Refused`."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.XmlDeclHandler = self._check_encoding
        parser.StartElementHandler = self._start_element
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._characters
        try:
            for number, chunk in enumerate(chunks):
                if number == 0 and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise Refused(Reason.ENCODING, self.part)
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused(Reason.DAMAGED, self.part) from error
        self.finish()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str, text: str) -> None:
        """An element ends; `text` is what :meth:`keep_text` asked for."""

    def finish(self) -> None:
        """The part is over."""

    def keep_text(self) -> None:
        """Collect the text from here to the end of the element."""
        self._text, self._kept = [], 0

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        self.elements.add()
        self._depth += 1
        if self._depth > self._limits.xml_depth:
            raise Refused(Reason.TOO_DEEP, self.part)
        local = self._locals.get(name)
        if local is None:
            if name.startswith(_STRICT):
                raise Refused(Reason.STRICT)
            local = self._locals[name] = _local(name)
        self.start(local, attributes)

    def _end_element(self, name: str) -> None:
        self._depth -= 1
        self.end(self._locals[name], "".join(self._text) if self._text else "")
        self._text = None

    def _characters(self, text: str) -> None:
        if self._text is not None and self._kept < _KEPT:
            self._text.append(text)
            self._kept += len(text)

    def _refuse_doctype(self, *_: object) -> None:
        raise Refused(Reason.DOCTYPE, self.part)

    def _check_encoding(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _UTF8:
            raise Refused(Reason.ENCODING, self.part)


def _local(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return local if namespace == MAIN else f"{namespace} {local}"
