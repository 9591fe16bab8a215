"""Two budgets, a hospital and the care that empties its beds, in stocks and flows.

The names in equations are those of the diagram. ``ic`` is intermediate care and ``hc`` home care.
What each part leaves out of the person-level model is in docs/how-to/system-dynamics-tools.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from carefunds_sim.report.xmile.document import Point, Variable
from carefunds_sim.report.xmile.numbers import Numbers

PEOPLE, A_DAY, DAYS, MONEY = "people", "people/days", "days", "GBP/days"
POUNDS, PRICE, SHARE = "GBP", "GBP/people/days", "dmnl"
MONTHS = " * 365.25 / 12"
HOSPITAL, OWN, TRUST = "area.services.hospital", "arrangement.own_funds", "arrangement.trust"
SERVICES = {"ic": "intermediate_care", "hc": "home_care"}
TITLES = {"ic": "intermediate care", "hc": "home care", "nhs": "the NHS", "council": "the council"}
OF_IC = "(nhs_money_for_ic + council_money_for_ic)"


def variables(n: Numbers) -> Iterator[Variable]:
    """Yield the model's variables: people, places, each body's money, and trust."""
    yield from _hospital(n)
    yield from _care(n, "ic", (560, 180), 1, OF_IC)
    yield from _care(n, "hc", (560, 580), -1, "council_money_for_hc")
    yield from _fund(n, "nhs", (90, 860), "hospital_cost + ic_cost * nhs_share_of_ic - charge_paid")
    yield from _nhs(n)
    yield from _fund(
        n, "council", (1150, 860), "hc_places * hc_price + ic_cost * (1 - nhs_share_of_ic) + charge_paid"
    )
    yield from _council(n)
    yield from _worth(n, "ic", (840, 830), "weight_of_the_other * bed_price")
    yield from _worth(
        n, "hc", (840, 1000), "charge_a_day + weight_of_the_other * (bed_price - charge_a_day)"
    )
    yield from _trust(n)


def _aux(name: str, units: str, equation: str, at: Point, doc: str, *copies: Point) -> Variable:
    return Variable("aux", name, units, equation, at, doc, copies=copies)


def _stock(name: str, units: str, start: str, at: Point, doc: str, *copies: Point) -> Variable:
    return Variable("stock", name, units, start, at, doc, copies=copies)


def _flow(
    name: str, units: str, equation: str, at: Point, ends: tuple[str, str], doc: str
) -> Variable:
    return Variable("flow", name, units, equation, at, doc, ends)


def _hospital(n: Numbers) -> Iterator[Variable]:
    yield n.given(
        "coming_at_first", A_DAY, "area.streams.arrivals.per_day", (190, 460),
        "People who come a day at first",
    )  # fmt: skip
    yield n.given("need_growth", SHARE, "squeeze.need_growth", (160, 250), "Growth of need a year")
    yield _aux("one_year", DAYS, "365.25", (160, 200), "A year.", (40, 970), (1100, 970), (960, 1230))
    yield _aux(
        "time_to_move", DAYS, "1", (640, 290),
        "In how many days people who wait take up places that are free; of this form only.",
        (640, 470), (460, 110), (460, 650),
    )  # fmt: skip
    yield _stock("coming", A_DAY, "coming_at_first", (80, 380), "People who come to hospital a day.")
    yield _flow(
        "growth_of_need", "people/days/days", "coming * need_growth / one_year", (80, 290),
        ("", "coming"), "Need grows by the same share every year.",
    )  # fmt: skip
    yield _flow(
        "admitted", A_DAY, "coming", (190, 380), ("", "treated"),
        "Everybody who comes is admitted: above core beds, dearer ones are opened.",
    )  # fmt: skip
    yield _stock(
        "treated", PEOPLE, "coming_at_first * hospital_stay", (310, 380),
        "People in hospital who are being treated.", (480, 800),
    )  # fmt: skip
    yield n.given(
        "hospital_stay", DAYS, f"{HOSPITAL}.stay_days", (510, 290), "Mean days of treatment",
        "independent", copies=((510, 470),),
    )  # fmt: skip
    yield _flow(
        "going_home", A_DAY, "treated / hospital_stay - ready_for_ic - ready_for_hc", (430, 380),
        ("treated", ""), "People who leave hospital and need nothing more.",
    )  # fmt: skip


def _care(n: Numbers, of: str, at: Point, inward: int, money: str) -> Iterator[Variable]:
    """Yield a service outside the hospital: who waits for it, who has it, and its places."""
    (x, y), title, path = at, TITLES[of], f"area.services.{SERVICES[of]}"
    places = y + 110 * inward
    yield _flow(
        f"ready_for_{of}", A_DAY, f"treated / hospital_stay * share_to_{of}", (x - 130, y),
        ("treated", f"delayed_for_{of}"), f"People who are well enough to leave for {title}.",
    )  # fmt: skip
    yield n.given(
        f"share_to_{of}", SHARE, f"{HOSPITAL}.onward", (x - 230, y - 60 * inward),
        f"Share of those who leave who need {title}", "independent", SERVICES[of],
    )  # fmt: skip
    yield _stock(
        f"delayed_for_{of}", PEOPLE, "0", at, f"People delayed in a hospital bed for {title}.",
        (440 if of == "ic" else 520, 760),
    )  # fmt: skip
    yield _flow(
        f"starting_{of}", A_DAY,
        f"MIN(ready_for_{of} + delayed_for_{of} / time_to_move,"
        f" MAX(0, finishing_{of} + ({of}_places - in_{of}) / time_to_move))",
        (x + 140, y), (f"delayed_for_{of}", f"in_{of}"),
        f"All who are ready or delayed, or as many as {title} has room for.",
    )  # fmt: skip
    yield _flow(
        f"giving_up_on_{of}", A_DAY,
        f"MAX(0, delayed_for_{of} - ready_for_{of} * {of}_patience) / time_to_move",
        (x, y - 90 * inward), (f"delayed_for_{of}", ""),
        "No more can wait than came within the patience: the rest go home without the care.",
    )  # fmt: skip
    yield n.given(
        f"{of}_patience", DAYS, f"{path}.patience", (x + 100, y - 80 * inward),
        f"Days for which people wait for {title} at most",
    )  # fmt: skip
    yield _stock(
        f"in_{of}", PEOPLE, f"MIN({of}_places, coming_at_first * share_to_{of} * {of}_stay)",
        (x + 280, y), f"People who have {title}.",
    )  # fmt: skip
    yield _flow(
        f"finishing_{of}", A_DAY, f"in_{of} / {of}_stay", (x + 400, y), (f"in_{of}", ""),
        f"People who need {title} no longer.",
    )  # fmt: skip
    yield n.given(
        f"{of}_stay", DAYS, f"{path}.stay_days", (x + 400, y - 80 * inward), f"Mean days of {title}",
        "independent",
    )  # fmt: skip
    yield _stock(
        f"{of}_places", PEOPLE, f"{of}_places_at_first", (x + 280, places),
        f"Places of {title} that are open, each for one person.",
    )  # fmt: skip
    yield _flow(
        f"opening_{of}_places", A_DAY,
        f"MAX(0, {of}_places_planned - {of}_places) / {of}_lag_up"
        f" + MIN(0, {of}_places_planned - {of}_places) / {of}_lag_down",
        (x + 400, places), ("", f"{of}_places"),
        "Places open and close towards the plan, as fast as staff are recruited or leave.",
    )  # fmt: skip
    for way, place in (("up", x + 360), ("down", x + 440)):
        yield n.given(
            f"{of}_lag_{way}", DAYS, f"{path}.flexing.lag_{way}", (place, places + 60 * inward),
            f"How long {title} takes to go {way}, from months", times=MONTHS,
        )  # fmt: skip
    yield _aux(
        f"{of}_places_planned", PEOPLE,
        f"MAX({of}_floor * {of}_places_at_first,"
        f" MIN({of}_most * {of}_places_at_first, {money} / {of}_price))",
        (x + 560, places), "What the money buys, not below the floor nor above the market's limit.",
    )  # fmt: skip
    yield n.given(
        f"{of}_places_at_first", PEOPLE, f"{path}.capacity", (x + 480, places - 70 * inward),
        f"Places of {title} at first",
    )  # fmt: skip
    for key, word, place in (("floor", "floor", x + 570), ("market_limit", "most", x + 650)):
        yield n.given(
            f"{of}_{word}", SHARE, f"{path}.flexing.{key}", (place, places - 70 * inward),
            f"The {key.replace('_', ' ')} of {title}, as a share of its places at first",
        )  # fmt: skip
    yield n.given(
        f"{of}_price", PRICE, f"{path}.costs.fixed_per_unit", (x + 680, places),
        f"A place of {title} for a day",
    )  # fmt: skip


def _fund(n: Numbers, who: str, at: Point, spending: str) -> Iterator[Variable]:
    """Yield a body's budget, what it spends, and the deficit that comes off later years."""
    (x, y), title = at, TITLES[who]
    yield _stock(f"{who}_budget", POUNDS, f"{who}_budget_at_first", at, f"A year's money of {title}.")
    yield _flow(
        f"{who}_change", MONEY, f"{who}_budget * {who}_growth / one_year", (x + 130, y),
        ("", f"{who}_budget"), f"The money of {title} grows or shrinks by the same share every year.",
    )  # fmt: skip
    yield n.growth(f"{who}_growth", f"squeeze.{who}", (x + 130, y - 70), f"Growth of {title}'s money")
    yield _aux(
        f"{who}_allotted", MONEY, f"{who}_budget / one_year - {who}_recovering", (x, y + 110),
        f"What {title} may spend a day.",
    )  # fmt: skip
    yield _aux(
        f"{who}_recovering", MONEY,
        f"MAX(0, MIN({who}_deficit, reserve_limit * {who}_budget)) / one_year", (x, y + 220),
        "An earlier deficit comes off the next year's money, up to a limit.",
    )  # fmt: skip
    yield _aux(f"{who}_spending", MONEY, spending, (x + 150, y + 220), f"What {title} spends a day.")
    yield _stock(f"{who}_deficit", POUNDS, "0", (x, y + 330), f"What {title} has overspent, in all.")
    yield _flow(
        f"{who}_overspending", MONEY,
        f"MAX({who}_spending - {who}_allotted - {who}_recovering,"
        f" -({who}_deficit + reserve_limit * {who}_budget) / one_year)",
        (x + 150, y + 330), ("", f"{who}_deficit"),
        "Spending beyond the budget; a saving is kept as a reserve up to the same limit.",
    )  # fmt: skip


