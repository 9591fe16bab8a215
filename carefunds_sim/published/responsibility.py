"""How delayed days are attributed to bodies, from a table that tells reason and body together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from carefunds_sim.published.change import Change
from carefunds_sim.published.stages import FEWEST_DAYS
from carefunds_sim.scenario.raw import table
from carefunds_sim.vocabulary import DelayReason, Responsible, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.published.change import Raw
    from carefunds_sim.published.days import Days

_SETTINGS = (Setting.ACUTE, Setting.NON_ACUTE)
_DIGITS = 3


def changes(like: Raw, days: Days, *, source: str, at: str) -> Iterator[Change]:
    """Yield the split of each setting's reasons, where the table tells reason by body."""
    for setting in _SETTINGS:
        before = table(like, "responsibility", setting.word)
        own = {
            reason.word: shares(row)
            for reason in DelayReason
            if reason.word in before and (row := _row(days, setting, reason))
        }
        if own:
            kept = [word for word in before if word not in own]
            said = f"{at}; delayed days of each reason by body"
            if kept:
                said += f"; as in {like['name']} for {', '.join(kept)}, with fewer than "
                said += f"{FEWEST_DAYS} days"
            place = ("responsibility", setting.word)
            yield Change(place, {**before, **own}, source, said)


def implied(like: Raw, days: Days) -> float | None:
    """Return the NHS share of days that the splits of the like area give to these reasons.

    The two settings' splits are taken as equally weighty, as England's beds nearly are.
    """
    splits = [table(like, "responsibility", setting.word) for setting in _SETTINGS]
    if not all(splits) or not days.total:
        return None
    nhs = math.fsum(
        count * sum(split[reason.word]["nhs"] for split in splits) / len(splits)
        for reason, count in days.by_reason.items()
        if all(reason.word in split for split in splits)
    )
    return nhs / days.total


def shares(row: dict[Responsible, float]) -> dict[str, Any]:
    """Return days as shares that sum to 1 exactly; the largest takes what rounding leaves."""
    total = sum(row.values())
    found = {body.word: round(days / total, _DIGITS) for body, days in row.items()}
    largest = max(found, key=lambda word: found[word])
    rest = sum(share for word, share in found.items() if word != largest)
    return {**found, largest: round(1.0 - rest, _DIGITS)}


def _row(days: Days, setting: Setting, reason: DelayReason) -> dict[Responsible, float] | None:
    """Return the days of a reason by body, in a setting or, where it is not told, in both."""
    row = days.split.get((setting, reason)) or days.split.get((None, reason))
    return row if row and sum(row.values()) >= FEWEST_DAYS else None
