"""A hybrid of two scenarios: some groups of rules from one arrangement, the rest from the other.

A rule goes with its fund. Own funds stand for own funds. A pool stands for the pool of the same
name; where there is none, for the only pool of the other arrangement; where it has none or
several, for own funds: a pool without the sight of its own arrangement sees what the partners saw
when the money was still their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import BaseModel

from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.scenario import Scenario, with_parts
from carefunds_sim.scenario.schema.arrangement import (
    FIELDS,
    GROUPS,
    LABELS,
    Arrangement,
    Overhead,
    Pool,
    Rules,
)
from carefunds_sim.scenario.schema.quantity import Quantity
from carefunds_sim.scenario.schema.words import plain_values
from carefunds_sim.vocabulary import Budgeting, DecidedBy, RiskShare

Raw = dict[str, Any]
Pick = Callable[[str], "Scenario"]
"""Says which of two scenarios a group of rules is taken from."""


def hybrid(one: Scenario, other: Scenario, groups: Collection[str]) -> Scenario:
    """Return ``one`` with the named groups of rules of ``other``'s arrangement.

    With no group it runs exactly as ``one``, with all of them exactly as ``other``.

    Raises
    ------
    CarefundsError
        The two differ in more than their arrangement, or a group is unknown.
    ScenarioError
        The rules do not go together.
    """
    first, second = _arrangements(one, other)
    if unknown := set(groups) - set(GROUPS):
        raise CarefundsError(
            f"no group of rules is called {', '.join(sorted(unknown))} (there are: "
            f"{', '.join(GROUPS)})"
        )

    def pick(group: str) -> Scenario:
        return other if group in groups else one

    replaces, replaced = _before(one, other, pick)
    name = _name(first.name, second.name, groups)
    title = _name(first.title, second.title, groups)
    squeeze = one.squeeze.name if one.squeeze else ""
    draft = replace(
        one,
        name="/".join(filter(None, (one.area.name, name, squeeze))),
        title=title,
        arrangement=first.model_copy(update={"replaces": replaces}),
        replaced=replaced,
    )
    data = _mixed(pick) | {"name": name, "title": title, "about": title}
    if replaces is not None:
        data["replaces"] = replaces
    return with_parts(draft, {"arrangement": data})


def players(one: Scenario, other: Scenario) -> tuple[str, ...]:
    """Return the groups of rules in which two scenarios really differ.

    Evidence and labels apart: taking the group makes another rule of at least one hybrid.
    """
    none, every = rules_of(hybrid(one, other, ())), rules_of(hybrid(one, other, GROUPS))
    return tuple(
        group
        for group in GROUPS
        if rules_of(hybrid(one, other, [group])) != none
        or rules_of(hybrid(one, other, [name for name in GROUPS if name != group])) != every
    )


def rules_of(scenario: Scenario) -> Raw:
    """Return all that the arrangements of a scenario ask of a run, without evidence and labels."""
    return {
        key: _rules_only(part)
        for key in ("arrangement", "replaced")
        if (part := getattr(scenario, key)) is not None
    }


def _arrangements(one: Scenario, other: Scenario) -> tuple[Arrangement, Arrangement]:
    """Return the two arrangements of scenarios that differ in nothing else."""
    for part in ("area", "squeeze", "run", "switched_off"):
        if getattr(one, part) != getattr(other, part):
            raise CarefundsError(
                f"'{one.name}' and '{other.name}' must differ in their arrangement only; their "
                f"{part.replace('_', ' ')} differs"
            )
    for scenario in (one, other):
        if scenario.arrangement is None:
            raise CarefundsError(f"'{scenario.name}' has no arrangement whose rules could be taken")
    return _arrangement(one), _arrangement(other)


def _arrangement(scenario: Scenario) -> Arrangement:
    assert scenario.arrangement
    return scenario.arrangement


def _before(one: Scenario, other: Scenario, pick: Pick) -> tuple[str | None, Arrangement | None]:
    """Return the name and the rules of what holds until the hybrid is in force.

    Where the two come after the same rules, which may be those of one of them, these hold.
    """
    earlier = [scenario.replaced or _arrangement(scenario) for scenario in (one, other)]
    if _rules_only(earlier[0]) != _rules_only(earlier[1]):
        chosen = pick("set_up")
        return _arrangement(chosen).replaces, chosen.replaced
    replaced = one.replaced or other.replaced
    return (replaced.name if replaced else None), replaced


def _mixed(pick: Pick) -> Raw:
    """Return an arrangement's rules, each from the scenario that its group is taken from."""
    funds = _arrangement(pick("funds"))
    data = _fields_by_group(Arrangement, lambda group: _arrangement(pick(group)))
    data.pop("replaces", None)
    data["own_funds"] = _fields_by_group(Rules, lambda group: _arrangement(pick(group)).own_funds)
    data["overhead"] = _fields_by_group(Overhead, lambda group: _arrangement(pick(group)).overhead)
    data["overhead"]["setup_months"] |= _no_set_up(pick("set_up"))
    data["pools"] = {name: _pool(name, funds, pick) for name in funds.pools}
    return data


