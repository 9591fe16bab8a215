"""Where the parts of each view of the stocks stand, as ``stock_layouts.json`` has it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from carefunds_sim.scenario.stock_flow import View

Point = tuple[float, float]
Pairs = dict[str, dict[str, float]]  # by the part where something begins, and where it ends


class Layout(NamedTuple):
    """A view's title and size, the top of its key, and places in inches from the lower left.

    Flows stand where their valve is. A bend is the height of an arrow's arc against its length,
    positive to the left of its direction, and a badge's place a share of its arrow. A turn is
    where across the page a pipe turns towards a stock; a label stands so far from its valve.
    """

    title: str
    size: Point
    key_top: float
    key_rows: int
    places: dict[str, Point]
    bends: Pairs
    badges: Pairs
    clouds: dict[str, Point]
    labels: dict[str, tuple[float, float, str, str]]
    turns: Pairs


@cache
def layout_of(view: View) -> Layout:
    """Return where everything in a view stands."""
    text = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    return Layout(**json.loads(text)[view.word])
