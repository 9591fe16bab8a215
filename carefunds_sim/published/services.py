"""Which service a heading of money, or an item of a price list, is about.

A phrase is known by its telling words: what it costs by, and words such as "gross" or "average",
are set aside, and the order of the rest does not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Phrases = tuple[str, ...]

SPENT_ON: dict[str, Phrases] = {
    "home_care": ("home care", "homecare", "domiciliary care"),
    "residential": (
        "residential", "residential care", "residential homes", "residential care homes",
    ),
    "nursing": ("nursing", "nursing care", "nursing homes", "nursing care homes"),
    "reablement": ("reablement", "short term care to maximise independence"),
    "intermediate_beds": (
        "intermediate beds", "intermediate care beds", "bed based intermediate care",
    ),
    "home_based_care": ("home based intermediate care", "intermediate care at home"),
    "community_nursing": ("community nursing", "district nursing"),
    "community_equipment": ("equipment", "community equipment"),
    "discharge_assessment": ("discharge assessment", "hospital social work"),
}  # fmt: skip
"""Columns of a table of spending, by service."""


@dataclass(frozen=True)
class Priced:
    """One price that a list may hold: of what service, by which unit, and what it is called."""

    service: str
    unit: str
    phrases: Phrases


CHARGE = "charge"
PRICED: tuple[Priced, ...] = (
    Priced("acute", "day", ("acute bed day", "excess bed day", "excess bed days")),
    Priced("intermediate_beds", "day", (
        "intermediate care bed day", "intermediate bed day", "intermediate care bed based",
    )),
    Priced("home_care", "hour", ("home care hour", "homecare hour", "domiciliary care hour")),
    Priced("residential", "week", ("residential week", "residential care week")),
    Priced("nursing", "week", ("nursing week", "nursing care week")),
    Priced("reablement", "episode", ("reablement episode",)),
    Priced(CHARGE, "day", (
        "charge", "charge day", "reimbursement charge", "reimbursement charge day",
        "delayed discharge charge", "delayed discharge charge day",
    )),
)  # fmt: skip
"""Columns or items of a table of unit costs."""

_ASIDE = frozenset({
    "gbp", "pounds", "thousand", "thousands", "000", "000s", "million", "millions", "m", "k", "s",
    "gross", "net", "spend", "spending", "expenditure", "current", "older", "people", "aged", "65",
    "and", "over", "plus", "total", "cost", "costs", "unit", "average", "per", "a", "of", "price",
    "rate", "the", "all", "hrgs", "service", "services", "paid", "by", "council", "nhs", "on",
    "for",
})  # fmt: skip
_SCALES = (
    (re.compile(r"million|£\s*m\b|gbp\s*m\b"), 1e6),
    (re.compile(r"thousand|'?000|£\s*k\b|gbp\s*k\b"), 1e3),
    (re.compile(r"£|gbp|pounds"), 1.0),
)


def spent_on(heading: str, services: Mapping[str, object]) -> str | None:
    """Return the service that a heading of spending is about, or None."""
    known = {key: (*SPENT_ON.get(key, ()), key.replace("_", " ")) for key in services}
    return next((key for key, phrases in known.items() if _means(heading, phrases)), None)


def priced(text: str) -> Priced | None:
    """Return the price that a heading or an item tells, or None."""
    return next((one for one in PRICED if _means(text, one.phrases)), None)


def gbp(heading: str) -> float | None:
    """Return how many pounds one of a column's units is, or None where it does not say."""
    text = heading.casefold()
    return next((scale for pattern, scale in _SCALES if pattern.search(text)), None)


def is_net(heading: str) -> bool:
    """Whether a heading says that what users pay is already taken off."""
    return "net" in _words(heading)


def _means(text: str, phrases: Phrases) -> bool:
    telling = _words(text) - _ASIDE
    return any(telling == _words(phrase) - _ASIDE for phrase in phrases)


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z0-9]+", text.casefold().replace("_", " "))
    return frozenset("hour" if word in ("hourly", "hours") else _singular(word) for word in found)


def _singular(word: str) -> str:
    return "week" if word in ("weekly", "weeks") else word
