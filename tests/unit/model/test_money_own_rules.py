"""Decision rules of one's own: what they see, what they may decide, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_money_decisions import waiting_in_beds
from test_money_town import FIRST, HOME_CARE, HOSPITAL, NEXT, REHAB, Town, make_town

from carefunds_sim.errors import ArgumentError, SimulationError
from carefunds_sim.model.money.books import form_pools
from carefunds_sim.model.money.decisions import decide
from carefunds_sim.model.money.fund_view import FundView, fund_view
from carefunds_sim.model.money.month import close_month
from carefunds_sim.model.money.own_rules import Decision, decision_rule
from carefunds_sim.vocabulary import Loop, WaitingPlace

pytestmark = pytest.mark.usefixtures("extensions")
NHS, COUNCIL, POOL = range(3)
REGISTERED = {"own": {"decision_rule": "mine"}, "pool": {"decision_rule": "mine"}}
Rule = Callable[[FundView], Any]


def as_the_model_does(view: FundView) -> list[Decision]:
    """The model's own rule, from what a view shows."""
    if not view.may_give or not view.may_take:
        return []
    give = min(view.may_give, key=lambda service: view.worth_less[service])
    take = max(view.may_take, key=lambda service: view.worth_more[service])
    if view.worth_more[take] <= max(0.01, view.worth_less[give] * (1.0 + view.hysteresis)):
        return []
    return [Decision(give, take, view.most(give, take))]


def decided(rule: Rule, *, month: int = FIRST, town: Town | None = None) -> Town:
    """A town after every fund whose turn it is has decided by a rule."""
    decision_rule(name="mine")(rule)
    town = town or make_town(own={"decision_rule": "mine"})
    decide(town.frame, town.books, month)
    return town


def refused(rule: Rule) -> str:
    with pytest.raises(SimulationError) as caught:
        decided(rule)
    return str(caught.value)


def view_of(town: Town, holder: int, month: int = FIRST) -> FundView:
    return fund_view(town.frame, town.books, holder, month)


def test_the_model_s_own_rule_can_be_written_from_the_view_to_the_last_bit() -> None:
    pools = [[0.0, 0.5, 0.8, 0.0]]
    mine, own = (
        waiting_in_beds(make_town(pools=pools, terms={"charge_on": 1.0}, **kinds))
        for kinds in (REGISTERED, {})
    )
    for town in (mine, own):
        town.books.demand[:] = [9.0, 6.0, 140.0, 0.0]
    before = own.books.budget.copy()
    decision_rule(name="mine")(as_the_model_does)
    for month in range(FIRST, NEXT + 1):
        decide(mine.frame, mine.books, month)
        decide(own.frame, own.books, month)
    assert not np.array_equal(own.books.budget, before), "nothing was moved"
    for name in ("budget", "contribution"):
        assert getattr(mine.books, name).tobytes() == getattr(own.books, name).tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_so_it_is_over_years_of_chance(seed: int) -> None:
    decision_rule(name="mine")(as_the_model_does)
    mine, own = (lived(seed, **kinds) for kinds in (REGISTERED, {}))
    for name in own.books._fields:
        if isinstance(getattr(own.books, name), np.ndarray):
            assert getattr(mine.books, name).tobytes() == getattr(own.books, name).tobytes(), name


def lived(seed: int, *, own: Any = None, pool: Any = None) -> Town:
    seen = {"sight": 0.7, "regard": 0.5, "goodwill": 0.5, **(own or {})}
    town = make_town(commissioners=(0.6, 0.4), pools=[[0.0, 0.5, 0.8, 0.0]], own=seen, pool=pool)
    chance = np.random.default_rng(seed)
    for month in range(FIRST - 6, FIRST + 30):
        usual = town.usage()
        usage = town.usage(
            unit_days=usual.unit_days * (0.7 + 0.6 * chance.random(usual.unit_days.shape)),
            waiting_days=90.0 * chance.random(usual.waiting_days.shape),
        )
        close_month(town.frame, town.books, town.conditions, usage, month)
    return town


def test_a_decision_moves_its_pounds_and_nothing_else() -> None:
    town = decided(moves_to_rehab)
    before = make_town()
    for cells in ("budget", "contribution"):
        change = getattr(town.books, cells) - getattr(before.books, cells)
        assert change[NHS, NHS, HOSPITAL] == pytest.approx(-1_000.0)
        assert change[NHS, NHS, REHAB] == pytest.approx(1_000.0)
        assert change.sum() == pytest.approx(0.0, abs=1e-6)


def moves_to_rehab(view: FundView) -> list[Decision]:
    return [Decision("hospital", "rehab", 1_000.0)] if view.fund == "fund 0" else []


