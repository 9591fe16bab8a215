"""The notebooks run, and show what they give."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from reference.notebooks import NOTEBOOKS, executed, said

MOST_BYTES = 200_000


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_gives(path: Path, tmp_path: Path) -> None:
    stored = nbformat.read(path, as_version=4)
    again = executed(path, tmp_path)
    assert said(stored) == said(again), "run: python -m pytest tests/reference --write-notebooks"
    pictures = [
        each
        for cell in again.cells
        for each in cell.get("outputs", ())
        if "image/png" in each.get("data", {})
    ]
    assert pictures


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_small(path: Path) -> None:
    assert path.stat().st_size < MOST_BYTES