def _nhs(n: Numbers) -> Iterator[Variable]:
    yield _aux(
        "nhs_budget_at_first", POUNDS,
        "(core_beds * bed_price + nhs_part_of_ic * ic_places_at_first * ic_price) * one_year",
        (90, 790), "A year of core beds and of the NHS's part of intermediate care.",
    )  # fmt: skip
    yield n.given(
        "nhs_part_of_ic", SHARE, "area.services.intermediate_care.paid_by", (180, 1290),
        "The NHS's part of intermediate care at first", "nhs",
    )  # fmt: skip
    yield n.given("core_beds", PEOPLE, f"{HOSPITAL}.capacity", (380, 860), "Core hospital beds")
    yield n.given(
        "bed_price", PRICE, f"{HOSPITAL}.costs.fixed_per_unit", (380, 930), "A hospital bed for a day"
    )
    yield n.given(
        "escalation_premium", SHARE, f"{HOSPITAL}.costs.escalation_premium", (560, 930),
        "By what share a bed above core beds is dearer",
    )  # fmt: skip
    yield _aux(
        "escalation_beds", PEOPLE,
        "MAX(0, treated + delayed_for_ic + delayed_for_hc - core_beds)", (480, 880),
        "Beds opened above core beds.",
    )  # fmt: skip
    yield _aux(
        "hospital_cost", MONEY,
        "core_beds * bed_price + escalation_beds * bed_price * (1 + escalation_premium)", (460, 1000),
        "Core beds are paid for full or empty, escalation beds when used.",
    )  # fmt: skip
    yield _aux(
        "nhs_money_for_ic", MONEY, "MAX(0, nhs_allotted + charge_paid - hospital_cost)", (330, 1050),
        "Acute care comes first: intermediate care has what is left.", (1250, 230),
    )  # fmt: skip
    yield _aux("ic_cost", MONEY, "ic_places * ic_price", (420, 1180), "What intermediate care costs.")
    yield _aux(
        "nhs_share_of_ic", SHARE, f"nhs_money_for_ic / MAX({OF_IC}, a_pound_a_day)", (540, 1100),
        "Intermediate care is paid for as it is budgeted for.",
    )  # fmt: skip
    yield _aux("a_pound_a_day", MONEY, "1", (620, 1150), "Keeps what is divided by above nothing.")
    yield n.given(
        "reserve_limit", SHARE, "area.money.steering.reserve_limit", (180, 1240),
        "Most that is recovered, or kept, in a year, as a share of the year's money",
        copies=((1240, 1240),),
    )  # fmt: skip


