"""Where people go in a year, as ribbons from place to place."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from carefunds_sim.analysis.places import moves_between_places
from carefunds_sim.dataset.places import DIED, NEED_NOTHING, NEW_PEOPLE, Place
from carefunds_sim.report import scenario_names
from carefunds_sim.report.figures.captions import TABLES
from carefunds_sim.report.figures.ribbons import (
    BOX_WIDTH,
    Box,
    Flow,
    Ribbons,
    draw_box,
    draw_ribbon,
)
from carefunds_sim.report.figures.style import TEXT, finish, in_house_style
from carefunds_sim.report.figures.where_people_are import PLACE_COLOURS, place_words
from carefunds_sim.report.wording import capitalised, joined, percent, plain

AGAIN, BACK = "again", "back"
"""Those who come back to hospital: where they begin, at the left, and end, at the right."""

COLUMNS: tuple[tuple[str, ...], ...] = (
    (AGAIN, NEW_PEOPLE),
    (Place.HOSPITAL,),
    (Place.WITHOUT_CARE,),
    (Place.INTERMEDIATE_CARE,),
    (Place.AT_HOME, Place.CARE_AT_HOME, Place.CARE_HOME, Place.WITH_FAMILY),
    (NEED_NOTHING, BACK, DIED),
)
SMALL = 0.01
"""A flow is drawn from this share of all who come in a year, the first time or again."""

ORDER = (
    AGAIN, Place.HOSPITAL, Place.AT_HOME, NEED_NOTHING, BACK, Place.CARE_AT_HOME, Place.CARE_HOME,
    Place.INTERMEDIATE_CARE, Place.WITH_FAMILY, NEW_PEOPLE, DIED, Place.WITHOUT_CARE,
)  # fmt: skip
"""Who goes to an earlier place goes above; found by looking for the fewest crossings."""

COLOURS = {
    **PLACE_COLOURS, AGAIN: PLACE_COLOURS[Place.HOSPITAL], BACK: PLACE_COLOURS[Place.HOSPITAL],
    NEW_PEOPLE: "#6A8F2F", NEED_NOTHING: "#8A8A8A", DIED: "#3D3D3D",
}  # fmt: skip
WORDS = {AGAIN: "Back in hospital, known before", BACK: "Back in hospital"}
ENDS = {
    Place.AT_HOME: "at home without a service",
    Place.CARE_AT_HOME: "with care at home",
    Place.INTERMEDIATE_CARE: "in intermediate care or reablement",
    Place.CARE_HOME: "in a care home",
    Place.WITH_FAMILY: "with family instead of a service",
    Place.WITHOUT_CARE: "at home without the care that is needed",
    NEED_NOTHING: "with no need of anything",
    DIED: "with death",
}
NUMBERED = 0.025
"""A flow bears its number from this share of the tallest column on."""
DESCRIBED = 8
"""How many flows the text alternative names."""


@in_house_style
def where_people_go(dataset: xr.Dataset) -> Figure | None:
    """People a year from place to place: the baseline under the last squeeze of the study.

    None where there is no hospital, or a dataset does not have moves.
    """
    moves = moves_between_places(dataset)
    if moves is None or Place.HOSPITAL not in moves["origin"]:
        return None
    group = scenario_names.groups(dataset)[-1]
    label = scenario_names.standing_for(group)
    one = moves.sel(scenario=label).mean("replication")
    if not one.sum() > 0:
        return None
    ways = people_flows(one)
    figure = Figure(figsize=(13, 7.8), layout="constrained")
    _draw(figure.subplots(), ways)
    return finish(
        figure, dataset, title=_title(group, dataset, one), note=_note(ways),
        shown=_description(ways, group, dataset),
    )  # fmt: skip


def _draw(axis: Axes, ways: PeopleFlows) -> None:
    columns = ways.columns
    most = max(sum(ways.sizes[name] for name in column) for column in columns)
    picture = Ribbons(columns, ORDER, ways.sizes, ways.flows, gap=0.1 * most)
    for flow, steps in picture.ribbons():
        draw_ribbon(axis, steps, colour=COLOURS[flow.origin], alpha=0.38)
        if flow.size > NUMBERED * most and flow.origin != AGAIN:
            step = steps[0]
            axis.annotate(
                plain(flow.size), (step.left + BOX_WIDTH, step.low + step.height / 2), (3, 0),
                textcoords="offset points", va="center", fontsize=8, color=TEXT,
            )  # fmt: skip
    for lane, boxes in picture.boxes().items():
        if isinstance(lane, str):
            hatch = "////" if lane in (AGAIN, BACK) else ""
            draw_box(axis, boxes[0], colour=COLOURS[lane], hatch=hatch)
            _name(axis, lane, boxes[0], ways.sizes[lane], last=len(columns) - 1)
    axis.set_xlim(-0.62, len(columns) - 0.25)
    axis.autoscale_view(scalex=False)
    axis.axis("off")


def _name(axis: Axes, name: str, box: Box, size: float, *, last: int) -> None:
    """Write what a place is and how many people come to it in a year."""
    title = textwrap.fill(WORDS.get(name, place_words(name)), 20)
    middle, top = box.low + box.height / 2, box.low + box.height
    left, centre, right = box.left - 0.03, box.left + BOX_WIDTH / 2, box.left + BOX_WIDTH + 0.03
    at, across, up = (centre, top), "center", "bottom"
    if box.left in (0, last):
        at, up = (left if box.left == 0 else right, middle), "center"
        across = "right" if box.left == 0 else "left"
    axis.annotate(
        f"{title}\n{plain(size)}", at, ha=across, va=up, fontsize=9, fontweight="bold", color=TEXT,
        linespacing=1.1, path_effects=[withStroke(linewidth=2.5, foreground="white", alpha=0.7)],
    )  # fmt: skip


def _title(group: xr.Dataset, dataset: xr.Dataset, moves: xr.DataArray) -> str:
    """Say which scenario this is, where there is a choice, and what is found."""
    label = scenario_names.standing_for(group)
    named = dataset["arrangement_title"].sel(scenario=label).item()
    who = f"with {scenario_names.arrangement_words(dataset, label)}" if named else ""
    of = ", ".join(part for part in (scenario_names.circumstances(group, dataset), who) if part)
    return capitalised(f"{of}: {_finding(moves)}".removeprefix(": "))


def _finding(moves: xr.DataArray) -> str:
    """Say how hospital stays end most often, and how many are of people who were known before."""
    flows = between(moves)
    out = [flow for flow in flows if flow.origin == Place.HOSPITAL]
    into = [flow for flow in flows if flow.destination == Place.HOSPITAL]
    left, came = sum(flow.size for flow in out), sum(flow.size for flow in into)
    known = came - sum(flow.size for flow in into if flow.origin == NEW_PEOPLE)
    ends = [f"{percent(flow.size / left)} {ENDS[flow.destination]}" for flow in out[:2]]
    begin = f"; {percent(known / came)} begin with people known before" if known else ""
    return f"hospital stays end {joined(ends)}{begin}"


def _note(ways: PeopleFlows) -> str:
    again = (
        " Hatched: those who come back to hospital, the same people at the right and at the left."
    )
    return (
        "Boxes: people a year who come to a place, means over years and replications; A&E is part "
        "of the hospital. Ribbons: those who go from one place to the next."
        f"{again if AGAIN in ways.sizes else ''} Not drawn: flows of fewer than "
        f"{plain(ways.least)} people a year, and moves within a place or to the left, together "
        f"{percent(ways.left_out / ways.moves)} of all moves."
    )


def _description(ways: PeopleFlows, group: xr.Dataset, dataset: xr.Dataset) -> str:
    flows = sorted((f for f in ways.flows if f.origin != AGAIN), key=lambda flow: -flow.size)
    words = [
        f"{_word(f.origin)} to {_word(f.destination)} {plain(f.size)}" for f in flows[:DESCRIBED]
    ]
    name = scenario_names.names_by_label(group)[scenario_names.standing_for(group)]
    of = f"{scenario_names.heading(group, dataset)}, {name}"
    return f"People a year who go from one place to the next. {of}: {'; '.join(words)}. {TABLES}"


def _word(name: str) -> str:
    return WORDS.get(name, place_words(name)).lower()


@dataclass(frozen=True)
class PeopleFlows:
    """People a year who come to each place, and the flows of one scenario that are drawn.

    ``left_out`` of all ``moves`` a year are not drawn; ``least`` is the smallest flow that is.
    """

    sizes: dict[str, float]
    flows: tuple[Flow, ...]
    least: float
    left_out: float
    moves: float

    @property
    def columns(self) -> list[list[str]]:
        """Columns of the places that people come to, from left to right."""
        found = [[name for name in column if name in self.sizes] for column in COLUMNS]
        return [column for column in found if column]


def people_flows(moves: xr.DataArray) -> PeopleFlows:
    """Return what is to be drawn of the moves of one scenario, dims (origin, destination).

    Flows go to the right only. Who comes back to hospital ends at the right and begins again at
    the left; within a place, and to the left, nothing is drawn.
    """
    every = between(moves)
    turned = [flow._replace(destination=BACK) if _returns(flow) else flow for flow in every]
    turned.append(Flow(AGAIN, Place.HOSPITAL, sum(f.size for f in turned if f[1] == BACK)))
    sizes = {name: _size(name, turned) for column in COLUMNS for name in column}
    least = SMALL * (sizes[NEW_PEOPLE] + sizes[AGAIN])
    drawn = [f for f in turned if f.size >= least and _column(f.origin) < _column(f.destination)]
    total = sum(flow.size for flow in every)
    shown = sum(flow.size for flow in drawn if flow.origin != AGAIN)
    kept = {name: size for name, size in sizes.items() if size > 0}
    return PeopleFlows(kept, tuple(drawn), least=least, left_out=total - shown, moves=total)


def between(moves: xr.DataArray) -> list[Flow]:
    """Return all flows of people, the largest first; A&E and the ward are one place, hospital."""
    found = [
        Flow(
            str(origin), str(destination), float(moves.sel(origin=origin, destination=destination))
        )
        for origin in moves["origin"].values
        for destination in moves["destination"].values
        if not origin == destination == Place.HOSPITAL
    ]
    return sorted((flow for flow in found if flow.size > 0), key=lambda flow: -flow.size)


def _returns(flow: Flow) -> bool:
    return flow.destination == Place.HOSPITAL and flow.origin != NEW_PEOPLE


def _size(name: str, flows: Sequence[Flow]) -> float:
    """Return how many come to a place in a year, or leave it where nobody comes."""
    came = sum(flow.size for flow in flows if flow.destination == name != flow.origin)
    return came or sum(flow.size for flow in flows if flow.origin == name)


def _column(name: str) -> int:
    return next(i for i, column in enumerate(COLUMNS) if name in column)
