"""The page for the clerk as it runs on a desk: the real program in a process of its own, a real browser before it."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from browser import chromium
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

SCREEN: ViewportSize = {"width": 1366, "height": 768}
HALF_SCREEN: ViewportSize = {"width": 683, "height": 384}  # what a zoom of 200 % leaves
_PATIENCE_SECONDS = 60
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")
_DROP = """
([files]) => {
  const transfer = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    transfer.items.add(new File([bytes], name));
  }
  document.querySelector("main").dispatchEvent(
    new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}
"""


def start(folder: Path, home: Path) -> tuple[subprocess.Popen[str], str]:
    """``nianbao ui`` in `folder`, of a user whose own folder is `home`: the process, and the address it told."""
    root = str(Path(__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-m", "toolkit", "ui", str(folder), "--no-browser"],
        env={**os.environ, "PYTHONPATH": root, "XDG_RUNTIME_DIR": str(home), "PYTHONIOENCODING": "utf-8"},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stderr is not None
    told = process.stderr.readline()
    found = _ADDRESS.search(told)
    assert found, told + process.stderr.read()
    return process, found[0]


@contextmanager
def running(folder: Path, home: Path) -> Iterator[str]:
    """The program, until the end of the block; the address with its token."""
    process, address = start(folder, home)
    try:
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=_PATIENCE_SECONDS)


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])


@dataclass
class Desk:
    """A person at the page. `requests`: every address the browser asked for; `complaints`: what it told its console."""

    context: BrowserContext
    page: Page
    pictures: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)

    def see(self, name: str) -> None:
        """Look at a view: a picture of it is kept, and axe finds nothing wrong."""
        self.page.screenshot(path=self.pictures / f"{len(self.looked_at):02}_{name}.png", full_page=True)
        self.looked_at.append(name)
        found = violations(self.page)
        assert not found, (name, found)
        self.page.set_viewport_size(HALF_SCREEN)
        wide, shown = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= shown, f"{name}: at 200 % one has to scroll sideways"
        self.page.set_viewport_size(SCREEN)

    def drop(self, named: Mapping[str, bytes]) -> None:
        """Drop files on the page."""
        listed = [[name, base64.b64encode(content).decode()] for name, content in named.items()]
        with self.page.expect_navigation():
            self.page.evaluate(_DROP, [listed])

    def press(self, text: str) -> None:
        """Press a button, and wait for the next page."""
        with self.page.expect_navigation(timeout=_PATIENCE_SECONDS * 1000):
            self.page.get_by_role("button", name=text).first.click()

    def follow(self, text: str) -> None:
        """Follow a link on the page."""
        with self.page.expect_navigation(timeout=_PATIENCE_SECONDS * 1000):
            self.page.get_by_role("main").get_by_role("link", name=text).first.click()

    def go(self, text: str) -> None:
        """Go to a view by its name in the navigation."""
        with self.page.expect_navigation(timeout=_PATIENCE_SECONDS * 1000):
            self.page.get_by_role("navigation").get_by_role("link", name=text, exact=True).click()

    def finish(self) -> str:
        """Wait until the work in progress is done; what became of it."""
        self.page.wait_for_selector('[data-standing="done"]', timeout=_PATIENCE_SECONDS * 1000)
        return self.page.inner_text("main")


def sit_down(browser_: Browser, address: str, pictures: Path) -> Desk:
    """A person of their own, with cookies of their own."""
    context = browser_.new_context(viewport=SCREEN, locale="zh-CN")
    desk = Desk(context, context.new_page(), pictures)
    desk.pictures.mkdir(exist_ok=True)
    desk.page.set_default_timeout(_PATIENCE_SECONDS * 1000)
    context.on("request", lambda request: desk.requests.append(request.url))
    desk.page.on("console", lambda message: desk.complaints.append(message.text))
    desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    desk.page.goto(address)
    return desk


def violations(page: Page) -> Sequence[Mapping[str, Any]]:
    """What axe finds wrong: the rules of WCAG 2.1 A and AA and its best practices."""
    page.evaluate((files("axe_core_python") / "axe.min.js").read_text("utf-8"))
    found: Sequence[Mapping[str, Any]] = page.evaluate(
        "async () => (await axe.run(document, {iframes: false})).violations.map("
        "item => ({id: item.id, nodes: item.nodes.map(node => node.html.slice(0, 200))}))"
    )
    return found
