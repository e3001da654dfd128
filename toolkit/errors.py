"""What can go wrong, by who must act.

    Exception
     └─ ToolkitError            the clerk of the office: a file, a folder, a command
         ├─ UnreadableFile      a file that cannot be read or is not ours
         └─ DefinitionError     the maintainer of a definition in ``templates/``

What a unit got wrong in its form is no exception but a value: :class:`toolkit.model.Finding`.
"""

from dataclasses import dataclass, field


class ToolkitError(Exception):
    """One Chinese sentence that says what is wrong, and one that says what to do about it, however one works.

    `command`: the words that do it on the command line; only there they are told.
    """

    def __init__(self, problem: str, remedy: str = "", command: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.command = command

    @property
    def told(self) -> str:
        """For who does not use the command line."""
        return f"{self.problem}{self.remedy}"

    def __str__(self) -> str:
        return f"{self.told}{f'（命令：{self.command}）' if self.command else ''}"


class UnreadableFile(ToolkitError):
    """A file that cannot be read, or is no file of ours."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a definition: the file, the key inside it (``rows[3].label``), what is wrong and how to mend it."""

    file: str
    key: str
    problem: str
    remedy: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.file}：{self.key}：{self.problem}" if self.key else f"{self.file}：{self.problem}"


class DefinitionError(ToolkitError):
    """A definition cannot be used. Carries all its faults, not only the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"表式定义有 {len(faults)} 处错误：\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = faults
