"""The option that writes the pages of reference, and what commands print on other pages."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-reference", action="store_true", help="write the pages of docs/reference anew"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--write-reference", default=False):
        from reference.written import write

        write()
