"""The option that writes the page of the system dynamics tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-sd-tests", action="store_true", help="write docs/background/sd-tests.md"
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--write-sd-tests", default=False):
        from system_dynamics import page

        page.PAGE.write_text(page.text(), encoding="utf-8")
