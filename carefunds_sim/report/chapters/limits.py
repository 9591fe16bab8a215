"""What the model cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd
import xarray as xr

from carefunds_sim.report.caveats import is_fitted, residents_simulated
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Results
from carefunds_sim.report.scenario_text import parts
from carefunds_sim.report.wording import joined, within_sentence


def limits(results: Results) -> Chapter:
    """Return what must not be read into the results."""
    about = Paragraph(
        "Before anything is decided with these results: what they do not say. More of it, and "
        "why each thing was left out, is in the documentation under limits and assumptions."
    )
    listed = Listing(tuple(limit_sentences(results.dataset)))
    return Chapter("limits", "What the model cannot say", (about, listed))


ALWAYS = (
    "It is not a forecast. It compares arrangements under conditions that are written down, and "
    "does not say what delays or spending will be in a place and a year.",
    "An interval says how well the mean of this model is known from its replications. It says "
    "nothing of how well the model is known.",
    "It counts days, people and pounds. Quality of care, people's experience and the worth of a "
    "life are not in it.",
    "It does not say which arrangement is best: no outcome is given a weight against another.",
)
OF_ARRANGEMENTS = (
    "What arrangements do rests on a few numbers about how partners see, weigh and move money. No "
    "published study measures them; they are judgement, with wide ranges.",
    "Whether a reform would be agreed to, or well led, is not in it: leadership, morale and "
    "politics are left out, and every arrangement comes into force on its day and stays.",
    "Arrangements differ in several things at once. Which of them matters takes an attribution, "
    "or a study that changes one at a time.",
)
OF_PLACES = (
    "One hospital serves all, with one queue for each service: there are no distances, and no "
    "flows across the area's border.",
    "Care providers are one market for homes and one for home care. Homes do not differ in "
    "quality, size or owner, and how far fees and staff move them nobody has measured.",
    "One hospital trust is paid by one contract. It cannot refuse patients, sell care elsewhere or "
    "borrow at a price, and its deficit is of older people's emergency care only.",
    "Council services that are not in the model, such as day care and direct payments, have no "
    "money here, so that a council's spending is below what is published and it cannot save "
    "elsewhere.",
    "Near full use a few per cent of capacity change delays by half, so that the level of delays "
    "is far less well known than the difference between two arrangements.",
)
NO_PLACE = (
    "A network for teaching stands for no real place: its numbers are round, and what it shows "
    "is a mechanism, not a size.",
)
SCALED = (
    "A scaled-down area is a smaller area, with a smaller area's larger swings; it is not a "
    "sample of a large one.",
)
BEYOND = (
    "Numbers were fitted to one area under separate budgets and to seven years, 2010-11 to "
    "2016-17. What other arrangements, other areas and other years show goes beyond what was "
    "checked.",
)
FITTED_AREA = "typical_council"
"""The area whose numbers were fitted; see docs/background/calibration.md."""

LAST_FACTS = pd.Timestamp("2017-03-31")
"""The end of the years that it was fitted to."""


def limit_sentences(dataset: xr.Dataset) -> list[str]:
    """Return what must not be read into a study, the most general first."""
    found = list(ALWAYS)
    if parts(dataset, "arrangement"):
        found += OF_ARRANGEMENTS
    found += OF_PLACES if _is_place(dataset) else NO_PLACE
    if float(dataset.attrs["scale"]) != 1:
        found += SCALED
    return [*found, *_beyond(dataset)]


def _is_place(dataset: xr.Dataset) -> bool:
    return math.isfinite(residents_simulated(dataset))


def _beyond(dataset: xr.Dataset) -> Iterator[str]:
    """Yield in what this study goes beyond what its numbers were fitted to."""
    if not is_fitted(dataset):
        return
    yield from BEYOND
    others = [
        within_sentence(str(title))
        for area, title in zip(dataset["area"].values, dataset["area_title"].values, strict=True)
        if str(area) != FITTED_AREA
    ]
    if others:
        yield f"Not fitted in this study: {joined([*dict.fromkeys(others)])}."
    last = pd.Timestamp(dataset["month"].max().item())
    if last > LAST_FACTS:
        yield (
            f"The study runs to {last:%B %Y}; no delays published for the years after "
            f"{LAST_FACTS:%B %Y} were used in fitting the model."
        )
