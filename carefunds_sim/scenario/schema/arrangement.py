"""A funding arrangement, its funds and the rules each is run by.

A rule is one field with one ``Rule`` beside its type: the group it is taken with when two
arrangements are mixed, and what it means to a reader. An arrangement carries no outcomes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, StrictBool

from carefunds_sim.scenario.schema.quantity import (
    AmongNames,
    Change,
    Factor,
    Gbp,
    Months,
    Quantity,
    ServiceName,
    Share,
)
from carefunds_sim.scenario.schema.timetable import Timetable
from carefunds_sim.scenario.schema.words import (
    ArrangementName,
    BodyKindWord,
    BudgetingWord,
    DecidedByWord,
    Line,
    Name,
    RiskShareWord,
    Strict,
    Text,
    Title,
)
from carefunds_sim.vocabulary import Budgeting, DecidedBy, RiskShare

EVERY_SERVICE = "every_service"
"""What stands in a pool for all services that are not named."""

GROUPS: dict[str, str] = {
    "funds": "Whose money it is, and how much of it may move",
    "budgeting": "Whose lines a partner's growth or cut falls on",
    "sight": "What is seen of partners, and how late",
    "regard": "How much partners' costs weigh, and trust",
    "cycle": "How often and when decisions are taken",
    "decision_rule": "By which rule it is decided where money goes",
    "risk_share": "Who bears an overspend, and what becomes of a saving",
    "disputes": "Disputes over who pays",
    "practice": "How staff work",
    "charge": "The charge for delayed days",
    "overhead": "What the arrangement costs and disrupts",
    "set_up": "How long until it is in force",
    "timetable": "What changes while it is in force",
}
"""The groups of rules by name, and what each is about."""


@dataclass(frozen=True)
class Rule:
    """Marks a field as a rule: its group, '' inside a part that is taken whole, and its meaning.

    Trust acts only where regard or sight rests on goodwill, so all three are in one group.
    """

    group: str = ""
    meaning: str = ""


class Rules(Strict):
    """How the decision makers of a fund see, weigh and move.

    ``sight`` is the share of what falls on partners that they see, ``regard`` how much it
    weighs against what falls on themselves, ``goodwill`` how far both rest on trust (1) rather
    than on law (0). ``decision_rule`` names a rule that is registered by a file of one's own, which
    then decides in place of the model's own.
    """

    sight: Annotated[
        Quantity[Share],
        Rule(
            "sight",
            "how much of what falls on the partner those who decide see, from none (0%) to all",
        ),
    ]
    sight_lag: Annotated[Quantity[Months], Rule("sight", "how old it is when they see it")]
    regard: Annotated[
        Quantity[Share],
        Rule(
            "regard",
            "how much a pound that falls on the partner weighs beside a pound of one's own",
        ),
    ]
    goodwill: Annotated[
        Quantity[Share],
        Rule("regard", "how far sight and regard rest on trust (100%) rather than on law (0%)"),
    ]
    virement: Annotated[
        Quantity[Share],
        Rule("funds", "the most of a fund's money, or of a service's, that one decision may move"),
    ]
    cycle: Annotated[Quantity[Months], Rule("cycle", "how often it is decided where money goes")]
    council_offset: Annotated[
        Quantity[Months] | None, Rule("cycle", "how long after the NHS the council decides")
    ] = None
    decision_rule: Annotated[
        Name | None,
        Rule("decision_rule", "the rule of one's own that decides in place of the model's"),
    ] = None


class Pool(Strict):
    """A fund that partners pay into: a pool, or the single fund of a trust.

    ``share`` is the share of each service's money that it holds; ``every_service`` stands for
    all services that the NHS or the council pays for and that are not named.

    ``budgeting`` says how a year's growth or cut of a partner's contribution reaches the lines of
    the pool. ``by_origin``: it falls on the lines that the partner's money pays for. ``pro_rata``:
    contributions are one sum, acute care comes first and all other lines share alike.
    ``fixed_and_variable``: lines named in ``fixed`` get what was agreed, and the host bears their
    variance; the others are one sum. Pounds that a decision moves keep their origin.

    The board decides by ``rules``; where partners decide, each on its own pounds, it does so by
    the rules of its own fund, and there are none.
    """

    title: Annotated[Title, Rule("funds")]
    share: Annotated[
        Quantity[AmongNames[Share]],
        Rule("funds", "the share of a service's money that the fund holds"),
    ]
    lead: Annotated[BodyKindWord | None, Rule("funds")] = None
    budgeting: Annotated[
        BudgetingWord, Rule("budgeting", "how a partner's growth or cut reaches the fund's lines")
    ] = Budgeting.BY_ORIGIN
    fixed: Annotated[
        list[ServiceName],
        Rule(
            "budgeting", "services whose contribution is fixed, and whose variance the host bears"
        ),
    ] = []
    minimum: Annotated[
        Quantity[Share] | None,
        Rule("budgeting", "the share of its contribution that no partner can withdraw"),
    ] = None
    decided_by: Annotated[
        DecidedByWord, Rule("funds", "who decides where the fund's money goes")
    ] = DecidedBy.BOARD
    rules: Rules | None = None
    risk_share: Annotated[
        RiskShareWord, Rule("risk_share", "who bears what the fund over- or underspends")
    ] = RiskShare.OWN
    risk_cap: Annotated[Quantity[Share] | None, Rule("risk_share")] = None
    host: Annotated[BodyKindWord | None, Rule("risk_share")] = None
    ends_disputes: Annotated[
        StrictBool, Rule("funds", "whether disputes over who pays end for what the fund pays")
    ] = True
    ends_charge: Annotated[
        StrictBool, Rule("funds", "whether no charge is due on delays for what the fund pays")
    ] = True


class Disputes(Strict):
    """Who-pays disputes at complex discharges outside pools; inside a pool there are none."""

    chance: Annotated[
        Quantity[Factor],
        Rule(
            meaning="how often a complex discharge is disputed, against what the evidence says (1)"
        ),
    ]
    length: Annotated[
        Quantity[Factor],
        Rule(meaning="how long such a dispute lasts, against what the evidence says (1)"),
    ]


class Overhead(Strict):
    """What the arrangement itself costs, as shares of the yearly money that its pools hold.

    ``joint_working`` is a yearly sum for arrangements without a pool.
    """

    setup_months: Annotated[
        Quantity[Months], Rule("set_up", "how long it takes until the arrangement is in force")
    ]
    setup_cost: Annotated[
        Quantity[Share],
        Rule("overhead", "what setting it up costs, as a share of the money in shared funds"),
    ]
    yearly_cost: Annotated[
        Quantity[Share],
        Rule("overhead", "what running it costs a year, as a share of the money in shared funds"),
    ]
    joint_working: Annotated[
        Quantity[Gbp] | None,
        Rule("overhead", "what working together costs a year where no fund is shared"),
    ] = None
    disruption: Annotated[
        Quantity[Share],
        Rule("overhead", "the share of its pace that a team loses while the arrangement is new"),
    ]
    disruption_months: Annotated[
        Quantity[Months], Rule("overhead", "how long teams stay slower for it")
    ]
    saving: Annotated[
        Quantity[Share],
        Rule(
            "overhead",
            "the share of the money in shared funds that is saved a year once it is settled",
        ),
    ]
    saving_after: Annotated[
        Quantity[Months], Rule("overhead", "how long after it came into force the saving begins")
    ]


class Trust(Strict):
    """Trust between partners: a stock between 0 and 1."""

    initial: Annotated[
        Quantity[Share],
        Rule(meaning="trust between the partners at the start, from none (0%) to full"),
    ]
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

    ``reinvested`` are shares of what a body spends less than its budgets, once earlier overspends
    are made up. Without it a saving is a reserve.
    """

    kind: Literal["arrangement"] = "arrangement"
    name: ArrangementName
    title: Line
    about: Text
    replaces: Annotated[Line | None, Rule("set_up")] = None
    own_funds: Rules
    pools: dict[ServiceName, Pool] = {}
    disputes: Annotated[Disputes, Rule("disputes")]
    practice: Annotated[
        list[ServiceName], Rule("practice", "what staff of both bodies do together")
    ] = []
    charge: Annotated[
        bool,
        Rule("charge", "whether the council pays the NHS for delayed days that are put down to it"),
    ]
    overhead: Overhead
    reinvested: Annotated[
        Quantity[AmongNames[Share]] | None,
        Rule(
            "risk_share",
            "the share of a year's saving that is spent next year on each service; the rest is "
            "taken out",
        ),
    ] = None
    trust: Annotated[Trust, Rule("regard")]
    agreement: Agreement = Agreement()
    timetable: Annotated[Timetable | None, Rule("timetable")] = None


LABELS = frozenset({"kind", "name", "title", "about", "agreement"})
"""Fields of an arrangement that no run reads."""


def _rules(part: type[BaseModel]) -> Iterator[tuple[str, Rule]]:
    for field, info in part.model_fields.items():
        yield from ((field, mark) for mark in info.metadata if isinstance(mark, Rule))


FIELDS: dict[type[BaseModel], dict[str, str]] = {
    part: {field: rule.group for field, rule in _rules(part)}
    for part in (Arrangement, Rules, Pool, Overhead)
}
"""The group of every rule, by the part of an arrangement that holds it.

Parts without a group (own funds, a pool's rules, overhead) are taken apart; others are taken whole.
"""

MEANINGS: dict[str, str] = {
    field: rule.meaning
    for part in (Rules, Pool, Disputes, Overhead, Trust, Arrangement)
    for field, rule in _rules(part)
    if rule.meaning
}
"""What a rule is, by its field's name."""
