"""The option that writes the page of planted faults."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-planted-faults",
        action="store_true",
        help="write docs/background/planted-faults.md again",
    )
    parser.addoption(
        "--plant-in-steps",
        action="store_true",
        help="plant all faults in the engines' steps and write down what notices (ten minutes)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--plant-in-steps", default=False):
        from mutation import steps

        steps.write()
    if config.getoption("--write-planted-faults", default=False):
        from mutation.page import PAGE, page

        PAGE.write_text(page(), encoding="utf-8")
