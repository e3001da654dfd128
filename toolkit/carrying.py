"""携带安装：this program and all it needs as wheels in a folder, for machines without internet.

pip does the downloading. What it cannot do is to see a requirement that only the other machine has (``colorama``, on
Windows): it asks the machine it runs on. So the requirements of all wheels are read again for the other machine, until
none is missing.
"""

import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from toolkit.disk import read_bytes, shipped, write_whole
from toolkit.errors import ToolkitError

WHEELS = "wheels"
INSTALLER = "安装.cmd"
GUIDE = "安装说明.txt"
STARTER = "年报.cmd"  # opens the page by a double click

_FOR_ENGINEERS = frozenset({"test", "dev"})


@dataclass(frozen=True, slots=True)
class Machine:
    """What to install on: this machine, or Windows x64 with that Python (``3.12``)."""

    python: str = ""

    def __str__(self) -> str:
        return f"Windows x64、Python {self.python}" if self.python else "与本机相同的电脑"

    @property
    def choice(self) -> tuple[str, ...]:
        """The options of ``pip download``."""
        if not self.python:
            return ()
        return ("--platform", "win_amd64", "--implementation", "cp", "--python-version", self.python)

    @property
    def markers(self) -> Mapping[str, str]:
        """What its Python answers to the conditions of a requirement; nothing where this one can be asked."""
        if not self.python:
            return {}
        return {
            "implementation_name": "cpython",
            "os_name": "nt",
            "platform_machine": "AMD64",
            "platform_python_implementation": "CPython",
            "platform_system": "Windows",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "win32",
        }


@dataclass(frozen=True, slots=True)
class _Wheel:
    name: str
    requires: tuple[Requirement, ...]
    extras: frozenset[str]


def carry(source: Path, folder: Path, machines: Sequence[Machine]) -> Iterator[str]:
    """Fill `folder` with what `machines` need to install the program whose source is in `source`; yields what is done.

    Nothing is written there before everything is downloaded. Raises :class:`ToolkitError` where `source` is not the
    folder of the program, and where pip fails.
    """
    _refuse_other(source)
    with tempfile.TemporaryDirectory() as place:
        built = Path(place, "built")
        _pip("wheel", "--no-deps", "--wheel-dir", str(built), str(source.resolve()))
        program = next(built.glob("*.whl"))
        extras = sorted(_read(program).extras - _FOR_ENGINEERS)
        yield f"已打包 {program.name}"
        found: dict[str, Path] = {program.name: program}
        for number, machine in enumerate(machines):
            wheels = _download(program, extras, machine, Path(place, str(number)))
            found |= {wheel.name: wheel for wheel in wheels}
            yield f"{machine}：{len(wheels)} 个安装包"
        for name, wheel in sorted(found.items()):
            write_whole(folder / WHEELS / name, read_bytes(wheel))
    what = f"nianbao[{','.join(extras)}]"
    write_whole(folder / INSTALLER, _installer(what).encode("gb18030"))
    write_whole(folder / STARTER, (shipped("examples") / STARTER).read_bytes())
    write_whole(folder / GUIDE, _guide(what, machines).encode("utf-8-sig"))


def _refuse_other(source: Path) -> None:
    try:
        name = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    except (OSError, ValueError, KeyError):
        name = ""
    if name != "nianbao":
        raise ToolkitError(f"“{source}”不是本软件的文件夹。", "请在有 pyproject.toml 和 README.md 的文件夹里运行。")


def _download(program: Path, extras: Sequence[str], machine: Machine, folder: Path) -> list[Path]:
    """All wheels that `machine` needs for the program with its `extras`."""
    wanted = [f"{program}[{','.join(extras)}]"]
    options = ("--only-binary=:all:", "--find-links", str(program.parent), *machine.choice)
    while wanted:
        _pip("download", "--dest", str(folder), *options, *wanted)
        wanted = sorted(_missing([_read(path) for path in folder.glob("*.whl")], extras, machine))
    return sorted(folder.glob("*.whl"))


def _missing(wheels: Sequence[_Wheel], extras: Sequence[str], machine: Machine) -> set[str]:
    """The requirements that no wheel here meets, as `machine` sees them."""
    here = {wheel.name: wheel for wheel in wheels}
    missing: set[str] = set()
    seen: set[tuple[str, str]] = set()
    open_ = [("nianbao", extra) for extra in ("", *extras)]
    while open_:
        name, extra = open_.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for needed in here[name].requires:
            if needed.marker and not needed.marker.evaluate({**machine.markers, "extra": extra}):
                continue
            other = canonicalize_name(needed.name)
            if other in here:
                open_ += [(other, further) for further in ("", *needed.extras)]
            else:
                needed.marker = None
                missing.add(str(needed))
    return missing


def _read(path: Path) -> _Wheel:
    with zipfile.ZipFile(path) as wheel:
        metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        facts, _ = parse_email(wheel.read(metadata))
    return _Wheel(
        canonicalize_name(facts["name"]),
        tuple(Requirement(line) for line in facts.get("requires_dist", [])),
        frozenset(facts.get("provides_extra", [])),
    )


def _pip(*words: str) -> None:
    """Raises :class:`ToolkitError` with the last thing pip said."""
    command = (sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check")
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")] or done.stderr.splitlines()
        raise ToolkitError(
            f"下载安装包没有成功：{said[-1].removeprefix('ERROR: ') if said else 'pip 没有说明原因'}。",
            "请在能上网的电脑上运行；能上网仍不行的，把这句话发给维护者。文件夹没有改动，可以再运行一次。",
        )


def _installer(what: str) -> str:
    """A batch file, in the encoding of a Chinese Windows; a double click installs."""
    lines = (
        "@echo off",
        "chcp 936 >nul",
        f'py -m pip install --no-index --find-links "%~dp0{WHEELS}" "{what}"',
        "if errorlevel 1 (",
        "  echo 没有装好。请先装 Python，版本见“安装说明.txt”，再双击一次。",
        ") else (",
        "  echo 装好了。双击“年报.cmd”就能用；也可以在命令提示符里输入 nianbao。",
        ")",
        "pause",
        "",
    )
    return "\r\n".join(lines)


def _guide(what: str, machines: Sequence[Machine]) -> str:
    lines = (
        "年报 nianbao：在不联网的电脑上安装",
        "",
        f"这个文件夹里的安装包适用于：{'；'.join(map(str, machines))}。",
        "",
        "1. 把整个文件夹用U盘拷到要装的电脑上。",
        "2. 电脑上先装好 Python（上面写明的版本；安装时勾选 Add python.exe to PATH）。",
        f"3. Windows：双击“{INSTALLER}”。其他系统：在这个文件夹里运行",
        f'   pip install --no-index --find-links {WHEELS} "{what}"',
        f"4. Windows：双击“{STARTER}”，在浏览器里做年报（也可以复制到放年报工作的文件夹里）；其他系统：nianbao ui。",
        "5. 输入 nianbao doctor，看这台电脑还缺什么。",
        "",
    )
    return "\r\n".join(lines)
