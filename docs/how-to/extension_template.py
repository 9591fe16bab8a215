"""A file of your own: a decision rule, an outcome, a figure and an event hook.

Copy it, keep what you need, and give it to a command:

    carefunds run typical_council/separate/deep_cut --extension extension_template.py

An arrangement names the decision rule: ``own_funds: {decision_rule: protect_reablement}``.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

import carefunds_sim as cf

PROTECTED = "reablement"


@cf.decision_rule
def protect_reablement(view: cf.FundView) -> list[cf.Decision]:
    """Bring reablement back to what is wanted of it, from what can best spare the money."""
    if PROTECTED not in view.may_take:
        return []
    missing = max(0.0, view.demand[PROTECTED] - view.planned[PROTECTED])
    needed = min(missing * view.unit_cost[PROTECTED], view.may_take[PROTECTED], view.may_move)
    decisions = []
    for giver in sorted(view.may_give, key=lambda service: view.worth_less[service]):
        if giver != PROTECTED and needed > 0.0:
            pounds = min(view.may_give[giver], needed)
            decisions.append(cf.Decision(giver, PROTECTED, pounds))
            needed -= pounds
    return decisions


@cf.outcome(
    unit="bed days a month",
    title="Delayed days of the worst month",
    definition="Official delayed days of the month that has most of them",
)
def worst_month(period) -> float:
    """Return the delayed days of the worst month; accounts are by month, setting and reason."""
    return float(period.run.values["delayed_days"].sum(axis=(1, 2)).max())


@cf.figure
def worst_months(dataset: xr.Dataset) -> Figure:
    """Delayed days of the worst month, by scenario."""
    means = dataset["worst_month"].mean("replication")
    figure = Figure(figsize=(7, 3), layout="constrained")
    axes = figure.subplots()
    axes.barh(np.arange(means.size), means.to_numpy(), tick_label=means["arrangement"].to_numpy())
    axes.set_xlabel("bed days")
    return figure


seen: Counter[str] = Counter()


@cf.event_hook
def count_events(event, run) -> None:
    """Count what happens by its type, in this process; see ``carefunds trace`` for the words."""
    if run.replication == 0:
        seen[event.event_type] += 1
