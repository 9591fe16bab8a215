"""Runs bear the picture out: only the flows that are drawn change the stocks that are drawn."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import numpy as np
import pytest

import carefunds_sim.model.money as money
from carefunds_sim.engines import month_end, simulate
from carefunds_sim.engines.month_snapshot import MonthSnapshot
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.record import Names
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.stock_flow import Flow
from carefunds_sim.scenario.stock_views import flows_of
from carefunds_sim.scenario.stocks import FLOWS, PARTS, STOCKS
from carefunds_sim.vocabulary import ServiceKind, Setting

SMALL = {"scale": 0.05, "warmup_months": 12}
BASE_YEAR = "model.money.books:rebase"
"""Takes the base year as every fund's base, once, before anything flows."""
RUNS = (
    ("with_prevention", "pooled_reinvesting", "deep_cut", 2, {"area.money.arranging.attention": 1}),
    ("typical_council", "aligned", "actual_2010_20", 2, {}),
    ("typical_council", "pooled_reinvesting", "none", 2, {}),
)
Changes = dict[tuple[str, str], list[float]]


def in_books() -> dict[str, list[Flow]]:
    """Return the flows that may change each field of the books that a stock is held in."""
    found: dict[str, list[Flow]] = defaultdict(list)
    for stock in STOCKS:
        for field in stock.state:
            if "Books." in field:
                found[field] += [flow for flows in flows_of(stock.name) for flow in flows]
    return found


class Watch:
    """Which function of the money changes which field of the books, and by how much in all."""

    def __init__(self) -> None:
        self.changes: Changes = defaultdict(list)
        self._names = list(in_books())
        self._running: list[str] = []
        self._fields: dict[str, np.ndarray] = {}
        self._last: dict[str, bytes] = {}

    def begin(self, books: Books) -> None:
        self._running = []
        self._fields = {
            name: getattr(part, name.partition(".")[2])
            for part in (books, books.market, books.hospital)
            for name in self._names
            if name.startswith(f"{type(part).__name__}.")
        }
        self._last = {name: value.tobytes() for name, value in self._fields.items()}

    def look(self) -> None:
        """Put what has changed since the last look down to the function that runs."""
        for name, value in self._fields.items():
            if self._running and (now := value.tobytes()) != self._last[name]:
                more = float(value.sum() - np.frombuffer(self._last[name]).sum())
                self.changes[name, self._running[-1]].append(more)
                self._last[name] = now

    def watched(self, function: FunctionType) -> Callable[..., Any]:
        name = f"{function.__module__.removeprefix('carefunds_sim.')}:{function.__name__}"

        @functools.wraps(function)
        def call(*given: Any, **named: Any) -> Any:
            if function.__name__ == "close_month":
                self.begin(given[1])
            self.look()
            self._running.append(name)
            try:
                return function(*given, **named)
            finally:
                self.look()
                self._running.pop()

        return call


@pytest.fixture(scope="module")
def changes() -> Iterator[Changes]:
    """Run a few small councils and watch every function of the money."""
    watch, known = Watch(), {}
    own = [importlib.import_module(f"{money.__name__}.{each.name}")
           for each in pkgutil.iter_modules(money.__path__)]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for module in (*own, month_end):
            for name, found in list(vars(module).items()):
                if isinstance(found, FunctionType) and found.__module__.startswith(money.__name__):
                    known.setdefault(found, watch.watched(found))
                    patch.setattr(module, name, known[found])
        for area, arrangement, squeeze, years, values in RUNS:
            settings = {**SMALL, "years": years}
            simulate(compose(area, arrangement, squeeze, run=settings).with_values(values))
        yield watch.changes


def unnamed(changes: Changes, flows: dict[str, list[Flow]]) -> list[tuple[str, str]]:
    """Return fields and functions that change their sum though no flow names them."""
    return [
        (field, function)
        for (field, function), amounts in changes.items()
        if function != BASE_YEAR
        and not any(function in flow.rules for flow in flows[field])
        and not np.allclose(amounts, 0.0, atol=1e-3)
    ]


def test_only_flows_change_stocks_and_what_else_moves_money_moves_it_within(
    changes: Changes,
) -> None:
    assert not unnamed(changes, in_books()), "no flow in scenario/stocks.py names the function"


