"""What published tables call their columns.

A heading is compared by its words alone: small letters and digits, ``&`` as "and", without the
letters that official tables number their reasons by.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from carefunds_sim.vocabulary import DelayReason, Responsible, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE = "code"
NAME = "name"
YEAR = "year"
TOTAL = "total"
MONTHS = "months"
REASON = "reason"
BODY = "body"
SETTING = "setting"
DAYS = "days"
ITEM = "item"
PRICE = "price"
ACTIVITY = "activity"

ALIASES: dict[str, tuple[str, ...]] = {
    CODE: (
        "code", "ons code", "area code", "la code", "local authority code", "geography code",
        "gss code",
    ),
    NAME: (
        "name", "council", "local authority", "local authority name", "area", "area name",
        "la name", "geography name", "cassr", "council name",
    ),
    YEAR: ("year", "fy", "financial year"),
    TOTAL: ("total", "total days", "total delayed days"),
    MONTHS: ("months", "n months", "months counted"),
    REASON: ("reason", "reason for delay", "delay reason"),
    BODY: (
        "body", "responsible organisation", "responsible", "attributable to", "org", "organisation",
    ),
    SETTING: ("setting", "care type", "type of care"),
    DAYS: ("days", "delayed days", "number of days"),
    ITEM: ("item", "currency description", "currency", "description", "service"),
    ACTIVITY: ("activity", "number of units"),
    PRICE: ("unit cost gbp", "unit cost", "price gbp", "price", "gbp", "cost gbp"),
}  # fmt: skip
"""What each column may be called."""

REASONS: dict[DelayReason, tuple[str, ...]] = {
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

BODIES: dict[Responsible, tuple[str, ...]] = {
    Responsible.NHS: ("nhs",),
    Responsible.SOCIAL_CARE: ("social care", "socialcare"),
    Responsible.BOTH: ("both", "nhs and social care"),
}

SETTINGS: dict[Setting, tuple[str, ...]] = {
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


def known_as(heading: str, aliases: Mapping[str, tuple[str, ...]] = ALIASES) -> str | None:
    """Return the column that a heading means, or None."""
    bare = words(heading)
    return next((column for column, known in aliases.items() if bare in known), None)


def reason_of(text: str) -> DelayReason | None:
    """Return the official reason that a heading or a cell means, or None."""
    bare = words(text)
    return next((reason for reason, known in REASONS.items() if bare in known), None)


def body_of(text: str) -> Responsible | None:
    """Return the responsible body that a heading or a cell means, or None."""
    bare = words(text)
    return next((body for body, known in BODIES.items() if bare in known), None)


def setting_of(text: str) -> Setting | None:
    """Return acute or non-acute as a cell says, or None."""
    bare = words(text)
    return next((setting for setting, known in SETTINGS.items() if bare in known), None)
