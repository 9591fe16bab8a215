"""What published tables call their columns.

A heading is compared by its words alone: small letters and digits, ``&`` as "and", without the
letters that official tables number their reasons by. Which service a heading of money or an item
of a price list is about is known by its distinctive words: what it costs by, and words such as
"gross" or "average", are set aside, and the order of the rest does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from carefunds_sim.vocabulary import DelayReason, Responsible, Setting

Phrases = tuple[str, ...]
Meant = TypeVar("Meant")

ALIASES: dict[str, Phrases] = {
    "code": (
        "code", "ons code", "area code", "la code", "local authority code", "geography code",
        "gss code",
    ),
    "name": (
        "name", "council", "local authority", "local authority name", "area", "area name",
        "la name", "geography name", "cassr", "council name",
    ),
    "year": ("year", "fy", "financial year"),
    "total": ("total", "total days", "total delayed days"),
    "months": ("months", "n months", "months counted"),
    "reason": ("reason", "reason for delay", "delay reason"),
    "body": (
        "body", "responsible organisation", "responsible", "attributable to", "org", "organisation",
    ),
    "setting": ("setting", "care type", "type of care"),
    "days": ("days", "delayed days", "number of days"),
    "item": ("item", "currency description", "currency", "description", "service"),
    "activity": ("activity", "number of units"),
    "price": ("unit cost gbp", "unit cost", "price gbp", "price", "gbp", "cost gbp"),
}  # fmt: skip
"""What each column may be called."""

RETURNED: dict[str, tuple[Phrases, ...]] = {
    "home_care_gbp": (("home care gbp", "average gross hourly cost for home help care"),),
    "residential_gbp": ((
        "residential gbp",
        "average gross weekly expenditure per person on supporting older people in residential "
        "care including full cost paying and preserved rights residents",
    ),),
    "nursing_gbp": ((
        "nursing gbp",
        "average gross weekly expenditure per person on supporting older people in nursing care",
    ),),
    "home_care_users": (("home care users", "a4 11"),),
    "residential_weeks": (("residential weeks", "d1 2"), ("other residential weeks", "d1 3")),
    "nursing_weeks": (("nursing weeks", "d1 1"),),
    "assessments": (("assessments", "a3 6"),),
}  # fmt: skip
"""What councils return of a year, each the sum of columns with plain or official headings; the
second and later columns need not be there."""

REASONS: dict[DelayReason, Phrases] = {
    DelayReason.ASSESSMENT: ("assessment", "completion of assessment"),
    DelayReason.PUBLIC_FUNDING: ("public funding",),
    DelayReason.FURTHER_NHS_CARE: (
        "further nhs care", "further nhs", "further non acute nhs care", "further non acute nhs",
    ),
    DelayReason.RESIDENTIAL_HOME: (
        "residential home", "residential", "residential home placement or availability",
    ),
    DelayReason.NURSING_HOME: (
        "nursing home", "nursing", "nursing home placement or availability",
    ),
    DelayReason.CARE_PACKAGE_AT_HOME: (
        "care package at home", "care package in own home", "care package", "home package",
    ),
    DelayReason.COMMUNITY_EQUIPMENT: (
        "community equipment", "equipment", "community equipment and adaptations",
        "community equipment adaptions",
    ),
    DelayReason.PATIENT_CHOICE: (
        "patient choice", "choice", "patient or family choice", "family choice",
    ),
    DelayReason.DISPUTES: ("disputes", "dispute"),
    DelayReason.HOUSING: (
        "housing", "housing patients not covered by care act",
        "housing patients not covered by nhs and community care act", "other",
    ),
}  # fmt: skip
"""The official reasons; "other", which later returns have, is counted with housing."""

BODIES: dict[Responsible, Phrases] = {
    Responsible.NHS: ("nhs",),
    Responsible.SOCIAL_CARE: ("social care", "socialcare"),
    Responsible.BOTH: ("both", "nhs and social care"),
}

SETTINGS: dict[Setting, Phrases] = {
    Setting.ACUTE: ("acute", "acute care"),
    Setting.NON_ACUTE: ("non acute", "non acute care", "nonacute"),
}

_NUMBERED = re.compile(r"^[a-z]{1,3}\)\s*")


@lru_cache(maxsize=4096)  # a long table says the same few words in every row
def words(heading: str) -> str:
    """Return a heading as its bare words, such as ``public funding`` for ``B) Awaiting ...``."""
    text = _NUMBERED.sub("", heading.strip().casefold().replace("&", " and "))
    bare = " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())
    return bare.removeprefix("awaiting ")


def meaning(text: str, known: Mapping[Meant, Phrases]) -> Meant | None:
    """Return what a heading or a cell means, of what has known names, or None."""
    bare = words(text)
    return next((one for one, names in known.items() if bare in names), None)


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


PRICED: tuple[Priced, ...] = (
    Priced("acute", "day", ("acute bed day", "excess bed day", "excess bed days")),
    Priced("intermediate_beds", "day", (
        "intermediate care bed day", "intermediate bed day", "intermediate care bed based",
    )),
    Priced("home_care", "hour", ("home care hour", "homecare hour", "domiciliary care hour")),
    Priced("residential", "week", ("residential week", "residential care week")),
    Priced("nursing", "week", ("nursing week", "nursing care week")),
    Priced("reablement", "episode", ("reablement episode",)),
    Priced("charge", "day", (
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
_SAME_WORD = {"hourly": "hour", "hours": "hour", "weekly": "week", "weeks": "week"}
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
    """Return the price that a heading or an item is of, or None."""
    return next((one for one in PRICED if _means(text, one.phrases)), None)


def gbp(heading: str) -> float | None:
    """Return how many pounds one of a column's units is, or None where it does not say."""
    text = heading.casefold()
    return next((scale for pattern, scale in _SCALES if pattern.search(text)), None)


def is_net(heading: str) -> bool:
    """Return whether a heading says that what users pay is already taken off."""
    return "net" in _words(heading)


def _means(text: str, phrases: Phrases) -> bool:
    distinctive = _words(text) - _ASIDE
    return any(distinctive == _words(phrase) - _ASIDE for phrase in phrases)


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z0-9]+", text.casefold().replace("_", " "))
    return frozenset(_SAME_WORD.get(word, word) for word in found)