@pytest.mark.parametrize(
    ("field", "flow", "function"),
    [
        ("Books.deficit", "recovered", "model.money.budgeting:recovered"),
        ("MarketBooks.fee", "fees_move", "model.money.market:set_fees"),
        ("Books.level", "bar_moves", "model.money.next_month:ration"),
    ],
)
def test_a_flow_that_is_not_drawn_would_be_noticed(
    field: str, flow: str, function: str, changes: Changes
) -> None:
    flows = in_books()
    flows[field] = [each for each in flows[field] if each.name != flow]
    assert unnamed(changes, flows) == [(field, function)]


def test_every_flow_is_seen_to_change_its_stock(changes: Changes) -> None:
    for field, flows in in_books().items():
        for flow in flows:
            assert any((field, rule) in changes for rule in flow.rules), (flow.name, field)


def test_what_is_recovered_only_drains_and_money_moved_leaves_its_sum(changes: Changes) -> None:
    assert max(changes["Books.deficit", "model.money.budgeting:recovered"]) <= 0.0
    moved = "model.money.decisions:move_money"
    assert moved in PARTS["moved"].rules
    assert np.allclose(changes["Books.budget", moved], 0.0, atol=1e-3)


# --- People ---------------------------------------------------------------------------------

PEOPLE = ("emergency", "beds_in_use", "without", "places_in_use")
CLOUD = ""


def stock_of(service: Any) -> str:
    """Return which stock counts the people in a service."""
    if service.setting is Setting.ACUTE:
        return "beds_in_use"
    unlimited = service.kind is ServiceKind.UNLIMITED and service.setting is Setting.HOME
    return "without" if unlimited and not service.long_term else "places_in_use"


def whole(name: str) -> str:
    """Return the whole that a stock is within, or itself."""
    found = next((stock.within for stock in STOCKS if stock.name == name), "")
    return found or name


@pytest.fixture(scope="module")
def moves() -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """Return who moved between the stocks of people in a run, and how many more each holds."""
    snapshots: list[MonthSnapshot] = []
    starts: list[np.ndarray] = []
    names: list[Names] = []

    def look(snapshot: MonthSnapshot, at_start: np.ndarray, _services: tuple[str, ...]) -> None:
        starts.append(at_start.copy())
        snapshots.append(snapshot)

    scenario = compose("typical_council", "aligned", "none", run={**SMALL, "years": 1})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(month_end, "check_moves", look)
        names.append(simulate(scenario).names)
    at = [stock_of(scenario.area.services[name]) for name in names[0].services]
    origins, destinations = (CLOUD, "emergency", *at), ("emergency", *at, CLOUD, CLOUD)
    between: dict[tuple[str, str], float] = defaultdict(float)
    for each in snapshots[1:]:  # the census of the first day comes from nowhere
        for cell in np.argwhere(counted := each.counted["moves"].sum(axis=0)):
            row, column = map(int, cell)
            between[origins[row], destinations[column]] += counted[row, column]
    last = snapshots[-1]
    ends = [last.people_outside[-1], *last.inside[-1].sum(axis=1)]
    more: dict[str, float] = defaultdict(float)
    for place, end, start in zip(("emergency", *at), ends, starts[1], strict=True):
        more[place] += end - start
    return between, more


def pairs() -> set[tuple[str, str]]:
    """Return the ends of the flows of people, wholes for parts."""
    ends = {(whole(flow.source), whole(flow.target)) for flow in FLOWS}
    return {pair for pair in ends if set(pair) <= {CLOUD, *PEOPLE} and pair[0] != pair[1]}


def test_people_move_where_pipes_are_drawn_and_nowhere_else(moves: Any) -> None:
    between, _ = moves
    assert {pair for pair in between if pair[0] != pair[1]} == pairs()


@pytest.mark.parametrize("stock", PEOPLE)
def test_a_stock_of_people_is_what_flowed_in_less_what_flowed_out(stock: str, moves: Any) -> None:
    between, more = moves
    came = sum(between[pair] for pair in pairs() if pair[1] == stock)
    went = sum(between[pair] for pair in pairs() if pair[0] == stock)
    assert came > 0
    assert went > 0
    assert more[stock] == came - went
