"""The options that write the pages of reference, and what the notebooks show."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-reference", action="store_true", help="write the pages of docs/reference anew"
    )
    parser.addoption("--write-notebooks", action="store_true", help="run the notebooks, and keep")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--write-reference", default=False):
        from reference.written import write

        write()
    if config.getoption("--write-notebooks", default=False):
        from tempfile import TemporaryDirectory

        from reference import notebooks

        with TemporaryDirectory() as folder:
            notebooks.write(Path(folder))
