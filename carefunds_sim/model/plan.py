"""A scenario as frozen arrays: all that an engine may know.

Dimensions: s services, d dependency, p presentation, o origin, g stages, b bodies, f funds,
y reporting years, m months of the whole run, k commissioners. Codes are those of
``vocabulary``; -1 stands for none. Hazards are per day, money in pounds of the first year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.vocabulary import RiskShare

if TYPE_CHECKING:
    from carefunds_sim.model.dated_money import DatedDecision, MoneyChange
    from carefunds_sim.model.record import Names
    from carefunds_sim.scenario.scenario import Scenario


MOST_CLOSING = 4.0  # times as many providers close at the most as in the base year


class Network(NamedTuple):
    """Services, routes and stages."""

    kind: np.ndarray  # (s)
    setting: np.ndarray  # (s)
    core: np.ndarray  # (s) capacity at the start; inf where unlimited
    escalation: np.ndarray  # (s)
    units: np.ndarray  # (s, d) units of capacity a person uses
    stay_mean: np.ndarray  # (s, d, p) days
    stay_trend: np.ndarray  # (s) change of stays a year, from the reporting period on
    stay_family: np.ndarray  # (s)
    stay_spread: np.ndarray  # (s)
    hazard: np.ndarray  # (s, d, hazard) per day
    hip_fracture_death: np.ndarray  # (s) factor on the hazard of death
    attendance: np.ndarray  # (s, d) per day
    onward: np.ndarray  # (s, d, p, s + 1) cumulative; the last index needs nothing more
    second_choice: np.ndarray  # (s)
    patience: np.ndarray  # (s) days; inf where no one gives up
    waits_at_home: np.ndarray  # (s) bool
    arranged: np.ndarray  # (s) bool
    self_funded_as: np.ndarray  # (s)
    kept_in_hospital: np.ndarray  # (s) bool
    unmet_need: np.ndarray  # (s) bool
    long_term: np.ndarray  # (s) bool
    rehabilitation: np.ndarray  # (s) bool
    improvement: np.ndarray  # (s, d) chance of a lower dependency at the end of the stay
    reason: np.ndarray  # (s) official reason of waiting for the service
    rationed: np.ndarray  # (s) bool
    refused_to: np.ndarray  # (s, s) cumulative
    refusal_weight: np.ndarray  # (s, d, o)
    lowest_acceptance: np.ndarray  # (s)
    eligible: np.ndarray  # (s, d) share that the formal threshold does not exclude
    smaller_packages: np.ndarray  # (s)
    stage_team: np.ndarray  # (g) service, or -1 for a plain delay
    stage_days: np.ndarray  # (g)
    stage_family: np.ndarray  # (g)
    stage_spread: np.ndarray  # (g)
    stage_reason: np.ndarray  # (g)
    stage_declared: np.ndarray  # (g) bool
    stage_dispute: np.ndarray  # (g) bool
    stage_chance: np.ndarray  # (g, arranged from, s)
    stage_market: np.ndarray  # (g) market that the stage searches, or -1
    stage_chance_purpose: np.ndarray  # (g) the word of the key of whether the stage is met
    stage_days_purpose: np.ndarray  # (g) and of how long it takes
    step_day: np.ndarray  # capacity steps: day, service, capacity
    step_service: np.ndarray
    step_capacity: np.ndarray
    stream_origin: np.ndarray  # (streams) where requests of its people come from at first
    stream_home: np.ndarray  # (streams) where its people wait, or -1
    stream_thinning: np.ndarray  # (streams)
    admitted_to: int  # the service people are admitted to in an emergency, or -1
    home: int  # where people wait at home, or -1
    prevents: np.ndarray  # (s, streams) share kept from needing care by the starting capacity
    prevention_lag: np.ndarray  # (s) months
    market: np.ndarray  # (s) market whose places it uses, or -1
    threat: np.ndarray  # (s) providers a day that may close, of which some do


class Behaviour(NamedTuple):
    """How people and wards respond; neutral values where the area says nothing."""

    recent_days: float
    recent_admission: float
    deconditioning: float
    early_above: float
    early_chance: float
    early_cut: float
    early_readmission: float
    readmission_hip_fracture: np.ndarray  # (age band)
    refill: float
    charge_notice_days: float


class Calendar(NamedTuple):
    """Months of the run; the first ``warmup`` are not reported."""

    starts: np.ndarray  # (m + 1) day on which each month starts; the last is the end
    month: np.ndarray  # (m) calendar month 1..12
    warmup: int
    first_year: int  # calendar year of the first month, an April

    def year_of(self, month: int) -> int:
        """Return the calendar year of a month of the run."""
        return self.first_year + (month + 3) // 12


class Rules(NamedTuple):
    """The rules of every fund, in force or not: own funds first, then pools."""

    sight: np.ndarray  # (f)
    lag: np.ndarray  # (f) months
    regard: np.ndarray  # (f)
    goodwill: np.ndarray  # (f)
    virement: np.ndarray  # (f)
    cycle: np.ndarray  # (f) months
    offset: np.ndarray  # (f) months
    owner: np.ndarray  # (f, b) bool: bodies whose costs count as the fund's own
    pool_share: np.ndarray  # (f, s) share of each service's money; 0 for own funds
    budgeting: np.ndarray  # (f) how a year's change of contributions reaches the lines
    fixed: np.ndarray  # (f, s) bool: lines with a fixed contribution, whose variance the host bears
    minimum: np.ndarray  # (f) share of each contribution that no partner can withdraw
    by_partner: np.ndarray  # (f) bool: each partner decides on its own pounds; true of own funds
    ends_disputes: np.ndarray  # (f) bool: who pays is not disputed for what it pays
    ends_charge: np.ndarray  # (f) bool: no charge is due on delays for what it pays
    risk_share: np.ndarray  # (f)
    risk_cap: np.ndarray  # (f)
    host_share: np.ndarray  # (f, b) each body's part of the fund's host
    decision_rule: tuple[str, ...]  # (f) who decides where money goes; '' is the model's own rule

    @property
    def own_risk(self) -> np.ndarray:
        """Whether each partner bears its own pounds' risk, by fund; true of own funds; bool (f)."""
        own: np.ndarray = self.risk_share == RiskShare.OWN
        return own


