"""A picture that is drawn from data: the file says which, so that a test can tell."""

from __future__ import annotations

from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from carefunds_sim.disk import draft
from carefunds_sim.errors import UnknownNameError

DOTS_PER_INCH = 80
KINDS = (".svg", ".png")


def save(figure: Figure, file: Path, drawn_from: str) -> None:
    """Write a picture as SVG or PNG, the same bytes each time; UnknownNameError else."""
    kind = file.suffix.lower()
    if kind not in KINDS:
        raise UnknownNameError(f"{file}: pictures are .svg or .png (got '{file.suffix}')")
    said = {"Title": file.stem, "Description": f"drawn from {drawn_from}"}
    if kind == ".svg":
        said["Date"] = None  # type: ignore[assignment] # or every day makes another file
    with rc_context({"svg.hashsalt": "carefunds"}), draft(file) as aside:
        figure.savefig(aside, format=kind[1:], dpi=DOTS_PER_INCH, metadata=said)
