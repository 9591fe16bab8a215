"""What a council's own delays change: chances of stages, and who answers for delayed days.

Only stages of a stated length are touched: there the days of a reason follow the chance of the
stage. Waits for a team or a service follow from capacity, which delays say nothing certain about.
Days are attributed to bodies by a table that has reason and body together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from carefunds_sim.published.change import Change, Raw
from carefunds_sim.published.comparison import Comparison
from carefunds_sim.published.delays import Days
from carefunds_sim.scenario.faults import get, parts, table
from carefunds_sim.vocabulary import DelayReason, Responsible, Setting

_SETTINGS = (Setting.ACUTE, Setting.NON_ACUTE)
_DIGITS = 3
FEWEST_DAYS = 100
"""Fewer days than these are a handful of people, whose number is chance."""


class Stage(NamedTuple):
    """A stage of a stated length, and the reason that its days are recorded under."""

    name: str
    reason: DelayReason
    chances: dict[str, float]


def adjustable(like: Raw) -> Iterator[Stage]:
    """Yield the stages whose days follow their chance."""
    for name, stage in parts(like, "stages"):
        chances = table(stage, "from_hospital")
        if stage.get("reason") and get(stage, "days") is not None and chances:
            yield Stage(name, DelayReason.of(stage["reason"]), chances)


def stage_changes(like: Raw, comparison: Comparison, *, source: str, at: str) -> Iterator[Change]:
    """Yield the chances of each stage times the council's days per head against England's."""
    for stage in adjustable(like):
        if comparison.expected(stage.reason) >= FEWEST_DAYS:
            factor = comparison.ratio(stage.reason)
            chances = {name: chance * factor for name, chance in stage.chances.items()}
            capped = [name for name, chance in chances.items() if chance > 1]
            said = f"chances x {factor:.3f}, the council's days of this reason per 1,000 residents"
            said += f" against {comparison.against}; {at}"
            if capped:
                said += f"; {', '.join(capped)} held at 1"
            value = {name: round(min(1.0, chance), 4) for name, chance in chances.items()}
            yield Change(("stages", stage.name, "from_hospital"), value, source, said)


def unchanged_stages(like: Raw, comparison: Comparison) -> Iterator[str]:
    """Yield a sentence for each stage that is left as it was because its days are too few."""
    for stage in adjustable(like):
        expected = comparison.expected(stage.reason)
        if expected < FEWEST_DAYS:
            yield (
                f"stages.{stage.name}: England's rate would give {expected:.0f} days of "
                f"'{stage.reason.label}', fewer than {FEWEST_DAYS}, too few to show a habit"
            )


def responsibility_changes(like: Raw, days: Days, *, source: str, at: str) -> Iterator[Change]:
    """Yield the split of each setting's reasons, where the table has reason by body."""
    for setting in _SETTINGS:
        before = table(like, "responsibility", setting.word)
        own = {}
        for reason in DelayReason:  # a table may not say the setting
            row = days.split.get((setting, reason)) or days.split.get((None, reason))
            if reason.word in before and row and sum(row.values()) >= FEWEST_DAYS:
                own[reason.word] = shares(row)
        if own:
            others = [word for word in before if word not in own]
            said = f"{at}; delayed days of each reason by body"
            if others:
                said += f"; as in {like['name']} for {', '.join(others)}, with fewer than "
                said += f"{FEWEST_DAYS} days"
            place = ("responsibility", setting.word)
            yield Change(place, {**before, **own}, source, said)


def nhs_share(like: Raw, days: Days) -> float | None:
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
