"""A click, as a view sees it: what was asked, what was filled in, and what lies on the desk."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from toolkit.errors import ToolkitError
from toolkit.model import Unit, distinct_stems
from toolkit.rounds import Round
from toolkit.stages.arrivals import Upload
from toolkit.ui.desk import Desk
from toolkit.ui.rendering import page
from toolkit.ui.task import Task
from toolkit.workflow import InRound, Subject, find

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


@dataclass(frozen=True)
class Visit:
    """`path`: the parts of the address that vary; `query`: what stands behind its question mark."""

    desk: Desk
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: FormData

    # --- what is asked for -------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The short name of the round."""
        return self.path["round"]

    @cached_property
    def round(self) -> Round:
        """The round as it lies on disk now."""
        return find(self.desk.root(self.name))

    @cached_property
    def unit(self) -> Unit:
        """The unit in the address."""
        code = self.path["unit"]
        found = next((unit for unit in self.round.roster.units if unit.code == code), None)
        if found is None:
            raise ToolkitError(f"名单里没有编码是“{code}”的单位。", "请从进度页进入。")
        return found

    def place(self, subject: Subject) -> InRound:
        """A report of this round, as it stands now."""
        return InRound(self.round, subject, self.now)

    def address(self, rest: str = "") -> str:
        """An address in this round."""
        return f"/r/{self.name}/{rest}"

    # --- what was filled in ------------------------------------------------------------------------------------------

    def text(self, field: str) -> str:
        value = self.form.get(field, "")
        return value.strip() if isinstance(value, str) else ""

    def texts(self, field: str) -> tuple[str, ...]:
        return tuple(value for value in self.form.getlist(field) if isinstance(value, str))

    def day(self, field: str) -> date | None:
        """A date; None where the field is empty."""
        text = self.text(field)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise ToolkitError(f"“{text}”不是日期。", "请写成 2025-01-20 的样子。") from error

    def files(self, field: str) -> Sequence[UploadFile]:
        uploads = [value for value in self.form.getlist(field) if isinstance(value, UploadFile)]
        return [upload for upload in uploads if upload.filename]

    def keep(self, field: str, folder: Path) -> list[Upload]:
        """The uploaded files in `folder`, under names that are safe; each remembers what it was called."""
        uploads = self.files(field)
        names = [PurePosixPath((upload.filename or "").replace("\\", "/")).name for upload in uploads]
        stems = distinct_stems(PurePosixPath(name).stem for name in names)
        folder.mkdir(exist_ok=True)
        kept = []
        for upload, name, stem in zip(uploads, names, stems, strict=True):
            suffix = PurePosixPath(name).suffix
            path = folder / f"{stem}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
            with path.open("xb") as target:
                while piece := upload.file.read(2**20):
                    target.write(piece)
            kept.append(Upload(name, path))
        return kept

    # --- answers -----------------------------------------------------------------------------------------------------

    def page(self, name: str, facts: Mapping[str, object]) -> Response:
        """A page of this round."""
        return page(name, {"base": self.address(), "settings": self.round.settings, "which": "total", **facts})

    def go(self, address: str) -> Response:
        return RedirectResponse(address, 303)

    def begin(self, task: Task) -> Response:
        """Start a task and show it."""
        return self.go(self.address(f"tasks/{self.desk.begin(task)}"))


View = Callable[[Visit], Response]
