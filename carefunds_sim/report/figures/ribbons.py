"""Flows between columns of boxes: where boxes and ribbons stand, and how a ribbon is drawn.

A flow that passes over columns has a lane of its own in each of them, so that it crosses no box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

BOX_WIDTH = 0.12
"""Width of a box; columns stand one apart."""


class Flow(NamedTuple):
    """So much that goes from one box to another, in a later column."""

    origin: str
    destination: str
    size: float


class Box(NamedTuple):
    """A rectangle: its left and lower edge, and its height."""

    left: float
    low: float
    height: float


Lane = str | Flow
"""What stands in a column: a box by its name, or a flow that passes."""


@dataclass(frozen=True)
class Ribbons:
    """A picture of flows: ``columns`` of boxes from left to right, each from the top down.

    ``order`` says where lanes stand: those of what goes to an earlier box are above. ``sizes``
    are those of boxes, which may be more than what flows through them. Gaps are in units of size.
    """

    columns: Sequence[Sequence[str]]
    order: Sequence[str]
    sizes: Mapping[str, float]
    flows: Sequence[Flow]
    gap: float

    def boxes(self) -> dict[Lane, list[Box]]:
        """Return where boxes and lanes stand; a lane has a place in each column it passes."""
        found: dict[Lane, list[Box]] = {}
        for number in range(len(self.columns)):
            lanes = self._lanes(number)
            sizes = [self.sizes[lane] if isinstance(lane, str) else lane.size for lane in lanes]
            gaps = [self._gap(*pair) for pair in pairwise(lanes)]
            top = (sum(sizes) + sum(gaps)) / 2
            for lane, size, gap in zip(lanes, sizes, [*gaps, 0.0], strict=True):
                found.setdefault(lane, []).append(Box(number, top - size, size))
                top -= size + gap
        return found

    def ribbons(self) -> Iterator[tuple[Flow, list[Box]]]:
        """Yield every flow with where it leaves its box, the lanes it passes, and where it ends."""
        boxes = self.boxes()
        leaving, coming = (self._slots(boxes, end=end) for end in (0, 1))
        for flow in self.flows:
            yield flow, [leaving[flow], *boxes.get(flow, []), coming[flow]]

    def _lanes(self, number: int) -> list[Lane]:
        column = {name: i for i, names in enumerate(self.columns) for name in names}
        passing = (f for f in self.flows if column[f.origin] < number < column[f.destination])
        lanes: list[Lane] = [*self.columns[number], *passing]
        return sorted(lanes, key=self._rank)

    def _rank(self, lane: Lane) -> tuple[int, int]:
        if isinstance(lane, str):
            return self.order.index(lane), -1
        return self.order.index(lane.destination), self.order.index(lane.origin)

    def _gap(self, upper: Lane, lower: Lane) -> float:
        """Leave little room between flows that go the same way."""
        alike = isinstance(upper, Flow) and isinstance(lower, Flow)
        return self.gap * (0.15 if alike else 1.0)

    def _slots(self, boxes: dict[Lane, list[Box]], *, end: int) -> dict[Flow, Box]:
        """Return where each flow touches its box at one end: those from above are above."""
        found = {}
        for name in dict.fromkeys(flow[end] for flow in self.flows):
            box = boxes[str(name)][0]
            mine = [flow for flow in self.flows if flow[end] == name]
            top = box.low + box.height
            for flow in sorted(mine, key=lambda f: -self._next_to(f, boxes, end)):
                top -= flow.size
                found[flow] = Box(box.left, top, flow.size)
        return found

    def _next_to(self, flow: Flow, boxes: dict[Lane, list[Box]], end: int) -> float:
        """Return the height of the middle of what a flow touches next, seen from one end."""
        beyond = boxes.get(flow) or boxes[str(flow[1 - end])]
        nearest = beyond[0 if end == 0 else -1]
        return nearest.low + nearest.height / 2


def draw_ribbon(axis: Axes, steps: Sequence[Box], *, colour: str, alpha: float) -> None:
    """Draw a band that goes from step to step, level at each of them."""
    upper = [(step.left, step.low + step.height) for step in steps]
    lower = [(step.left, step.low) for step in steps]
    there, back = list(_along(upper)), list(_along(lower))
    points = [(x, y) for x, y, _ in [*there, *reversed(back)]]
    # backwards, a line leads to where the lower edge ends
    onward, turned = [code for *_, code in there], [code for *_, code in reversed(back[1:])]
    codes = [*onward, int(Path.LINETO), *turned]
    axis.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=alpha, linewidth=0))


def draw_box(axis: Axes, box: Box, *, colour: str, hatch: str = "") -> None:
    """Draw a box; a hatched one is pale."""
    axis.add_patch(
        Rectangle(
            (box.left, box.low), BOX_WIDTH, box.height, facecolor="white" if hatch else colour,
            edgecolor=colour, hatch=hatch, linewidth=0.8,
        )
    )  # fmt: skip


def _along(edge: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float, int]]:
    """Yield points and codes of one edge of a ribbon, from its first box's right side."""
    x, y = edge[0]
    yield x + BOX_WIDTH, y, int(Path.MOVETO)
    for step, ((x, y), (onward, height)) in enumerate(pairwise(edge), start=2):
        middle = (x + BOX_WIDTH + onward) / 2
        yield middle, y, int(Path.CURVE4)
        yield middle, height, int(Path.CURVE4)
        yield onward, height, int(Path.CURVE4)
        if step < len(edge):
            yield onward + BOX_WIDTH, height, int(Path.LINETO)
