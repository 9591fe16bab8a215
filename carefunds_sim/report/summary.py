"""Results as a finance director reads them in a console or a plain file."""

from __future__ import annotations

from collections.abc import Iterator

import xarray as xr
from rich.console import Group, RenderableType

from carefunds_sim.report.caveats import caveats, hinges
from carefunds_sim.report.chapters.agreement import achievement_sentences
from carefunds_sim.report.chapters.answer import sentences
from carefunds_sim.report.chapters.method import precision_sentences
from carefunds_sim.report.chapters.payers import shift_sentences
from carefunds_sim.report.scenario_names import groups, heading
from carefunds_sim.report.tables import contrasts, flows, money, outcomes, services
from carefunds_sim.report.text import grids, listed, title
from carefunds_sim.report.timetable import MOST, TITLE, timetable_sentences


def results(dataset: xr.Dataset) -> Group:
    """Return what a dataset says: one scenario in full, or several side by side."""
    several = dataset.sizes["scenario"] > 1
    at_the_end = [c for c in caveats(dataset) if c not in hinges(dataset) or not several]
    return Group(
        *listed(TITLE, timetable_sentences(dataset), most=MOST),
        *(_side_by_side(dataset) if several else _one_scenario(dataset)),
        *listed("How precise it is", precision_sentences(dataset)),
        *listed("What to keep in mind", at_the_end),
    )


def _side_by_side(dataset: xr.Dataset) -> Iterator[RenderableType]:
    """Yield tables by squeeze, and what moved between bodies."""
    yield from listed("Read this first", hinges(dataset))
    yield from listed("The answer", sentences(dataset))
    for group in groups(dataset):
        yield title(heading(group, dataset))
        yield from grids([flows(group), money(group)])
        yield from grids(contrasts(group, dataset), width=22)
        shifts, agreed = shift_sentences(group, dataset), achievement_sentences(group, dataset)
        yield from listed("Who bears more, who less (after transfers)", shifts)
        yield from listed("What was agreed, and what was achieved", agreed)


def _one_scenario(dataset: xr.Dataset) -> Iterator[RenderableType]:
    yield title(str(dataset["scenario"].values[0]))
    yield from listed("The answer", sentences(dataset))
    yield from grids([services(dataset), outcomes(dataset)])