class Terms(NamedTuple):
    """What holds for the partnership as a whole, once or before the arrangement is in force."""

    charge_on: float
    dispute_chance: float
    dispute_length: float
    setup_months: float
    setup_cost: float
    yearly_cost: float
    joint_working: float
    disruption: float
    disruption_months: float
    saving: float
    saving_after: float
    trust_initial: float
    trust_built: float
    eroded_by_overspend: float
    eroded_by_transfer: float
    reinvests: bool  # a year's saving is spent next year or taken out, not a reserve
    reinvested: np.ndarray  # (s) share of it that is spent on each service
    stage_factor: np.ndarray  # (g) practice: factor on handling times


class Prices(NamedTuple):
    """What services cost, in pounds of the first year; (s)."""

    fixed: np.ndarray  # per unit a day
    variable: np.ndarray  # per used unit a day
    per_start: np.ndarray
    escalation_premium: np.ndarray
    short_term_premium: np.ndarray


class Flexing(NamedTuple):
    """How money may change services, and how fast; (s)."""

    movable: np.ndarray  # bool
    protected: np.ndarray  # bool
    control: np.ndarray
    floor: np.ndarray  # share of the starting capacity
    market_limit: np.ndarray  # multiple of the starting capacity
    lag_up: np.ndarray  # months
    lag_down: np.ndarray  # months
    expected_use: np.ndarray
    tolerated_wait: np.ndarray  # days
    delayed_starts: np.ndarray  # times longer where everybody would be refused
    winter: np.ndarray  # share by which more is open in winter


class Steering(NamedTuple):
    """How funds steer, the same for every fund."""

    home_wait_cost: float
    charge: float
    head_start: float
    head_start_per_ratio: float
    first_forecast_month: int
    tolerance: float
    strength: float
    largest_cut: float
    late_month: int
    late_spending: float
    reserve_limit: float
    acceptance_speed: float
    horizon_days: float
    hysteresis: float


class Grants(NamedTuple):
    """One-off money, by grant (g)."""

    pounds: np.ndarray  # (g, m, p)
    notice: np.ndarray  # (g) months
    commitment: np.ndarray  # (g) share of what was bought that outlives it
    last: np.ndarray  # (g) its last month
    buys: np.ndarray  # (g, s) bool: what it may buy
    from_outside: np.ndarray  # (g) bool: on top of what the body has
    within: np.ndarray  # (y, p) what comes off recurrent money where it is not on top


class Hospital(NamedTuple):
    """The contract of a hospital trust that keeps its own accounts."""

    services: np.ndarray  # (s) bool: what the trust runs
    payment: int  # by activity or as a block
    tariff: np.ndarray  # (m) price of an admission against the price level, 1 in the base year
    marginal_rate: float
    passed_on: float
    deficit_limit: float
    support: float
    recovery: float


