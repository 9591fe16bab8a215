"""The option that renews what is kept of the shipped study."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-backtest", action="store_true", help="renew results/four_arrangements"
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    """Renew what is kept, so that the tests look at the new numbers; once, not in every worker."""
    config = session.config
    if config.getoption("--write-backtest", default=False) and not hasattr(config, "workerinput"):
        from backtests import kept

        kept.renew()
