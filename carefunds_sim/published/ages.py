"""Columns of residents by age, put together to the age bands of the model.

Headings are read as ages: ``65-74``, ``65 to 74``, ``Aged 65_74``, ``p6574``, ``85+``, ``p85``,
``85 and over``, or single years. Each band is the sum of columns that cover it exactly.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from carefunds_sim.vocabulary import AgeBand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BANDS: dict[AgeBand, tuple[float, float]] = {
    AgeBand.AGED_65_74: (65, 74),
    AgeBand.AGED_75_84: (75, 84),
    AgeBand.AGED_85_PLUS: (85, math.inf),
}
"""First and last year of age of each band."""
OLDER = (65.0, math.inf)

_LEAD = r"(?:age[ds]?|ages|pop|p)?[\s_]*"
_SPAN = re.compile(_LEAD + r"(\d{2})\s*(?:-|\u2013|to|_)?\s*(\d{2})")
_OPEN = re.compile(_LEAD + r"(\d{2})\s*[\s_]*(?:\+|plus|and over|and above|or over)")
_OPEN_SHORT = re.compile(r"p(\d{2})")
_YEAR = re.compile(r"(?:age[ds]?)?[\s_]*(\d{2})")


def ages_of(heading: str) -> tuple[float, float] | None:
    """Return the first and last year of age that a heading covers, or None."""
    bare = heading.strip().casefold()
    if found := _SPAN.fullmatch(bare):
        first, last = float(found[1]), float(found[2])
        return (first, last) if first <= last else None
    if found := _OPEN.fullmatch(bare) or _OPEN_SHORT.fullmatch(bare):
        return float(found[1]), math.inf
    if found := _YEAR.fullmatch(bare):
        return float(found[1]), float(found[1])
    return None


def columns_of(headings: Sequence[str], band: tuple[float, float]) -> tuple[int, ...] | None:
    """Return the columns that cover a band exactly, the widest first; None when none do."""
    spans = {i: ages for i, heading in enumerate(headings) if (ages := ages_of(heading))}
    chosen: list[int] = []
    first, last = band
    while first <= last:
        fitting = {i: ages for i, ages in spans.items() if ages[0] == first and ages[1] <= last}
        if not fitting:
            return None
        widest = max(fitting, key=lambda i: fitting[i][1])
        chosen.append(widest)
        if math.isinf(fitting[widest][1]):
            break
        first = fitting[widest][1] + 1
    return tuple(chosen)


def said(band: tuple[float, float]) -> str:
    """Return a band as people write it, such as ``65-74`` or ``85+``."""
    return f"{band[0]:g}+" if math.isinf(band[1]) else f"{band[0]:g}-{band[1]:g}"


def yearly_growth(sizes: Mapping[int, Mapping[AgeBand, float]]) -> dict[AgeBand, float]:
    """Return the yearly growth of each band between the first and the last year given."""
    first, last = min(sizes), max(sizes)
    return {
        band: (sizes[last][band] / sizes[first][band]) ** (1 / (last - first)) - 1 for band in BANDS
    }


def gaps(headings: Iterable[str]) -> str:
    """Return the ages found, for a fault that says what is missing."""
    found = sorted(filter(None, map(ages_of, headings)))
    return ", ".join(said(span) for span in found) or "no ages"
