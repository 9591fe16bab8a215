"""What verification tests share: a fixture that judges rows, keeps them and writes the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from verification.comparison import Caught, Row, Verify, misfits
from verification.page import Result, missing, order, text

RESULTS = pytest.StashKey[dict[str, Result]]()
RENEW = 'write it again: pytest tests/verification -m "slow or not slow" --write-verification FILE'


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-verification", metavar="FILE", type=Path, help="write the page of results"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RESULTS] = {}


@pytest.fixture
def verify(request: pytest.FixtureRequest) -> Verify:
    """Judge a section's rows: all must agree, and stand in the kept page as they are."""

    def judge(section: str, rows: Sequence[Row]) -> None:
        long = request.node.get_closest_marker("slow") is not None
        result = Result(section, tuple(rows), long=long)
        keep(request, result)
        assert not misfits(rows)
        check_page(request, result)

    return judge


@pytest.fixture
def caught(request: pytest.FixtureRequest) -> Caught:
    """Judge a planted fault: at least one of the check's rows must not agree."""

    def judge(fault: str, rows: Sequence[Row]) -> None:
        result = Result("planted", tuple(rows), fault=fault)
        keep(request, result)
        assert misfits(rows), f"nothing noticed: {fault}"
        check_page(request, result)

    return judge


def keep(request: pytest.FixtureRequest, result: Result) -> None:
    request.config.stash[RESULTS][request.node.nodeid] = result


def check_page(request: pytest.FixtureRequest, result: Result) -> None:
    if not request.config.getoption("--write-verification", None):
        assert not missing(result), f"docs/background/verification.md is out of step; {RENEW}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = session.config.getoption("--write-verification", None)
    if path:  # with what differs, if anything does
        path.write_text(text(order(session.config.stash[RESULTS])), encoding="utf-8")
