"""Files in an empty working folder, so that faults name them as a person would see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_files import AREA, ARRANGEMENT, MONEY, Write


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file into an empty working folder and return its path from there."""
    monkeypatch.chdir(tmp_path)

    def writing(name: str, text: str) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return writing


@pytest.fixture
def small(write: Write) -> Path:
    """A small area without money."""
    return write("small.yaml", AREA)


@pytest.fixture
def rich(write: Write) -> Path:
    """The small area with money."""
    return write("rich.yaml", AREA.replace("name: small", "name: rich") + MONEY)


@pytest.fixture
def half_pooled(write: Write) -> Path:
    """An arrangement for the small area with money."""
    return write("half_pooled.yaml", ARRANGEMENT)
