"""The stocks and flows that are drawn are those of the code, and carry the loops as they are."""

from __future__ import annotations

import math
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from test_feedback_loops import source_of

from carefunds_sim.engines.steps import layout, records
from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.money.books import Books, HospitalBooks, MarketBooks
from carefunds_sim.scenario import stock_views as views
from carefunds_sim.scenario.feedback import Variable
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.loops import LOOPS
from carefunds_sim.scenario.stock_flow import Flow, Stock, View, name_of
from carefunds_sim.scenario.stocks import (
    CONVERTERS,
    COURSES,
    FLOWS,
    INFLUENCES,
    PARTS,
    SHOWN,
    STOCKS,
)
from carefunds_sim.vocabulary import Loop

BACKGROUND = Path(__file__).parents[3] / "docs" / "background"
STATE: dict[str, set[str]] = {
    "Books": set(Books._fields),
    "MarketBooks": set(MarketBooks._fields),
    "HospitalBooks": set(HospitalBooks._fields),
    "Conditions": set(Conditions._fields),
    "LEVELS": set(records.LEVELS),
    "PERSON": set(records.PERSON.names or ()),
    "SERVICE": set(records.SERVICE.names or ())
    - set(layout.OF_SERVICES)
    - set(layout.OF_CONDITIONS),
}
"""What the model keeps from month to month; a service's other fields are of the plan or a month."""
VIEWS = list(View)


def drawn() -> set[str]:
    return {field for stock in STOCKS for field in stock.state if not field.startswith("WORLD.")}


