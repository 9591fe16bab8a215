"""A small town for tests of the money: round prices, months of 30 days, known usage.

=========  =====  ====  =====  ========  ==========  ===========
service    units  GBP a unit a day        GBP a start  paid by
                  open         used
=========  =====  ===========  ========  ==========  ===========
hospital      10  200          50        100         NHS
rehab          5  100          20                    half each
home care    100               2                     council 0.8, person 0.2
private                        3                     person
=========  =====  ===========  ========  ==========  ===========

In a usual month that is 76,500 + 17,400 + 6,000 + 1,800 pounds, and budgets are twelve times what
the NHS (85,200) and the council (13,500) pay of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.money.accounts import account
from carefunds_sim.model.money.books import Books, open_books
from carefunds_sim.model.money.frame import Frame, MonthAccounts, Usage
from carefunds_sim.model.money.holders import of_funds
from carefunds_sim.model.plan import (
    Arranging,
    Calendar,
    Flexing,
    Grants,
    Markets,
    Money,
    Network,
    Partnership,
    Prices,
    Rules,
    Steering,
    Terms,
)
from carefunds_sim.vocabulary import (
    Budgeting,
    Control,
    DelayReason,
    Dependency,
    Loop,
    RiskShare,
    ServiceKind,
    Setting,
    Thinning,
    WaitingPlace,
)

HOSPITAL, REHAB, HOME_CARE, PRIVATE = range(4)
SERVICES = ("hospital", "rehab", "home_care", "private")
LONG_AGO = -1_000
FIRST = 12  # the first month of the reporting period, an April
MARCH = FIRST + 11  # the last of its first year
NEXT = FIRST + 12
DAYS = 30
REASON = DelayReason.CARE_PACKAGE_AT_HOME
CORE = np.array([10.0, 5.0, 100.0, np.inf])
NHS_PAYS = np.array([1.0, 0.5, 0.0, 0.0])
COUNCIL_PAYS = np.array([0.0, 0.5, 0.8, 0.0])
SELF_PAYS = np.array([0.0, 0.0, 0.2, 1.0])
UNIT_YEAR = 12.0 * np.array([7_650.0, 3_480.0, 48.0, 0.0])  # to those who pay for others


@dataclass
class Town:
    frame: Frame
    books: Books
    conditions: Conditions

    @property
    def budget(self) -> np.ndarray:
        """What each fund has for each service, whoever's money it is; (f, s)."""
        return of_funds(self.books.budget)

    @property
    def contribution(self) -> np.ndarray:
        """What each body gives each fund; (f, p)."""
        return self.books.contribution.sum(axis=2)

    @property
    def allocation(self) -> np.ndarray:
        """Each fund's money of the year; (f)."""
        return self.books.allocation.sum(axis=1)

    @property
    def spent(self) -> np.ndarray:
        """What each fund has spent; (f)."""
        return self.books.spent.sum(axis=1)

    def usage(self, **changes: Any) -> Usage:
        """The usual month, split by the commissioners' residents; changes replace arrays."""
        shares = self.frame.money.commissioner_share
        unit_days = np.array([270.0, 120.0, 3_000.0, 600.0])
        starts = np.array([30.0, 4.0, 5.0, 1.0])
        nothing = np.zeros(len(SERVICES))
        usual = Usage(
            unit_days=unit_days[:, None] * shares,
            escalation_days=nothing.copy(),
            starts=starts[:, None] * shares,
            waiting_days=np.zeros((len(SERVICES), len(WaitingPlace))),
            requests=nothing.copy(),
            requested_units=nothing.copy(),
            diverted_units=nothing.copy(),
            refused=nothing.copy(),
            second_choices=nothing.copy(),
            chargeable_days=np.zeros((len(DelayReason), len(SERVICES))),
            used_now=np.array([9.0, 4.0, 100.0, 20.0]),
            waiting_now=nothing.copy(),
        )
        return usual._replace(**changes)

    def account(self, month: int = FIRST, **changes: Any) -> MonthAccounts:
        return account(self.frame, self.books, self.conditions, self.usage(**changes), month)


