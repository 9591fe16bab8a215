"""How the study was run, and what an interval is."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.report import machinery
from carefunds_sim.report.document import Appendix, Chapter, Listing, Paragraph, Part, Results
from carefunds_sim.report.remarks import precise

PAIRED = (
    "Replication 1 of every scenario meets the same people with the same chances of falling ill, "
    "recovering and dying, replication 2 another such set, and so on. A difference between two "
    "scenarios is taken within each replication and then averaged, so that luck which both share "
    "falls out; it is surer than either mean."
)
INTERVAL = (
    "A 95% interval says where the mean would lie, had the study been repeated without end: "
    "nineteen in twenty such intervals hold it. It tells how much chance is left in the mean of "
    "these runs. It says nothing of whether the model is right, nor how far a single year may "
    "fall from the mean."
)
ONCE = (
    "There was one replication, so there are no intervals: it is one possible history, and no "
    "difference in it can be told from chance."
)


def method(results: Results) -> Chapter:
    """Return what was run, how precise it is, and what its intervals mean."""
    dataset = results.dataset
    begun = Paragraph(
        "How the study was run, so that it can be judged and repeated: the same command with the "
        "same version and seed gives the same numbers."
    )
    parts: list[Part] = [begun, machinery.how_it_was_run(dataset)]
    parts += [Paragraph(words) for words in _explained(dataset)]
    table = machinery.how_precise(dataset)
    parts += [table] if table else []
    asked_for = precise(dataset)[:1]
    parts += [Listing(tuple(asked_for), title="The precision that was asked for")] * len(asked_for)
    return Chapter("method", "How it was run", (*parts, Appendix(machinery.scenario_list(dataset))))


def _explained(dataset: xr.Dataset) -> list[str]:
    if dataset.sizes["replication"] < 2:
        return [ONCE]
    found = [PAIRED] if baselines(dataset) else []
    return [*found, INTERVAL, *filter(None, [machinery.comparisons(dataset)])]
