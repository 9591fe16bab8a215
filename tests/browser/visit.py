"""One look at a page: what it asks of others, what the browser and axe complain of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

DESK, PHONE, HEIGHT = 1280, 360, 800
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOO_WIDE = """
() => [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter(e => !e.closest('.scroll'))
    .map(e => e.outerHTML.slice(0, 120))
"""
CUT_OFF = """
() => [...document.body.querySelectorAll('caption')].filter(e => {
    const words = document.createRange()
    words.selectNodeContents(e)
    return words.getBoundingClientRect().right > document.documentElement.clientWidth + 1
}).map(e => e.textContent)
"""


class Visit:
    """A page in a window of a width, without a network.

    ``asked`` are the addresses of everything that is not in the page itself; ``complaints`` are
    errors and warnings of the browser.
    """

    def __init__(self, browser: Browser, path: Path, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": HEIGHT})
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.address = path.resolve().as_uri()
        self.context.route("**/*", self._answer)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.address)

    def _answer(self, route: Route) -> None:
        asked = route.request.url
        if asked.split("#")[0] == self.address or asked.startswith("data:"):
            route.continue_()
        else:
            self.asked.append(asked)
            route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def faults(self) -> list[str]:
        """Return what axe finds, each with the first element it finds it in."""
        options: dict[str, Any] = {
            "runOnly": {"type": "tag", "values": RULES},
            "resultTypes": ["violations"],
        }
        found = Axe().run(self.page, options=options).response["violations"]
        return [
            f"{fault['id']}: {fault['help']}; {len(fault['nodes'])}x, first "
            f"{fault['nodes'][0]['html'][:200]}: {fault['nodes'][0].get('failureSummary', '')}"
            for fault in found
        ]

    def too_wide(self) -> list[str]:
        """Return what makes the page wider than its window; nothing if it is not."""
        root = "document.documentElement"
        wide = self.ask(f"{root}.scrollWidth > {root}.clientWidth")
        return (self.ask(TOO_WIDE) or ["something unknown"]) if wide else []

    def captions_cut_off(self) -> list[str]:
        """Return the captions of tables that a reader would have to scroll for."""
        return list(self.ask(CUT_OFF))

    def ask(self, script: str) -> Any:
        """Return what a script finds in the page."""
        return self.page.evaluate(script)

    def press(self, key: str) -> str:
        """Press a key; return what then has the focus."""
        self.page.keyboard.press(key)
        return str(self.ask("document.activeElement.outerHTML.slice(0, 200)"))

    def close(self) -> None:
        """Close the window."""
        self.context.close()