def make_town(
    *,
    commissioners: Sequence[float] = (1.0,),
    pools: Sequence[Sequence[float]] = (),
    in_force: int = FIRST,
    years: int = 3,
    off: Sequence[Loop] = (),
    own: Mapping[str, Any] | None = None,
    pool: Mapping[str, Any] | None = None,
    terms: Mapping[str, Any] | None = None,
    steering: Mapping[str, Any] | None = None,
    flexing: Mapping[str, Any] | None = None,
    money: Mapping[str, Any] | None = None,
) -> Town:
    """A town on the first day; ``pools`` gives each pool's share of each service's money."""
    shares = np.array(commissioners)
    payers, bodies = len(shares) + 1, len(shares) + 2
    months = FIRST + 12 * years
    pays = np.column_stack([NHS_PAYS[:, None] * shares, COUNCIL_PAYS, SELF_PAYS])
    pays_for_others = pays * (np.arange(bodies) < payers)
    limited = np.where(np.isfinite(CORE), CORE, 0.0)
    by_payer = pays_for_others / np.maximum(pays_for_others.sum(axis=1, keepdims=True), 1e-12)
    network = nothing_but(
        Network,
        core=CORE.copy(),
        units=np.array([1.0, 1.0, 10.0, 1.0])[:, None] * np.ones(len(Dependency)),
        kind=np.array(
            [ServiceKind.BEDS, ServiceKind.BEDS, ServiceKind.HOURS, ServiceKind.UNLIMITED]
        ),
        setting=np.array([Setting.ACUTE, Setting.NON_ACUTE, Setting.HOME, Setting.HOME]),
        reason=np.array([-1, DelayReason.FURTHER_NHS_CARE, REASON, -1]),
        rationed=np.array([False, True, True, False]),
        lowest_acceptance=np.full(4, 0.05),
        smaller_packages=np.array([0.0, 0.0, 0.25, 0.0]),
        stream_thinning=np.array([Thinning.NONE, Thinning.FREED_BEDS, Thinning.UNCOVERED_NEED]),
        admitted_to=HOSPITAL,
        prevents=np.zeros((4, 3)),
        prevention_lag=np.zeros(4),
        stage_market=np.full(1, -1),
        stage_team=np.full(1, -1),
        arranged=np.zeros(4, dtype=np.bool_),
        threat=np.zeros(4),
    )
    laid_out = Money(
        prices=Prices(
            fixed=np.array([200.0, 100.0, 0.0, 0.0]),
            variable=np.array([50.0, 20.0, 2.0, 3.0]),
            per_start=np.array([100.0, 0.0, 0.0, 0.0]),
            escalation_premium=np.array([0.5, 0.0, 0.0, 0.0]),
            short_term_premium=np.array([0.0, 0.5, 0.25, 0.0]),
        ),
        flexing=Flexing(
            movable=np.array([True, True, True, False]),
            protected=np.array([True, False, False, False]),
            control=np.array([Control.NONE, Control.CUT, Control.HOLD, Control.NONE]),
            floor=np.array([0.9, 0.4, 0.5, 0.0]),
            market_limit=np.array([1.2, 1.5, 1.25, 1e9]),
            lag_up=np.array([12.0, 6.0, 4.0, 0.0]),
            lag_down=np.array([9.0, 3.0, 3.0, 0.0]),
            expected_use=np.array([0.9, 0.8, 1.0, 1.0]),
            tolerated_wait=np.zeros(4),
            delayed_starts=np.zeros(4),
            winter=np.zeros(4),
        )._replace(**(flexing or {})),
        steering=nothing_but(
            Steering,
            home_wait_cost=20.0,
            charge=100.0,
            head_start=4.0,
            head_start_per_ratio=1.0,
            first_forecast_month=3,
            tolerance=0.01,
            strength=0.5,
            largest_cut=0.15,
            late_month=10,
            late_spending=0.5,
            reserve_limit=0.02,
            acceptance_speed=0.3,
            horizon_days=180.0,
            hysteresis=0.15,
        )._replace(**(steering or {})),
        pays=pays,
        start_budget=(limited * UNIT_YEAR)[:, None] * by_payer,
        unit_year=UNIT_YEAR.copy(),
        first_acceptance=np.array([1.0, 0.8, 0.6, 1.0]),
        mean_units=np.array([1.0, 1.0, 10.0, 1.0]),
        mean_stay=np.array([9.0, 30.0, 300.0, 300.0]),
        later_saving=np.zeros(4),
        growth=np.zeros((years, payers)),
        settlement=np.zeros((years, payers)),
        markets=make_markets(held=False),
        arranging=Arranging(0.0, 0.0, 1.0, np.zeros(months)),
        hospital=None,
        price=np.ones(months),
        grants=no_grants(months, payers, years),
        commissioner_share=shares,
        social_share=np.where(np.arange(len(DelayReason)) == REASON, 0.5, 0.0) * np.ones((2, 1)),
        first_month=FIRST,
    )._replace(**(money or {}))
    rules, agreed = make_rules(payers, pools, own or {}, pool or {}), make_terms(terms or {})
    none = make_rules(payers, [[0.0] * 4 for _ in pools], own or {}, pool or {})
    partnerships = (
        Partnership(none, make_terms({}), since=0, began=LONG_AGO, setup_from=LONG_AGO),
        Partnership(rules, agreed, since=in_force, began=in_force, setup_from=FIRST),
    )
    loops = np.ones(len(Loop), dtype=np.bool_)
    loops[list(off)] = False
    calendar = Calendar(
        starts=DAYS * np.arange(months + 1.0),
        month=(np.arange(months) + 3) % 12 + 1,
        warmup=FIRST,
        first_year=2011,
    )
    names = SimpleNamespace(
        services=SERVICES,
        bodies=[f"body {index}" for index in range(bodies)],
        funds=[f"fund {index}" for index in range(payers + len(pools))],
    )
    plan: Any = SimpleNamespace(names=names, network=network, money_changes=(), decisions=())
    return Town(
        Frame(network, laid_out, calendar, loops, partnerships, 1.0, names),
        open_books(plan, laid_out, agreed),
        Conditions(
            open_units=CORE.copy(),
            acceptance=laid_out.first_acceptance.copy(),
            package=np.ones(4),
            stay_factor=np.ones(4),
            head_start=np.zeros(4),
            dispute_chance=np.zeros(4),
            closing=np.zeros(4),
            dispute_length=np.ones(1),
            stage_factor=np.ones(1),
            search=np.ones(1),
            threshold=np.ones(4),
        ),
    )