def _council(n: Numbers) -> Iterator[Variable]:
    yield _aux(
        "council_budget_at_first", POUNDS,
        "(hc_places_at_first * hc_price + (1 - nhs_part_of_ic) * ic_places_at_first * ic_price)"
        " * one_year",
        (1150, 790), "A year of home care and of the council's part of intermediate care.",
    )  # fmt: skip
    yield n.given("charge_a_day", PRICE, "area.money.charge", (1400, 1000), "Charge for a delayed day")
    yield _aux(
        "charge_paid", MONEY, "delayed_for_hc * charge_a_day", (1400, 920),
        "The council pays the NHS for delayed days that wait for home care.", (250, 1000),
    )  # fmt: skip
    yield _aux(
        "council_for_care", MONEY, "MAX(0, council_allotted - charge_paid)", (1280, 970),
        "What the council has for services, once the charge is set aside.",
    )  # fmt: skip
    yield _aux(
        "council_money_for_ic", MONEY, "council_for_care * council_share_to_ic", (1400, 1080),
        "The council's money for intermediate care.", (1240, 350),
    )  # fmt: skip
    yield _aux(
        "council_money_for_hc", MONEY, "council_for_care * (1 - council_share_to_ic)", (1280, 1080),
        "The council's money for home care.", (1240, 530),
    )  # fmt: skip
    yield _stock(
        "council_share_to_ic", SHARE,
        "(1 - nhs_part_of_ic) * ic_places_at_first * ic_price * one_year / council_budget_at_first",
        (1000, 915), "Share of the council's money for services that is for intermediate care.",
    )  # fmt: skip
    yield _flow(
        "moving_to_ic", "dmnl/days",
        "virement / cycle * (MAX(0, preference) * (1 - council_share_to_ic)"
        " + MIN(0, preference) * council_share_to_ic)",
        (900, 915), ("", "council_share_to_ic"),
        "The council moves a part of its money to where a pound is worth more to it.",
    )  # fmt: skip
    yield n.given("virement", SHARE, f"{OWN}.virement", (860, 980), "Most that one decision moves")
    yield n.given("cycle", DAYS, f"{OWN}.cycle", (930, 980), "Time between decisions, from months",
                  times=MONTHS)  # fmt: skip
    yield _aux(
        "preference", SHARE, "(worth_of_ic - worth_of_hc) / MAX(worth_of_ic + worth_of_hc, 0.01)",
        (740, 915), "1 if only intermediate care is worth a pound, -1 if only home care is.",
    )  # fmt: skip


