"""Tables in an empty working folder, so that faults name them as a person would see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_tables import DELAYS, POPULATION

from carefunds_sim.published.table import Table, read

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Write a table into an empty working folder and return its path from there."""
    monkeypatch.chdir(tmp_path)

    def putting(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = Path(name)
        path.write_bytes(text.encode(encoding))
        return path

    return putting


@pytest.fixture
def table(put: Put) -> Callable[[str], Table]:
    """Return a text as a table that was read."""
    return lambda text: read(put("made.csv", text))


@pytest.fixture
def population(put: Put) -> Path:
    return put("population.csv", POPULATION)


@pytest.fixture
def delays(put: Put) -> Path:
    return put("delays.csv", DELAYS)