def test_it_decides_at_the_fund_s_own_turn_or_every_month() -> None:
    seen: list[tuple[str, int, int]] = []

    def watch(view: FundView) -> list[Decision]:
        if (view.fund, view.year, view.month) not in seen:
            seen.append((view.fund, view.year, view.month))
        return []

    town = make_town(own={"decision_rule": "mine"})
    decision_rule(name="mine")(watch)
    for month in range(FIRST, NEXT + 1):
        decide(town.frame, town.books, month)
    assert seen == [("fund 0", 2012, 4), ("fund 1", 2012, 10), ("fund 0", 2013, 4)]
    seen.clear()
    decision_rule(name="mine", every_month=True)(watch)
    decide(town.frame, town.books, FIRST + 1)
    assert [fund for fund, _, _ in seen] == ["fund 0", "fund 1"]


def test_where_no_money_is_moved_no_rule_is_asked() -> None:
    town = make_town(own={"decision_rule": "mine"}, off=[Loop.REALLOCATION])
    decided(lambda _view: pytest.fail("asked"), town=town)


def test_a_view_shows_a_fund_its_own_lines_and_no_other_s() -> None:
    town = waiting_in_beds(make_town())
    nhs, council = view_of(town, NHS), view_of(town, COUNCIL)
    assert [*nhs.budget] == ["hospital", "rehab"]
    assert [*council.budget] == ["rehab", "home_care"]
    for each in fields(FundView):
        found = getattr(council, each.name)
        if each.name not in ("partner_budgets",) and hasattr(found, "keys"):
            assert set(found) <= {"rehab", "home_care"}, each.name
    assert council.partner_budgets == {}, "sight is 0"


def test_what_falls_on_partners_is_seen_late_and_in_part() -> None:
    own = {"sight": 0.8, "regard": 0.5, "goodwill": 0.0, "lag": 3}
    town = make_town(own=own, terms={"charge_on": 0.0})
    usage = town.usage()
    for month in range(FIRST - 6, FIRST):
        close_month(town.frame, town.books, town.conditions, usage, month)
    old = town.books.lines[3, NHS].copy()
    town.books.lines[:3] = 1e9  # newer months, which must not show
    town.books.waiting[:3, HOME_CARE, WaitingPlace.ACUTE_BED] = 1e9
    view = view_of(town, COUNCIL)
    assert view.partner_budgets["body 0"] == {
        "hospital": pytest.approx(0.8 * old[HOSPITAL]),
        "rehab": pytest.approx(0.8 * old[REHAB]),
    }
    assert all(cost < 1e6 for cost in view.waiting_cost.values())
    assert "body 1" not in view.partner_budgets


def test_goodwill_and_distrust_hide_partners_lines() -> None:
    town = make_town(own={"sight": 1.0, "goodwill": 1.0, "lag": 0})
    town.books.lines[0] = town.books.budget.sum(axis=0)
    assert view_of(town, COUNCIL).sight == 0.5  # as far as trust goes
    town.books.trust[0] = 0.0
    assert view_of(town, COUNCIL).partner_budgets == {}


@pytest.mark.parametrize(
    "name", ["books", "frame", "budgets", "next_month", "partners", "__dict__"]
)
def test_what_a_fund_may_not_see_is_not_there(name: str) -> None:
    view = view_of(make_town(), NHS)
    with pytest.raises(
        AttributeError, match=f"a fund cannot see '{name}'; what it may see is fund"
    ):
        getattr(view, name)


def test_a_view_holds_plain_numbers_that_nobody_can_change() -> None:
    town = make_town(own={"sight": 1.0, "goodwill": 0.0})
    view = view_of(town, NHS)
    todo: list[Any] = [getattr(view, each.name) for each in fields(view)]
    while todo:
        found = todo.pop()
        if hasattr(found, "keys"):
            with pytest.raises(TypeError):
                found["rehab"] = 0.0
            todo += [*found.keys(), *found.values()]
        else:
            assert type(found) in (str, int, float), type(found)
    with pytest.raises(AttributeError):
        view.may_move = 1e9  # type: ignore[misc]
    before = view.budget["hospital"]
    town.books.budget[:] = 0.0
    assert view.budget["hospital"] == before, "it is a copy"