def _worth(n: Numbers, of: str, at: Point, cost: str) -> Iterator[Variable]:
    """Yield what a pound more on a service is worth to the council, as it sees it."""
    (x, y), title = at, TITLES[of]
    del n
    yield _aux(
        f"lost_to_{of}", PEOPLE, f"giving_up_on_{of} * {of}_stay", (x - 120, y),
        f"People at home who would have {title} if they had not given up.",
    )  # fmt: skip
    yield _aux(
        f"chance_{of}_wanted", SHARE,
        f"1 / (1 + EXP(1.702 * ({of}_places_planned + one_person / 2 - in_{of} - delayed_for_{of}"
        f" - lost_to_{of}) / SQRT(one_person * MAX(one_person,"
        f" in_{of} + delayed_for_{of} + lost_to_{of}))))",
        (x, y), "Chance that more places are wanted than planned: near a normal distribution's.",
    )  # fmt: skip
    yield _aux(
        f"worth_of_{of}", SHARE,
        f"chance_{of}_wanted * ({cost}) * (1 - lost_to_{of}"
        f" / MAX(one_person / 100, delayed_for_{of} + lost_to_{of})) / {of}_price",
        (x + 120, y), f"Cost of waiting, as the council weighs it, that a pound on {title} spares.",
    )  # fmt: skip