class Markets(NamedTuple):
    """Care providers that several services share, by market (h); see ``schema.market``."""

    uses: np.ndarray  # (h, s) bool: services that use the market's places
    bought: np.ndarray  # (s) bool: of them, those that the council buys
    occupancy: np.ndarray
    places: np.ndarray  # times as many at the study's start as in the base year
    turnover: np.ndarray  # a year
    response: np.ndarray
    lag: np.ndarray  # months
    vacancies: np.ndarray
    vacancy_response: np.ndarray
    closed_by_vacancies: np.ndarray
    fee_growth: np.ndarray  # a year
    fee_restraint: np.ndarray
    search: np.ndarray
    longest_search: np.ndarray
    more_need: np.ndarray  # (m) need for care against the month before, as providers expect it
    cost: np.ndarray  # (m) providers' costs against the price level, 1 in the base year
    vacancies_more: np.ndarray  # (m) share of posts vacant beyond the usual
    fees_more: np.ndarray  # (m) yearly growth of councils' fees beyond that of the market


class Arranging(NamedTuple):
    """What makes arranging care take longer or shorter; see ``schema.area``."""

    caseload: float
    attention: float
    wears_off: float  # months
    target: np.ndarray  # (m) change of delayed days that is asked for


class Money(NamedTuple):
    """Prices, payers, growth and steering."""

    prices: Prices
    flexing: Flexing
    steering: Steering
    pays: np.ndarray  # (s, b) by default
    start_budget: np.ndarray  # (s, b) a year at the start, payers only (0 for self)
    unit_year: np.ndarray  # (s) expected cost to the payers of a unit for a year
    first_acceptance: np.ndarray  # (s) at the start
    mean_units: np.ndarray  # (s) units an average request asks for
    mean_stay: np.ndarray  # (s) days an average stay lasts
    later_saving: np.ndarray  # (s) what managers believe a start spares the council later
    growth: np.ndarray  # (y, p) real growth of each body's money
    settlement: np.ndarray  # (y, p) real growth of what it has for services that no trust runs
    price: np.ndarray  # (m) price level against the first year
    grants: Grants
    commissioner_share: np.ndarray  # (k)
    social_share: np.ndarray  # (setting, reason) council's share of responsibility
    markets: Markets
    arranging: Arranging
    hospital: Hospital | None  # None where whoever budgets for the hospital pays what it costs
    first_month: int  # month in which the reporting period and its squeeze begin

    @property
    def payers(self) -> int:
        """Bodies that pay into funds: the NHS commissioners, then the council."""
        return len(self.commissioner_share) + 1

    @property
    def people(self) -> int:
        """The place among bodies of people who pay for themselves: after all who pay into funds."""
        return self.payers

    @property
    def hospital_body(self) -> int:
        """The place among bodies of a hospital trust, after people."""
        return self.people + 1


class Partnership(NamedTuple):
    """What holds between partners from a month on, until another one does."""

    rules: Rules
    terms: Terms
    since: int  # month from which it holds
    began: int  # month in which its arrangement took effect; what is in it may have changed since
    setup_from: int  # month from which it is set up; as it began where that takes no time


class Version(NamedTuple):
    """What a scenario says from a month on, where a timetable changes it."""

    since: int
    network: Network
    behaviour: Behaviour
    money: Money | None


class People(NamedTuple):
    """All people who may come forward, in order of arrival; drawn before the run."""

    arrival_day: np.ndarray
    stream: np.ndarray
    key: np.ndarray  # the word for their stream, or for their place on the first day, in their key
    number: np.ndarray  # the person's number among those who share that word
    band: np.ndarray
    dependency: np.ndarray
    presentation: np.ndarray
    funding: np.ndarray
    commissioner: np.ndarray
    first_need: np.ndarray
    starts_in: np.ndarray  # service of the census on the first day, or -1
    thinning: np.ndarray


@dataclass(frozen=True)
class Plan:
    """Everything an engine needs for one replication of one scenario."""

    scenario: Scenario
    names: Names
    seed: int
    replication: int
    calendar: Calendar
    network: Network
    behaviour: Behaviour
    loops: np.ndarray
    people: People
    later: tuple[Version, ...]  # what a timetable changes, in order; the first is here
    stay_factor: np.ndarray  # (m + 1, s) length of stays against the first year
    residents: np.ndarray  # (m, band)
    offered_load: np.ndarray  # (s) units, estimated before the run
    overloaded: tuple[str, ...]  # a sentence for each service that cannot cope
    baseline_attendances: np.ndarray  # (m) of residents outside the model
    money: Money | None
    partnerships: tuple[Partnership, ...]  # in order; none in a network without money
    money_changes: tuple[MoneyChange, ...]
    decisions: tuple[DatedDecision, ...]
    decided: np.ndarray  # (m, f) bool: the timetable decides in place of the holder

    @property
    def first(self) -> Version:
        """What the scenario says at first."""
        return Version(0, self.network, self.behaviour, self.money)
