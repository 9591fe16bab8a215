"""A funding arrangement: funds and the rules each is run by. It carries no outcomes."""

from __future__ import annotations

from typing import Literal

from carefunds_sim.scenario.labels import ArrangementName, Line, Name, Text, Title
from carefunds_sim.scenario.quantity import (
    AmongNames,
    Change,
    Factor,
    Gbp,
    Months,
    Quantity,
    ServiceName,
    Share,
    Strict,
)
from carefunds_sim.scenario.words import BodyKindWord, RiskShareWord


class Rules(Strict):
    """How the decision makers of a fund see, weigh and move.

    ``sight`` is the share of what falls on partners that they see, ``regard`` how much it
    weighs against what falls on themselves, ``goodwill`` how far both rest on trust (1) rather
    than on law (0).
    """

    sight: Quantity[Share]
    sight_lag: Quantity[Months]
    regard: Quantity[Share]
    goodwill: Quantity[Share]
    virement: Quantity[Share]
    cycle: Quantity[Months]
    council_offset: Quantity[Months] | None = None


class Pool(Strict):
    """A fund of partners' money that loses its identity: a pool, or the single fund of a trust.

    ``share`` is the share of each service's money that it holds; ``every_service`` stands for
    all services that the NHS or the council pays for and that are not named.
    """

    title: Title
    share: Quantity[AmongNames[Share]]
    lead: BodyKindWord | None = None
    rules: Rules
    risk_share: RiskShareWord
    risk_cap: Quantity[Share] | None = None
    host: BodyKindWord | None = None


class Disputes(Strict):
    """Who-pays disputes at complex discharges outside pools; inside a pool there are none."""

    chance: Quantity[Factor]
    length: Quantity[Factor]


class Overhead(Strict):
    """What the arrangement itself costs, as shares of the yearly money that its pools hold.

    ``joint_working`` is a yearly sum for arrangements without a pool.
    """

    setup_months: Quantity[Months]
    setup_cost: Quantity[Share]
    yearly_cost: Quantity[Share]
    joint_working: Quantity[Gbp] | None = None
    disruption: Quantity[Share]
    disruption_months: Quantity[Months]
    saving: Quantity[Share]
    saving_after: Quantity[Months]


class Trust(Strict):
    """Trust between partners: a stock between 0 and 1."""

    initial: Quantity[Share]
    built: Quantity[Share]
    eroded_by_overspend: Quantity[Factor]
    eroded_by_transfer: Quantity[Factor]


class Target(Strict):
    """One measurable outcome of an agreement: a change against the baseline arrangement."""

    outcome: Name
    change: Quantity[Change]


class Agreement(Strict):
    """What the partners agreed to achieve; reported against achievement, never assumed."""

    targets: list[Target] = []
    reviewed: bool = False


class Arrangement(Strict):
    """Funds plus the rules each is run by.

    ``replaces`` names the arrangement that holds through the warm-up and the set-up months,
    until this one takes effect; without it this one holds from the first day.
    """

    kind: Literal["arrangement"] = "arrangement"
    name: ArrangementName
    title: Line
    about: Text
    replaces: Line | None = None
    own_funds: Rules
    pools: dict[ServiceName, Pool] = {}
    disputes: Disputes
    practice: list[ServiceName] = []
    charge: bool
    overhead: Overhead
    trust: Trust
    agreement: Agreement = Agreement()


EVERY_SERVICE = "every_service"