def test_a_rule_that_looks_too_far_is_named_with_its_line() -> None:
    said = refused(lambda view: view.books)
    assert said.startswith("decision rule 'mine', fund 0, 2012-04: it failed with AttributeError: ")
    assert "a fund cannot see 'books'" in said
    assert "test_money_own_rules.py, line" in said


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "must return a list of Decision, empty for none (got NoneType)"),
        ("hospital", "(got str)"),
        ([("hospital", "rehab", 1.0)], "must return a list of Decision (got a tuple in it)"),
        ([Decision("hospitl", "rehab", 1.0)], "from_service must be a service that it has a budget "
         "for (got 'hospitl'); did you mean 'hospital'? (there are: hospital, rehab)"),
        ([Decision("hospital", "home_care", 1.0)], "to_service must be a service that it has"),
        ([Decision(3, "rehab", 1.0)], "(got '3')"),  # type: ignore[arg-type]
        ([Decision("rehab", "rehab", 1.0)], "to another service (got 'rehab' twice)"),
        ([Decision("hospital", "rehab", math.nan)], "0 or more (got nan)"),
        ([Decision("hospital", "rehab", math.inf)], "0 or more (got inf)"),
        ([Decision("hospital", "rehab", -5.0)], "0 or more (got -5.0)"),
        ([Decision("hospital", "rehab", True)], "0 or more (got True)"),
        ([Decision("hospital", "rehab", "9")], "0 or more (got '9')"),  # type: ignore[arg-type]
        ([Decision("hospital", "rehab", 1e9)], "view.most(from_service, to_service) says"),
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused(found: Any, words: str) -> None:
    assert words in refused(lambda _view: found)


def test_a_limit_holds_for_all_decisions_together() -> None:
    def halves(view: FundView) -> Sequence[Decision]:
        half = view.most("hospital", "rehab") / 2
        return [Decision("hospital", "rehab", half)] * 2 if view.fund == "fund 0" else []

    moved = decided(halves)
    assert "may" in refused(lambda view: [*halves(view), Decision("hospital", "rehab", 1.0)])
    most = view_of(make_town(), NHS).most("hospital", "rehab")
    start = make_town().budget[NHS, REHAB]
    assert moved.budget[NHS, REHAB] - start == pytest.approx(most)


def test_a_rule_that_depends_on_more_than_its_view_is_refused() -> None:
    calls: list[int] = []

    def by_memory(view: FundView) -> list[Decision]:
        calls.append(1)
        return (
            [Decision("hospital", "rehab", float(len(calls)))] if "hospital" in view.budget else []
        )

    assert "decides otherwise when it is asked again" in refused(by_memory)


def test_most_is_what_the_model_would_move_and_nothing_where_money_does_not_move() -> None:
    town = make_town()
    view = view_of(town, NHS)
    assert view.most("hospital", "rehab") == min(
        view.may_move, view.may_give["hospital"], view.may_take["rehab"]
    )
    assert view.most("hospital", "hospital") == 0.0
    with pytest.raises(
        ArgumentError, match="fund 0 has no budget for 'rehb'; did you mean 'rehab'"
    ):
        view.most("hospital", "rehb")
    fixed = make_town(flexing={"movable": np.array([False, True, True, False])})
    assert view_of(fixed, NHS).most("hospital", "rehab") == 0.0
    assert "hospital" not in view_of(fixed, NHS).may_give


def test_a_pool_decides_by_its_own_rule_on_the_pounds_of_all() -> None:
    town = make_town(pools=[[0.0, 1.0, 1.0, 0.0]], pool={"decision_rule": "mine"})
    form_pools(town.books, town.frame.agreements[1].rules)
    before = town.books.budget.copy()

    def half(view: FundView) -> list[Decision]:
        return [Decision("home_care", "rehab", view.most("home_care", "rehab") / 2)]

    decided(half, town=town)
    change = town.books.budget - before
    assert change[POOL].sum(axis=0)[REHAB] > 0.0
    share = before[POOL, :, HOME_CARE] / before[POOL, :, HOME_CARE].sum()
    np.testing.assert_allclose(change[POOL, :, REHAB], share * change[POOL, :, REHAB].sum())
    assert not change[:POOL].any()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.floats(0.0, 1.0), st.sampled_from([NHS, COUNCIL]))
def test_pounds_are_conserved_and_no_line_falls_below_nothing(part: float, holder: int) -> None:
    def some(view: FundView) -> list[Decision]:
        return [
            Decision(give, take, part * view.most(give, take) / 4)
            for give in view.may_give
            for take in view.may_take
            if give != take
        ]

    town = make_town(own={"decision_rule": "mine", "virement": 1.0, "offset": 0})
    before = town.books.budget.copy()
    decided(some, town=town)
    np.testing.assert_allclose(
        town.books.budget.sum(axis=2), before.sum(axis=2), rtol=1e-12, atol=1e-6
    )
    assert (town.books.budget >= 0.0).all()
    assert view_of(town, holder).budget
