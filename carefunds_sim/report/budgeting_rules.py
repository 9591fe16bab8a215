"""Whether what a shared fund does depends on its budgeting rule alone."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import xarray as xr

from carefunds_sim.report.findings import Direction, Finding, findings
from carefunds_sim.report.scenario_text import text_of
from carefunds_sim.report.wording import as_unit, joined, unit_words, within_sentence
from carefunds_sim.report.worlds import in_worlds
from carefunds_sim.vocabulary import Budgeting

RULES = {
    Budgeting.BY_ORIGIN.word: "by origin",
    Budgeting.PRO_RATA.word: "pro rata",
    Budgeting.FIXED_AND_VARIABLE.word: "by fixed and variable lines",
}
"""Budgeting rules as they are said in a sentence, by the word in an arrangement's file."""

_OF_THE_RULE = ("budgeting", "fixed", "title", "host")


def depends_on_budgeting(dataset: xr.Dataset, outcome: str) -> list[str]:
    """Return a sentence for each shared fund whose effect has another sign under another rule.

    Arrangements count as one fund where they differ in nothing but how the fund is budgeted.
    """
    known = {label: _fund(dataset, label) for label in map(str, dataset["scenario"].values)}
    of_funds = [(known[each.scenario], each) for each in findings(dataset, outcome)]
    shared = [(*fund, each) for fund, each in of_funds if fund is not None]
    shared.sort(key=lambda one: one[0])
    found = []
    for _, members in groupby(shared, key=lambda one: one[0]):
        by_rule = {rule: each for _, rule, each in members}
        directions = {each.direction for each in by_rule.values()}
        if {Direction.LOWER, Direction.HIGHER} <= directions:
            found.append(_sentence(dataset, outcome, by_rule))
    return found


def _fund(dataset: xr.Dataset, label: str) -> tuple[str, str] | None:
    """Return what a scenario asks of a run but for its budgeting rule, and that rule."""
    text = text_of(dataset, label)
    pools: dict[str, Any] = (text.get("arrangement") or {}).get("pools") or {}
    rules = {pool.get("budgeting", Budgeting.BY_ORIGIN.word) for pool in pools.values()}
    if len(rules) != 1:
        return None
    alike = {
        key: {k: v for k, v in pool.items() if k not in _OF_THE_RULE} for key, pool in pools.items()
    }
    rest = {k: v for k, v in text["arrangement"].items() if k not in ("name", "title", "about")}
    parts = [text.get(part, {}).get("name") for part in ("area", "squeeze")]
    return json.dumps([*parts, rest | {"pools": alike}], sort_keys=True), rules.pop()


def _sentence(dataset: xr.Dataset, outcome: str, by_rule: dict[str, Finding]) -> str:
    one = next(iter(by_rule.values()))
    words = f"{dataset[outcome].attrs['long_name']} ({unit_words(one.unit)})"
    under = f", {one.circumstances}" if one.circumstances else ""
    said = joined([f"{RULES[rule]} {_how(each)}" for rule, each in sorted(by_rule.items())])
    return (
        f"The sign depends on the budgeting rule{under}: {within_sentence(words)} "
        f"{one.led} {one.arrangement} is, budgeted {said}."
    )


def _how(each: Finding) -> str:
    if not each.is_clear:
        return str(each.direction)
    if each.over:
        found = each.over.whole
        return f"{each.direction} {in_worlds(found.agreeing, found.worlds)}"
    ends = sorted(abs(end) for end in (each.low, each.high))
    return f"{each.direction} by {as_unit(ends[0], each.unit)} to {as_unit(ends[1], each.unit)}"