def make_markets(*, held: bool = True, **given: float) -> Markets:
    """Return a market of home care, council-funded and private, in which nothing changes yet."""
    usual = {
        "occupancy": 0.8, "places": 1.0, "turnover": 0.02, "response": 10.0, "lag": 24.0,
        "vacancies": 0.05,
        "vacancy_response": 0.0, "closed_by_vacancies": 1.0, "fee_growth": 0.0,
        "fee_restraint": 0.5, "search": 1.0, "longest_search": 4.0,
    } | given  # fmt: skip
    uses = np.array([[False, False, True, True]])[: int(held)]
    months = FIRST + 12 * 3
    return Markets(
        uses=uses,
        bought=np.array([False, False, held, False]),
        **{name: np.full(int(held), value) for name, value in usual.items()},
        more_need=np.ones(months),
        cost=np.ones(months),
        vacancies_more=np.zeros(months),
        fees_more=np.zeros(months),
    )


def no_grants(months: int, payers: int, years: int) -> Grants:
    """Return one grant of nothing, for a test to give pounds to: ``pounds[0, month, body]``."""
    return Grants(
        pounds=np.zeros((1, months, payers)),
        notice=np.zeros(1),
        commitment=np.zeros(1),
        last=np.full(1, -1),
        buys=np.ones((1, len(SERVICES)), dtype=np.bool_),
        from_outside=np.ones(1, dtype=np.bool_),
        within=np.zeros((years, payers)),
    )


