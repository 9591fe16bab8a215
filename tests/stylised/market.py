"""What homes, carers, fees, vacancies and assessors do, one at a time."""

from __future__ import annotations

from stylised.statement import Direction, Moves, Statement
from stylised.world import World
from stylised.worlds import CUT, NO_SQUEEZE, more_of

from carefunds_sim.vocabulary import Loop

RISES, FALLS = Direction.RISES, Direction.FALLS
MARKETS = "area.money.markets."
MORE_HOMES = {f"{MARKETS}care_homes.places": 1.1}
MORE_CARERS = {f"{MARKETS}home_care.places": 1.1}
HIGHER_FEES = {f"{MARKETS}{name}.fee_growth": 0.03 for name in ("care_homes", "home_care")}
SCARCE = NO_SQUEEZE.having(
    {f"{MARKETS}{name}.places": 0.92 for name in ("care_homes", "home_care")}
)
SCARCE_WORKERS = World(squeeze="scarce_care_workers")
ATTENTIVE = CUT.having({"area.money.arranging.attention": 1.0})


FOUND = {
    (
        CUT,
        "carers",
    ): "Under a deep cut the council buys fewer hours than providers have carers for, "
    "so that people wait for money and not for carers: 22 fewer days (55 fewer to 10 more).",
    (
        NO_SQUEEZE,
        "carers",
    ): "In the fitted area a search hardly follows from free carers, a third as "
    "far as judgement said: 3 fewer days (17 fewer to 11 more).",
    (NO_SQUEEZE, "assessors"): "With money that keeps pace assessors keep up with their cases: 18 "
    "fewer days (42 fewer to 5 more).",
}


def loop_off(loop: Loop, world: World = CUT) -> tuple[tuple[World, ...], tuple[World, ...]]:
    """Return a world, and the same world with a loop knocked out."""
    return (world,), (world.without(loop),)


MARKET: list[Statement] = [
    *(
        Moves(
            f"A tenth more {what} leave fewer days delayed, {when}",
            why,
            sources,
            "delayed_days", FALLS, (world,), (
                (world.having(more) if more else more_of("discharge_assessment", world=world)),
            ), subtle=True,
            finding=FOUND.get((world, what), ""),
        )
        for what, why, sources, more in (
            ("places in care homes", "a free home is found sooner", (), MORE_HOMES),
            ("carers", "a carer is found sooner", (), MORE_CARERS),
            ("assessors", "cases wait for no one", ("nao_2016_discharging",), {}),
        )
        for world, when in ((NO_SQUEEZE, "with money that keeps pace"), (CUT, "under a deep cut"))
    ),
    Moves(
        "Fees that grow by 3% a year leave more hours of home care that people pay for themselves",
        "providers open places, and who pays themselves is offered some",
        (),
        "private_home_care_open", RISES, (CUT,), (CUT.having(HIGHER_FEES),), subtle=True,
    ),
    Moves(
        "Too few care workers leave more days delayed",
        "fewer places are open, so searches take longer",
        ("skills_for_care_vacancies",),
        "delayed_days", RISES, (NO_SQUEEZE,), (SCARCE_WORKERS,), subtle=True,
    ),
    Moves(
        "With a twelfth fewer places, without `scarcity_lengthens_search` fewer days are delayed",
        "a search takes as long as in the base year",
        (),
        "delayed_days", FALLS, *loop_off(Loop.SCARCITY_LENGTHENS_SEARCH, SCARCE), subtle=True,
    ),
    Moves(
        "Without `income_opens_places` more hours of home care are open under a deep cut",
        "lower fees drive no provider out",
        (),
        "home_care_open", RISES, *loop_off(Loop.INCOME_OPENS_PLACES), subtle=True,
    ),
    Moves(
        "Without `caseload_lengthens_arranging` fewer days are delayed",
        "stages take as long as in the base year, however many ask",
        (),
        "delayed_days", FALLS, *loop_off(Loop.CASELOAD_LENGTHENS_ARRANGING), subtle=True,
    ),
    Moves(
        "With managers who push when beds are full, without `attention_shortens_arranging` more "
        "days are delayed",
        "nobody pushes",
        (),
        "delayed_days", RISES, *loop_off(Loop.ATTENTION_SHORTENS_ARRANGING, ATTENTIVE), subtle=True,
    ),
]  # fmt: skip
