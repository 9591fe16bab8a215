"""The option that writes the page of behaviours from the runs of the long form."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-behaviour",
        action="store_true",
        help="write docs/background/behaviour.md and its pictures",
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--write-behaviour", default=False):
        from stylised import page

        page.write()