def nothing_but(kind: Any, /, **given: Any) -> Any:
    """A named tuple with only the fields that the money reads."""
    return kind(**{name: given.get(name) for name in kind._fields})


def make_rules(
    payers: int,
    pools: Sequence[Sequence[float]],
    own: Mapping[str, Any],
    pool: Mapping[str, Any],
) -> Rules:
    funds = payers + len(pools)

    def by_fund(name: str, of_own: float, of_pool: float) -> np.ndarray:
        first = np.broadcast_to(own.get(name, of_own), (payers,))
        return np.array([*first, *[pool.get(name, of_pool)] * len(pools)])

    owner = np.zeros((funds, payers + 1), dtype=np.bool_)
    owner[np.arange(payers), np.arange(payers)] = True
    owner[payers:, :payers] = True
    share = np.zeros((funds, len(SERVICES)))
    if pools:
        share[payers:] = pools
    offset = np.zeros(funds, dtype=np.int64)
    offset[payers - 1] = own.get("offset", 6)
    return Rules(
        sight=by_fund("sight", 0.0, 1.0),
        lag=by_fund("lag", 3, 0).astype(np.int64),
        regard=by_fund("regard", 0.0, 1.0),
        goodwill=by_fund("goodwill", 1.0, 0.0),
        virement=by_fund("virement", 0.05, 0.02),
        cycle=by_fund("cycle", 12, 3).astype(np.int64),
        offset=offset,
        owner=owner,
        pool_share=share,
        budgeting=by_fund("budgeting", Budgeting.BY_ORIGIN, Budgeting.PRO_RATA).astype(int),
        fixed=np.array([[False] * 4] * payers + [pool.get("fixed", [False] * 4)] * len(pools)),
        minimum=by_fund("minimum", 0.0, 0.0),
        by_partner=by_fund("by_partner", True, False).astype(bool),
        ends_disputes=by_fund("ends_disputes", False, True).astype(bool),
        ends_charge=by_fund("ends_charge", False, True).astype(bool),
        risk_share=by_fund("risk_share", RiskShare.OWN, RiskShare.BY_CONTRIBUTION),
        risk_cap=by_fund("risk_cap", 0.0, 0.0),
        host_share=np.array(
            [np.eye(payers + 1)[body] for body in range(payers)]
            + [np.eye(payers + 2)[pool.get("host", -1)][: payers + 1] for _ in pools]
        ),
        decision_rule=(
            *[own.get("decision_rule", "")] * payers,
            *[pool.get("decision_rule", "")] * len(pools),
        ),
    )


def make_terms(given: Mapping[str, Any]) -> Terms:
    usual: dict[str, Any] = dict.fromkeys(Terms._fields, 0.0) | {
        "charge_on": 1.0,
        "dispute_chance": 1.0,
        "dispute_length": 1.0,
        "trust_initial": 0.5,
        "trust_built": 0.3,
        "eroded_by_overspend": 6.0,
        "eroded_by_transfer": 10.0,
        "stage_factor": np.ones(1),
        "reinvests": False,
        "reinvested": np.zeros(4),
    }
    return Terms(**(usual | dict(given)))


def test_a_usual_month_spends_a_twelfth_of_the_budgets() -> None:
    town = make_town()
    accounts = town.account()
    assert accounts.spend == pytest.approx([85_200, 13_500])
    assert accounts.budget == pytest.approx([85_200, 13_500])


def test_the_town_begins_with_every_body_holding_its_own_money() -> None:
    books = make_town(commissioners=(0.75, 0.25)).books
    assert books.allocation.diagonal() == pytest.approx([766_800, 255_600, 162_000])
    assert books.contribution.sum(axis=(0, 2)) == pytest.approx([766_800, 255_600, 162_000])