def _trust(n: Numbers) -> Iterator[Variable]:
    yield _aux("one_person", PEOPLE, "1", (700, 1000), "One person.")
    yield _stock("trust", SHARE, "trust_at_first", (840, 1180), "Trust between the partners, 0 to 1.")
    yield n.given("trust_at_first", SHARE, f"{TRUST}.initial", (760, 1240), "Trust at first")
    yield _flow(
        "building", "dmnl/days", "built * sight * (1 - trust) / one_year", (720, 1180),
        ("", "trust"), "Trust grows as partners see each other's figures.",
    )  # fmt: skip
    yield n.given("built", SHARE, f"{TRUST}.built", (650, 1240), "Distrust overcome in one year")
    yield _flow(
        "eroding", "dmnl/days",
        "trust * (eroded_by_overspend * overspend_share + eroded_by_charge * charge_share) / one_year",
        (960, 1180), ("trust", ""), "Overspends and bills wear trust away.",
    )  # fmt: skip
    for name, path, x in (("overspend", "overspend", 900), ("charge", "transfer", 1030)):
        yield n.given(
            f"eroded_by_{name}", SHARE, f"{TRUST}.eroded_by_{path}", (x, 1240),
            f"How fast {name}s erode trust",
        )  # fmt: skip
    allotted = "(nhs_allotted + council_allotted)"
    yield _aux(
        "overspend_share", SHARE,
        "(MAX(0, nhs_spending - nhs_allotted) + MAX(0, council_spending - council_allotted))"
        f" / {allotted}",
        (960, 1100), "Overspends as a share of all money.",
    )  # fmt: skip
    yield _aux("charge_share", SHARE, f"charge_paid / {allotted}", (1060, 1100), "The charge, likewise.")
    yield n.given("sight", SHARE, f"{OWN}.sight", (700, 1090), "How much a partner's figures are seen")
    yield n.given("regard", SHARE, f"{OWN}.regard", (770, 1060), "How much a partner's pound counts")
    yield n.given("goodwill", SHARE, f"{OWN}.goodwill", (900, 1090), "How far both rest on trust")
    yield _aux("firmness", SHARE, "1 - goodwill + goodwill * trust", (840, 1100), "Of what is agreed.")
    yield _aux(
        "weight_of_the_other", SHARE, "sight * firmness * regard * firmness", (800, 1000),
        "How much a pound of the NHS's weighs with the council.",
    )  # fmt: skip
