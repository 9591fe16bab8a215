"""What partners agreed: their terms in plain words, and their targets beside what was achieved."""

from __future__ import annotations

import math
from typing import Any

import xarray as xr

from carefunds_sim.analysis.agreement import Achievement, achievements
from carefunds_sim.report.numbers import MISSING, counted, percent, signed_percent
from carefunds_sim.report.stored import parts
from carefunds_sim.report.tables import Table
from carefunds_sim.report.values import plain_word
from carefunds_sim.report.wording import joined, row_name, scenario_words

NO_POOL = "each body bears what its own fund over- or underspends"
RISK = {
    "own": "each body bears it by what it paid in",
    "by_contribution": "shared between the bodies by what they paid in",
    "capped": "each partner bears its share of an overspend up to {cap} of what it paid in; {host} "
    "bears the rest",
    "host": "{host} bears all of it",
}
"""Who bears what a shared fund over- or underspends, by the word in an arrangement's file."""

VERDICTS = {True: "met", False: "not met", None: "not clear whether met"}


def terms(dataset: xr.Dataset) -> Table:
    """Return what each arrangement of a study lays down, one row each."""
    rows = tuple(_terms(found) for found in parts(dataset, "arrangement"))
    columns = (
        "Arrangement", "Shared fund, and what it pays for", "Over- and underspends",
        "Charge for delayed days", "Joint practice", "Targets reviewed",
    )  # fmt: skip
    return Table("What the arrangements lay down", columns, rows)


def _terms(found: dict[str, Any]) -> tuple[str, ...]:
    pools = list(found.get("pools", {}).values())
    return (
        str(found.get("title", "")),
        "; ".join(f"{_led(pool)}: {_paid(pool)}" for pool in pools) or "none",
        "; ".join(_risk(pool) for pool in pools) or NO_POOL,
        "the council pays the NHS" if found.get("charge") else "none",
        ", ".join(map(plain_word, found.get("practice", ()))) or "none",
        "yes" if found.get("agreement", {}).get("reviewed") else "no",
    )


def _led(pool: dict[str, Any]) -> str:
    lead = pool.get("lead")
    return f"{pool['title']}, led by {_body(lead)}" if lead else str(pool["title"])


def _paid(pool: dict[str, Any]) -> str:
    shares = pool["share"]["value"].items()
    return ", ".join(f"{percent(share)} of {plain_word(service)}" for service, share in shares)


def _risk(pool: dict[str, Any]) -> str:
    cap = pool.get("risk_cap", {}).get("value", math.nan)
    return RISK[pool["risk_share"]].format(cap=percent(cap), host=_body(pool.get("host")))


def _body(word: str | None) -> str:
    return {"nhs": "the NHS", "council": "the council"}.get(word or "", "the host")


def targets(dataset: xr.Dataset) -> Table:
    """Return every target with what was agreed, what was achieved and whether that is enough."""
    names = scenario_words(dataset)
    rows = tuple(
        (
            row_name(names[found.scenario]),
            _title(dataset, found.outcome),
            signed_percent(found.agreed),
            _achieved(found),
            _verdict(found),
        )
        for found in achievements(dataset)
    )
    columns = ("", "Target", "Agreed", "Achieved", "Verdict")
    return Table("What was agreed, and what was achieved (change against the baseline)",
                 columns, rows)  # fmt: skip


def _title(dataset: xr.Dataset, outcome: str) -> str:
    known = dataset[outcome].attrs.get("long_name") if outcome in dataset else None
    return str(known or plain_word(outcome))


def _achieved(found: Achievement) -> str:
    mean, low, high = (signed_percent(end, 1) for end in (found.mean, found.low, found.high))
    if not math.isfinite(found.low):
        return f"{mean}\n(no interval)" if math.isfinite(found.mean) else MISSING
    return f"{mean}\n({low} to {high})"


def _verdict(found: Achievement) -> str:
    return VERDICTS[found.is_met] if math.isfinite(found.mean) else "not known here"


def told(dataset: xr.Dataset) -> str:
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
