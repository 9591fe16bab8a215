"""An area: its residents, the streams of people, the services they reach, and what they cost."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from carefunds_sim.scenario.schema.market import Market
from carefunds_sim.scenario.schema.quantity import (
    AmongBodies,
    AmongDependencies,
    AmongNames,
    AmongResponsible,
    ByBand,
    ByDependency,
    ByOrigin,
    ByReason,
    ByService,
    Count,
    Days,
    Factor,
    Gbp,
    GbpPerDay,
    Growth,
    LogSpread,
    Months,
    PerDay,
    PerThousand,
    PerYear,
    Quantity,
    ServiceName,
    Share,
    Year,
)
from carefunds_sim.scenario.schema.timetable import Timetable
from carefunds_sim.scenario.schema.words import (
    ControlWord,
    DelayReasonWord,
    HospitalPaymentWord,
    Name,
    OriginWord,
    ServiceKindWord,
    SettingWord,
    StayFamilyWord,
    Strict,
    Text,
    ThinningWord,
    Title,
    WaitsWord,
)
from carefunds_sim.vocabulary import Control, Origin, Setting, StayFamily, Thinning, Waits


class Residents(Strict):
    """Residents aged 65 and over, by band, and how their number grows."""

    population: Quantity[ByBand[Count]]
    growth: Quantity[ByBand[Growth]]


class Stream(Strict):
    """One stream of people reaching services: a Poisson process in time.

    Its rate is per 1,000 residents a year by band, or per day for a small network. Where it
    grows with need, ``growth_as_dependent`` of the growth is of people as dependent as the
    others, and the rest are independent.
    """

    title: Title
    origin: OriginWord = Origin.HOSPITAL
    per_1000_per_year: Quantity[ByBand[PerThousand]] | None = None
    per_day: Quantity[PerDay] | None = None
    season: Quantity[Annotated[list[Factor], Field(min_length=12, max_length=12)]] | None = None
    weekday: Quantity[Annotated[list[Factor], Field(min_length=7, max_length=7)]] | None = None
    dependency: Quantity[ByBand[AmongDependencies[Share]]] | None = None
    hip_fracture: Quantity[ByBand[Share]] | None = None
    self_funded: Quantity[ByBand[Share]] | None = None
    first: Quantity[ByDependency[AmongNames[Share]]]
    waits_in: ServiceName | None = None
    thinned_by: ThinningWord = Thinning.NONE
    grows_with_need: bool = True
    growth_as_dependent: Quantity[Share] | None = None


class Costs(Strict):
    """What a service costs: fixed follows capacity, variable follows use."""

    fixed_per_unit: Quantity[GbpPerDay] | None = None
    variable_per_unit: Quantity[GbpPerDay] | None = None
    per_start: Quantity[Gbp] | None = None
    escalation_premium: Quantity[Share] | None = None
    short_term_premium: Quantity[Share] | None = None


class Hazards(Strict):
    """What may happen to a person in a service, per person-year, by dependency."""

    death: Quantity[ByDependency[PerYear]] | None = None
    admission: Quantity[ByDependency[PerYear]] | None = None
    decline: Quantity[ByDependency[PerYear]] | None = None
    attendance: Quantity[ByDependency[PerYear]] | None = None


class Flexing(Strict):
    """How money may change a service's capacity, and how fast.

    ``winter`` is the share by which more of it is open from December to March than in other months.
    """

    movable: bool = True
    protected: bool = False
    control: ControlWord = Control.NONE
    floor: Quantity[Share] | None = None
    market_limit: Quantity[Factor] | None = None
    lag_up: Quantity[Months] | None = None
    lag_down: Quantity[Months] | None = None
    expected_use: Quantity[Share] | None = None
    winter: Quantity[Share] | None = None


class Rationing(Strict):
    """Who is refused when commitments exceed capacity, and what they fall back on.

    Those who are short of money refuse, and delay starts as well: they put up with a wait that is
    ``delayed_starts`` times longer where everybody would be refused. ``eligible`` is the formal
    threshold: the share that it does not exclude, beside which the bar tightens unseen.
    """

    refused_to: Quantity[AmongNames[Share]]
    dependency_weight: Quantity[ByDependency[Factor]]
    origin_weight: Quantity[ByOrigin[Factor]]
    lowest_acceptance: Quantity[Share]
    smaller_packages: Quantity[Share] | None = None
    tolerated_wait: Quantity[Days] | None = None
    delayed_starts: Quantity[Factor] | None = None
    eligible: Quantity[ByDependency[Share]] | None = None


class CapacityStep(Strict):
    """A capacity that steps at a stated day, for small networks."""

    day: Days
    capacity: Count


class Service(Strict):
    """One service: what it is counted in, how long people stay, where they go, who pays.

    ``prevents`` makes it prevention: the share of each stream's people whom its starting capacity
    keeps from needing care. More or less capacity is felt ``prevention_lag`` later.
    """

    title: Title
    kind: ServiceKindWord
    setting: SettingWord = Setting.HOME
    capacity: Quantity[Count] | None = None
    escalation: Quantity[Count] | None = None
    capacity_steps: list[CapacityStep] = []
    stay_days: Quantity[ByDependency[Days]]
    stay_trend: Quantity[Growth] | None = None
    stay_family: StayFamilyWord = StayFamily.EXPONENTIAL
    stay_spread: Quantity[LogSpread] | None = None
    hip_fracture_stay: Quantity[Factor] | None = None
    units_per_person: Quantity[ByDependency[Factor]] | None = None
    onward: Quantity[ByDependency[AmongNames[Share]]] | None = None
    onward_hip_fracture: Quantity[ByDependency[AmongNames[Share]]] | None = None
    second_choice: ServiceName | None = None
    patience: Quantity[Days] | None = None
    waits: WaitsWord = Waits.IN_PLACE
    delay_reason: DelayReasonWord | None = None
    arranged: bool = False
    self_funded_as: ServiceName | None = None
    kept_in_hospital: bool = False
    unmet_need: bool = False
    prevents: Quantity[ByService[Share]] | None = None
    prevention_lag: Quantity[Months] | None = None
    long_term: bool = False
    rehabilitation: bool = False
    improvement: Quantity[ByDependency[Share]] | None = None
    hazards: Hazards = Hazards()
    hip_fracture_death: Quantity[Factor] | None = None
    paid_by: Quantity[AmongBodies[Share]] | None = None
    costs: Costs = Costs()
    flexing: Flexing = Flexing()
    rationing: Rationing | None = None


class Stage(Strict):
    """One step of arranging a discharge or a referral: a team's work, or a delay.

    A stage meets a person by chance, by the service that is being arranged and by where the
    person is: in hospital, in another bed (as in hospital, where nothing is said) or at home. A
    search for a provider names its ``market``: the fewer places are free there, the longer it takes
    and the more people it meets.
    """

    title: Title
    team: ServiceName | None = None
    days: Quantity[Days] | None = None
    spread: Quantity[LogSpread] | None = None
    family: StayFamilyWord = StayFamily.EXPONENTIAL
    reason: DelayReasonWord | None = None
    declared_ready: bool = True
    dispute: bool = False
    market: ServiceName | None = None
    from_hospital: Quantity[ByService[Share]] | None = None
    from_other_beds: Quantity[ByService[Share]] | None = None
    from_community: Quantity[ByService[Share]] | None = None


class Responsibility(Strict):
    """How a delayed day of each reason is attributed, by setting; shares of the day."""

    acute: Quantity[ByReason[AmongResponsible[Share]]]
    non_acute: Quantity[ByReason[AmongResponsible[Share]]]


class EarlyDischarge(Strict):
    """Under bed pressure a stay may be cut short, at a higher readmission hazard."""

    above_occupancy: Quantity[Share]
    chance: Quantity[Share]
    stay_cut: Quantity[Share]
    readmission: Quantity[Factor]


class Behaviour(Strict):
    """How people and wards respond; every part may be left out, and then does nothing."""

    recent_discharge_days: Quantity[Days] | None = None
    recent_discharge_admission: Quantity[Factor] | None = None
    deconditioning: Quantity[PerDay] | None = None
    early_discharge: EarlyDischarge | None = None
    refill: Quantity[Factor] | None = None
    attendances_per_resident: Quantity[ByBand[PerYear]] | None = None
    readmission_hip_fracture: Quantity[ByBand[Share]] | None = None


class Priority(Strict):
    """How queues are ordered: by joining time less a head start for hospital discharges."""

    head_start: Quantity[Days]
    head_start_per_cost_ratio: Quantity[Days]


class Steering(Strict):
    """How funds steer through the year; the same for every fund of the area."""

    first_forecast_month: Quantity[Months]
    tolerance: Quantity[Share]
    strength: Quantity[Share]
    largest_cut: Quantity[Share]
    late_year_month: Quantity[Months]
    late_year_spending: Quantity[Share]
    reserve_limit: Quantity[Share]
    acceptance_speed: Quantity[Share]
    commitment_horizon: Quantity[Months]
    hysteresis: Quantity[Share]


class HospitalContract(Strict):
    """How a hospital trust that keeps its own accounts is paid, and what becomes of its deficit.

    It runs the acute beds. By ``activity`` it is paid for each admission, beyond the base year's
    number at the marginal rate; as a ``block`` it gets what was set aside. What is due beyond the
    money set aside for it is paid to the share that is ``passed_on`` to other services' money. What
    its beds cost beyond what it is paid is its deficit of the year. A share of that, and all that
    would stand beyond the limit, is met by central support; of what stands, a share a year is saved
    on beds.
    """

    payment: HospitalPaymentWord
    marginal_rate: Quantity[Share]
    passed_on: Quantity[Share]
    deficit_limit: Quantity[Share]
    support: Quantity[Share]
    recovery: Quantity[Share]


class Arranging(Strict):
    """What makes arranging care take longer or shorter than in the base year.

    Stages that search a market take longer as the power ``caseload`` of cases beyond what staff can
    take on; a team has a queue of its own. Stages that no team works at take less time by
    ``attention`` for each share by which beds are fuller than usual, and by which a target asks for
    fewer delays, until managers have got used to it: that ``wears_off``.
    """

    caseload: Quantity[Share]
    attention: Quantity[Factor]
    wears_off: Quantity[Months]


class AreaMoney(Strict):
    """Prices and habits that hold under every arrangement.

    ``believed_saving`` is what managers believe that one more start of a service spares the council
    in later care, whatever it does spare; the belief is the same under every arrangement.
    """

    home_wait_cost: Quantity[GbpPerDay]
    charge: Quantity[GbpPerDay]
    charge_notice: Quantity[Days]
    priority: Priority
    steering: Steering
    believed_saving: Quantity[ByService[Gbp]] | None = None
    hospital: HospitalContract | None = None
    arranging: Arranging | None = None
    markets: dict[ServiceName, Market] = {}


class Pot(Strict):
    """One fixed pot of money that buys capacity by a stated split, for small networks."""

    gbp_per_day: Quantity[GbpPerDay]
    split: Quantity[AmongNames[Share]]


class Practice(Strict):
    """A way staff work together: handling times it changes, by stage, as factors."""

    title: Title
    factors: Quantity[ByService[Factor]]


class Area(Strict):
    """An English area, or a small network for teaching.

    ``figures_of`` is the financial year, such as 2009 for 2009-10, whose prices and people the
    file holds; a study that starts from another year says so in a remark.
    """

    kind: Literal["area"] = "area"
    name: Name
    title: Title
    about: Text = ""
    figures_of: Year | None = None
    residents: Residents | None = None
    commissioners: Quantity[AmongNames[Share]] | None = None
    streams: Annotated[dict[ServiceName, Stream], Field(min_length=1)]
    services: Annotated[dict[ServiceName, Service], Field(min_length=1)]
    stages: dict[ServiceName, Stage] = {}
    admitted_to: ServiceName | None = None
    responsibility: Responsibility | None = None
    behaviour: Behaviour = Behaviour()
    practices: dict[ServiceName, Practice] = {}
    money: AreaMoney | None = None
    pot: Pot | None = None
    timetable: Timetable | None = None
