"""Word → PDF by LibreOffice, where it is installed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from toolkit.errors import ToolkitError

_TIMEOUT_SECONDS = 120
EXPORT = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":false}}'
"""The blank page before 版记 is a page: without it every page after it would be numbered wrong and turned over."""
_USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def find_soffice() -> str | None:
    """LibreOffice on this machine, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((path for path in _USUAL_PLACES if os.path.isfile(path)), None)  # noqa: PTH113  # foreign paths


def word_to_pdf(content: bytes) -> bytes:
    """The document as PDF. Raises :class:`ToolkitError` where LibreOffice is missing or fails."""
    program = find_soffice()
    if program is None:
        raise ToolkitError("没有安装 LibreOffice，不能生成 PDF。", "请先生成 .docx，再用 Word 或 WPS 另存为 PDF。")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "document.docx"
        source.write_bytes(content)
        _convert(program, source, folder)
        made = folder / "document.pdf"
        if not made.is_file():  # soffice reports success even when it made nothing
            raise ToolkitError("LibreOffice 没有生成 PDF。", "请关闭正在运行的 LibreOffice 后重试，或在 Word 里另存。")
        return made.read_bytes()


def _convert(program: str, source: Path, folder: Path) -> None:
    """In a profile of its own: a running LibreOffice would swallow the job."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = [program, profile, "--headless", "--convert-to", EXPORT, "--outdir", str(folder), str(source)]
    try:
        _run(words)
    except (subprocess.SubprocessError, OSError) as error:
        raise ToolkitError("LibreOffice 转换 PDF 失败。", "请在 Word 或 WPS 里另存为 PDF。") from error


def _run(words: list[str]) -> None:
    """Run to the end or to the timeout. No pipes: who waits for them waits for every child that holds them."""
    with subprocess.Popen(  # noqa: S603  # our own words
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            code = process.wait(_TIMEOUT_SECONDS)
        except BaseException:
            _stop(process)
            raise
    if code:
        raise subprocess.CalledProcessError(code, words)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """What we start is only a starter: the office itself is a child of it and would live on."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