def remembered(page: str) -> list[str]:
    """Return the fields that the page lists as no stock; each row needs its reason."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    assert all(reason.strip() for _, _, reason in rows)
    return [f"{table}.{name}" for table, names, _ in rows for name in re.findall(r"`(\w+)`", names)]


def test_every_field_that_the_model_keeps_is_a_stock_or_listed_with_a_reason() -> None:
    listed = remembered((BACKGROUND / "stocks.md").read_text(encoding="utf-8"))
    fields = {f"{table}.{name}" for table, names in STATE.items() for name in names}
    assert len(listed) == len(set(listed))
    assert not set(listed) & drawn(), "a stock is no mere memory"
    assert set(listed) | drawn() == fields, "say in docs/background/stocks.md what a new field is"


def test_a_new_field_of_the_books_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STATE, "Books", {*STATE["Books"], "goodwill"})
    with pytest.raises(AssertionError, match=r"say in docs/background/stocks\.md"):
        test_every_field_that_the_model_keeps_is_a_stock_or_listed_with_a_reason()


def test_the_world_counts_no_more_people_than_the_stocks() -> None:
    counted = {name for name in records.WORLD.names or () if name.startswith("people_")}
    assert counted == {"people_here", "people_outside"}  # the latter is the emergency department


def test_names_are_given_once_and_lead_to_stocks() -> None:
    assert len(PARTS) == len(STOCKS) + len(FLOWS) + len(CONVERTERS)
    stocks = {stock.name for stock in STOCKS}
    assert {stock.within for stock in STOCKS} <= {"", *stocks}
    for flow in FLOWS:
        assert {flow.source, flow.target} <= {"", *stocks}, flow.name
        assert flow.source != flow.target, flow.name


@pytest.mark.parametrize("stock", STOCKS, ids=lambda stock: stock.name)
def test_a_stock_has_a_flow_in_every_view_and_no_view_hides_what_a_smaller_one_shows(
    stock: Stock,
) -> None:
    for view in VIEWS:
        if stock.view <= view:
            assert any(views.flows_of(stock.name, view)), view


@pytest.mark.parametrize("name", PARTS)
def test_rules_equations_and_numbers_exist(name: str) -> None:
    part = PARTS[name]
    whole = isinstance(part, Stock) and any(stock.within == name for stock in STOCKS)
    assert part.rules or whole, "a part without a rule"
    for rule in part.rules:
        assert source_of(rule)
    page = (BACKGROUND / "equations.md").read_text(encoding="utf-8")
    for equation in part.equations:
        assert f"\n# {equation}: " in page, equation
        assert f'<a id="{equation}"></a>' in page, equation
    for key in part.keys:
        assert any(fnmatch(path, key) for path in NUMBERS), key


NUMBERS = [path for path, _ in compose("with_prevention", "aligned", "nao_decade").quantities()]


def test_a_rule_that_no_part_names_correctly_would_be_noticed() -> None:
    with pytest.raises(AttributeError):
        source_of("model.money.month:partners_distrust")


def test_every_variable_of_the_loops_is_a_part() -> None:
    assert {name_of(variable) for variable in Variable} <= set(PARTS)


@pytest.mark.parametrize("loop", Loop, ids=Loop.words())
def test_what_a_loop_passes_on_its_way_agrees_with_its_sign_and_with_the_pipes(loop: Loop) -> None:
    steps = views.steps(loop)
    assert math.prod(step.sign for step in steps) == LOOPS[loop].polarity.value
    assert [step.effect for step in steps[:-1]] == [step.cause for step in steps[1:]]
    for step in steps:
        cause, effect = PARTS[step.cause], PARTS[step.effect]
        if isinstance(effect, Stock):
            assert views.is_piped(step), f"{step}: only a flow changes a stock, with its own sign"
        assert isinstance(effect, Stock) or cause is not effect


def test_courses_are_those_of_links_that_there_are() -> None:
    links = {(link.cause, link.effect) for loop in LOOPS.values() for link in loop.links}
    assert set(COURSES) <= links


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.word)
def test_a_smaller_view_keeps_every_loops_polarity_and_where_it_is_cut(view: View) -> None:
    for loop in SHOWN[view]:
        hops = views.seen_in(view, loop)
        assert math.prod(hop.sign for hop in hops) == LOOPS[loop].polarity.value, loop
        assert sum(hop.cut for hop in hops) == 1, loop
        assert hops[-1].effect == hops[0].cause


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.word)
def test_arrows_lead_to_flows_and_what_is_worked_out_each_with_one_sign(view: View) -> None:
    arrows = views.arrows(view)
    for arrow in arrows:
        assert not isinstance(PARTS[arrow.effect], Stock), arrow
        assert {arrow.cause, arrow.effect} <= set(views.shown(view)), arrow
    assert len({arrow[:2] for arrow in arrows}) == len(arrows), "one link, two signs"


def test_the_complete_view_follows_every_loop_and_others_fewer() -> None:
    assert SHOWN[View.COMPLETE] == tuple(Loop)
    assert len(SHOWN[View.BOARD]) < len(SHOWN[View.CLASS]) < len(Loop)
    for view in VIEWS:
        through = {stock.name for stock in STOCKS if stock.view <= view}
        assert 6 <= len(through) <= {View.BOARD: 9, View.CLASS: 13, View.COMPLETE: 40}[view]


def test_what_is_always_at_work_is_in_no_loop_and_says_why() -> None:
    of_loops = {hop[:2] for loop in Loop for hop in views.steps(loop)}
    for influence in INFLUENCES:
        assert influence[:2] not in of_loops, influence
        assert not isinstance(PARTS[influence.effect], Stock), influence
        assert abs(influence.sign) == 1
        assert influence.why


def test_a_sign_that_its_loop_contradicts_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    link = (Variable.CUTS, Variable.CAPACITY)
    monkeypatch.setitem(COURSES, link, ((-1, "close"),))
    with pytest.raises(AssertionError):
        test_what_a_loop_passes_on_its_way_agrees_with_its_sign_and_with_the_pipes(
            Loop.OVERSPEND_CUTS
        )


def test_a_part_that_a_smaller_view_leaves_out_is_passed_over() -> None:
    hops = views.seen_in(View.BOARD, Loop.OVERSPEND_CUTS)
    assert [(hop.cause, hop.effect, hop.sign) for hop in hops] == [
        ("overspend", "close", +1), ("close", "capacity", -1), ("capacity", "overspend", +1),
    ]  # fmt: skip
    assert [bool(hop.delay) for hop in hops] == [True, False, False]


def test_flows_within_a_whole_neither_fill_nor_drain_it() -> None:
    filled, drained = views.flows_of("beds_in_use")
    assert [flow.name for flow in filled] == ["admissions"]
    assert "ready" not in {flow.name for flow in (*filled, *drained)}
    assert all(isinstance(flow, Flow) for flow in drained)
