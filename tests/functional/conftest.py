"""What tests of commands share."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from carefunds_sim.report import figures

DRAWN = ("delayed_over_time", "service_load")


@pytest.fixture(autouse=True, scope="module")
def _few_figures(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a command draw two figures in place of a dozen: each of them has tests of its own.

    Of the slow tests every one draws all.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not request.config.option.markexpr.startswith("slow"):
            patch.setattr(figures, "FIGURES", {name: figures.FIGURES[name] for name in DRAWN})
        yield


@pytest.fixture
def signals_heard() -> Iterator[None]:
    """Let commands hear what whoever began the tests ignores, as ``nohup`` and a script's ``&`` do.

    A command leaves ignored what it was begun to ignore.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    ignored = [each for each in numbers if signal.getsignal(each) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
