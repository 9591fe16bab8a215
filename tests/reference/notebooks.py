"""The notebooks of the tutorial, run from the first cell to the last."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "docs" / "tutorial"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 300


def executed(path: Path, folder: Path) -> Any:
    """Return a notebook with what its cells give when they are run in a folder."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=SECONDS, record_timing=False, resources=resources)
    return client.execute(env=_surroundings())


def _surroundings() -> dict[str, str]:
    """Return the environment without a choice of how pictures are drawn: a notebook has its own."""
    return {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}


def said(notebook: Any) -> list[str]:
    """Return what the cells of a notebook say in plain text; pictures are left out."""
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", ())]
    return [
        each.get("text") or each["data"].get("text/plain", "")
        for each in outputs
        if "image/png" not in each.get("data", {})
    ]


def write(folder: Path) -> None:
    """Run every notebook and keep what its cells give."""
    for path in NOTEBOOKS:
        nbformat.write(executed(path, folder), path)
