"""A real browser, for the page that people are sent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.visit import DESK, Visit
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def program() -> str | None:
    """Return the browser that is named, or the first that is found."""
    return os.environ.get("CAREFUNDS_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, for one file only: while it is open, nothing else may wait in the same thread."""
    path = program()
    if path is None:
        pytest.fail(f"none of {', '.join(NAMES)} is installed, and CAREFUNDS_BROWSER names none")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a file in a window of a width; windows are closed when the test ends."""
    visits: list[Visit] = []

    def opened(path: Path, width: int = DESK) -> Visit:
        visits.append(Visit(browser, path, width))
        return visits[-1]

    yield opened
    for visit in visits:
        visit.close()