def _pool(name: str, funds: Arrangement, pick: Pick) -> Raw:
    """Return a pool of one arrangement under the rules of its counterparts in both."""

    def rules(group: str) -> Rules:
        counterpart = _counterpart(name, funds, _arrangement(pick(group)))
        if counterpart is not None and counterpart.rules is not None:
            return counterpart.rules
        return _arrangement(pick(group)).own_funds.model_copy(update={"council_offset": None})

    def terms(group: str) -> Pool | _Unpooled:
        return _counterpart(name, funds, _arrangement(pick(group))) or _Unpooled()

    pool = _fields_by_group(Pool, terms)
    if pool["decided_by"] == DecidedBy.BOARD.word:
        pool["rules"] = _fields_by_group(Rules, rules)
    return pool


class _Unpooled(NamedTuple):
    """How money is run that is not pooled: each body budgets its own and bears its own risk."""

    budgeting: Budgeting = Budgeting.BY_ORIGIN
    fixed: tuple[str, ...] = ()
    minimum: None = None
    risk_share: RiskShare = RiskShare.OWN
    risk_cap: None = None
    host: None = None


def _counterpart(name: str, mine: Arrangement, theirs: Arrangement) -> Pool | None:
    """Return the pool that stands for one of mine in another arrangement, if one does."""
    if name in theirs.pools:
        return theirs.pools[name]
    if len(mine.pools) == len(theirs.pools) == 1:
        return next(iter(theirs.pools.values()))
    return None


def _fields_by_group(part: type[BaseModel], source: Callable[[str], Any]) -> Raw:
    """Return the fields of a part, each from the source of its group, as plain values."""
    given = {field: getattr(source(group), field) for field, group in FIELDS[part].items()}
    return {field: _plain(item) for field, item in given.items() if item is not None}


def _no_set_up(scenario: Scenario) -> Raw:
    """Return no set-up months for an arrangement that holds from the first day."""
    months = _arrangement(scenario).overhead.setup_months
    if scenario.replaced is not None or months.value == 0.0:
        return {}
    return {"value": 0.0, "kind": "assumed", "why": "it holds from the first day", "source": None}


def _plain(item: Any) -> Any:
    if isinstance(item, BaseModel):
        return plain_values(item)
    return getattr(item, "word", item)


def _rules_only(part: Any) -> Any:
    """Return what a part asks of a run: values without evidence, rules without labels."""
    if isinstance(part, Quantity):
        return part.value
    if isinstance(part, BaseModel):
        labels = LABELS | {"replaces"} if isinstance(part, Arrangement | Pool) else frozenset()
        keys = type(part).model_fields.keys() - labels
        return {key: _rules_only(getattr(part, key)) for key in sorted(keys)}
    if isinstance(part, dict):
        return {key: _rules_only(item) for key, item in part.items()}
    return part


def _name(one: str, other: str, groups: Collection[str]) -> str:
    if not groups:
        return one
    return other if set(groups) >= set(GROUPS) else f"{one} with {', '.join(groups)} of {other}"
