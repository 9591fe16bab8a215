"""What was agreed between the partners, against what the model says they achieved."""

from __future__ import annotations

import math
from typing import Any

import xarray as xr

from carefunds_sim.analysis.agreement import Achievement, achievements
from carefunds_sim.report.document import Chapter, Paragraph, Results
from carefunds_sim.report.scenario_names import names_by_label, row_name, scenario_words
from carefunds_sim.report.scenario_text import parts
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import (
    MISSING,
    as_unit,
    counted,
    joined,
    percent,
    plain_word,
    signed_percent,
)


def agreement(results: Results) -> Chapter | None:
    """Return the terms and targets of every arrangement; None where there is no arrangement."""
    dataset = results.dataset
    laid_down = terms(dataset)
    if not laid_down.rows:
        return None
    about = (
        "What each arrangement lays down, and whether it does what its partners agreed. A target "
        "is a change against the baseline arrangement; nothing in the model makes it come true. It "
        "is met, or not met, where the whole 95% interval says so, over all years reported: those "
        "before an arrangement took effect count as well. "
    )
    against = targets(dataset)
    tables = (against, laid_down) if against.rows else (laid_down,)
    words = Paragraph(about + targets_in_words(dataset))
    return Chapter("agreement", "What was agreed, and what was achieved", (words, *tables))


BUDGETING = {
    "by_origin": "on the lines that its own money pays for",
    "pro_rata": "on all lines alike, acute care last",
    "fixed_and_variable": "on all lines alike but {fixed}, which are fixed",
}
"""Where a partner's growth or cut falls in a shared fund, by the word in an arrangement's file."""

NO_POOL = "each body bears what its own fund over- or underspends"
RISK = {
    "own": "each body bears what its own pounds over- or underspend",
    "by_contribution": "shared between the bodies by what they paid in",
    "capped": "each partner bears its share of an overspend up to {cap} of what it paid in; {host} "
    "bears the rest",
    "host": "{host} bears all of it",
}
"""Who bears what a shared fund over- or underspends, by the word in an arrangement's file."""

VERDICTS = {True: "met", False: "not met", None: "not clear whether met"}


def terms(dataset: xr.Dataset) -> Table:
    """Return what each arrangement of a study lays down, one row each."""
    rows = tuple(map(_terms, parts(dataset, "arrangement")))
    columns = (
        "Arrangement", "Shared fund, and what it pays for", "A partner's growth or cut falls",
        "Over- and underspends",
        "Charge for delayed days", "Joint practice", "Targets reviewed",
    )  # fmt: skip
    return Table("What the arrangements lay down", columns, rows)


def _terms(found: dict[str, Any]) -> tuple[str, ...]:
    pools = list(found.get("pools", {}).values())
    return (
        str(found.get("title", "")),
        "; ".join(map(_paid, pools)) or "none",
        "; ".join(map(_budgeting, pools)) or "on its own services",
        "; ".join(map(_risk, pools)) or NO_POOL,
        "the council pays the NHS" if found.get("charge") else "none",
        ", ".join(map(plain_word, found.get("practice", ()))) or "none",
        "yes" if found.get("agreement", {}).get("reviewed") else "no",
    )


def _paid(pool: dict[str, Any]) -> str:
    """Return who leads a shared fund, and what it pays for."""
    lead = f", led by {_body(pool['lead'])}" if pool.get("lead") else ""
    shares = pool["share"]["value"].items()
    parts = ", ".join(f"{percent(share)} of {plain_word(service)}" for service, share in shares)
    return f"{pool['title']}{lead}: {parts}"


def _budgeting(pool: dict[str, Any]) -> str:
    fixed = joined([plain_word(name) for name in pool.get("fixed", ())])
    return BUDGETING[pool.get("budgeting", "by_origin")].format(fixed=fixed)


def _risk(pool: dict[str, Any]) -> str:
    cap = pool.get("risk_cap", {}).get("value", math.nan)
    return RISK[pool.get("risk_share", "own")].format(
        cap=percent(cap), host=_body(pool.get("host"))
    )


def _body(word: str | None) -> str:
    return {"nhs": "the NHS", "council": "the council"}.get(word or "", "the host")


def targets(dataset: xr.Dataset) -> Table:
    """Return every target with what was agreed, what was achieved and whether that is enough."""
    names = scenario_words(dataset)
    rows = []
    for found in achievements(dataset):
        known = dataset[found.outcome].attrs.get("long_name") if found.outcome in dataset else None
        words = str(known or plain_word(found.outcome))
        verdict = VERDICTS[found.is_met] if math.isfinite(found.mean) else "not known here"
        unit = str(dataset[found.outcome].attrs["units"]) if found.outcome in dataset else ""
        levels = [_level(level, unit) for level in (found.without, found.plan, found.outturn)]
        change = (signed_percent(found.agreed), _achieved(found), verdict)
        rows.append((row_name(names[found.scenario]), words, *levels, *change))
    columns = (
        "", "Target", "Without it", "Plan", "Outturn", "Change agreed", "Achieved", "Verdict",
    )  # fmt: skip
    return Table("Plan and outturn (levels a year; change against the baseline)",
                 columns, tuple(rows))  # fmt: skip


def _level(level: float, unit: str) -> str:
    return as_unit(level, unit) if math.isfinite(level) else MISSING


def _achieved(found: Achievement) -> str:
    mean, low, high = (signed_percent(end, 1) for end in (found.mean, found.low, found.high))
    if not math.isfinite(found.low):
        return f"{mean}\n(no interval)" if math.isfinite(found.mean) else MISSING
    return f"{mean}\n({low} to {high})"


def targets_in_words(dataset: xr.Dataset) -> str:
    """Say in a sentence how many targets were met, were not, and of how many that is not clear."""
    found = [one.is_met for one in achievements(dataset)]
    if not found:
        return "No targets were agreed in any of these arrangements, so none can be met or missed."
    counts = [
        f"{number} {'is' if number == 1 else 'are'} {words}"
        for key, words in VERDICTS.items()
        if (number := found.count(key))
    ]
    return f"Of the {counted(len(found), 'target')}, {joined(counts)}."


def achievement_sentences(group: xr.Dataset, dataset: xr.Dataset) -> list[str]:
    """Say for each target of a group's agreements what was agreed and what was achieved."""
    names = names_by_label(group)
    return [
        f"{names[found.scenario]}: {_target(found, dataset)}"
        for found in achievements(dataset)
        if found.scenario in names
    ]


def _target(found: Achievement, dataset: xr.Dataset) -> str:
    if not math.isfinite(found.mean):
        return f"agreed on '{found.outcome}', which is not known here."
    what = str(dataset[found.outcome].attrs["long_name"]).lower()
    low, high = signed_percent(found.low), signed_percent(found.high)
    ends = f" ({low} to {high})" if math.isfinite(found.low) else ""
    agreed_on, achieved = signed_percent(found.agreed), signed_percent(found.mean)
    return f"agreed {agreed_on} {what}, achieved {achieved}{ends}."
