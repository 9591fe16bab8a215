"""What an area, an arrangement or a squeeze is, in a reader's words and one short table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from rich.console import RenderableType

from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import grid, listed
from carefunds_sim.report.wording import (
    counted,
    joined,
    percent,
    plain_word,
    signed_percent,
    within_sentence,
)
from carefunds_sim.scenario.routes import Route, Way, routes_of
from carefunds_sim.scenario.schema.area import Area, Service
from carefunds_sim.scenario.schema.arrangement import (
    EVERY_SERVICE,
    Arrangement,
    Pool,
    Rules,
)
from carefunds_sim.scenario.schema.squeeze import Squeeze, YearPath
from carefunds_sim.screen import WIDTH, wrapped
from carefunds_sim.vocabulary import (
    BodyKind,
    Budgeting,
    DecidedBy,
    GrowthBasis,
    RiskShare,
    ServiceKind,
)

UNITS = {
    ServiceKind.BEDS: "beds",
    ServiceKind.PLACES: "places",
    ServiceKind.HOURS: "hours a week",
    ServiceKind.TEAM: "staff",
}
PAYERS = {BodyKind.NHS: "NHS", BodyKind.COUNCIL: "council", BodyKind.SELF: "people"}
BASES = {
    GrowthBasis.TOTAL: "in all",
    GrowthBasis.PER_HEAD: "for each resident aged 65 or over",
    GrowthBasis.WITH_NEED: "beyond the growth of need",
}


def of_area(area: Area) -> Iterator[RenderableType]:
    """Yield who lives in an area, its services with capacity and payers, and what money it has."""
    yield from listed("Who lives there, who comes", list(_people(area)))
    rows = [(each.title, _capacity(each), _payers(each)) for each in area.services.values()]
    width = 3 if any(row[2] for row in rows) else 2
    columns = ("Service", "Capacity", "Paid by")[:width]
    yield grid(Table("Services", columns, tuple(row[:width] for row in rows)))
    yield from listed("Money", list(_money(area)))


def _people(area: Area) -> Iterator[str]:
    if area.residents is not None:
        bands = area.residents.population.value
        parts = joined([f"{number:,.0f} {plain_word(band)}" for band, number in bands.items()])
        yield f"{sum(bands.values()):,.0f} residents aged 65 and over: {parts}."
    for stream in area.streams.values():
        if stream.per_day is not None:
            yield f"{stream.title}: {stream.per_day.value:g} people a day."
    if area.commissioners is not None and len(area.commissioners.value) > 1:
        shares = [f"{plain_word(name)} for {percent(share)} of residents"
                  for name, share in area.commissioners.value.items()]  # fmt: skip
        yield f"{len(shares)} NHS commissioners: {joined(shares)}."


def _capacity(service: Service) -> str:
    if service.kind not in UNITS:
        return "no limit"
    if service.capacity is None:
        return "what its money buys"
    return f"{service.capacity.value:,g} {UNITS[service.kind]}"


def _payers(service: Service) -> str:
    if service.paid_by is None:
        return ""
    shares = [(body, share) for body, share in service.paid_by.value.items() if share]
    if len(shares) == 1:
        return PAYERS[shares[0][0]]
    return ", ".join(f"{PAYERS[body]} {percent(share)}" for body, share in shares)


def _money(area: Area) -> Iterator[str]:
    if area.pot is not None:
        split = joined([f"{percent(share)} to {within_sentence(area.services[name].title)}"
                        for name, share in area.pot.split.value.items()])  # fmt: skip
        yield f"One pot of GBP {area.pot.gbp_per_day.value:,.0f} a day: {split}."
    elif area.money is None:
        yield "None: people, beds and places only."
    else:
        yield ("What each service costs in the year before the study becomes the budget of "
               "whoever pays for it. From then on the squeeze says how budgets grow.")  # fmt: skip
        charge = f"GBP {area.money.charge.value:,.0f}"
        yield (f"Where an arrangement has the charge, the council pays {charge} for each delayed "
               "day that is put down to it.")  # fmt: skip


def of_arrangement(arrangement: Arrangement) -> Iterator[RenderableType]:
    """Yield the funds of an arrangement, what is pooled, how it decides and who bears the risk."""
    yield from listed("What is pooled, and who bears the risk", list(_pools(arrangement)))
    pools = {pool.title: pool.rules for pool in arrangement.pools.values() if pool.rules}
    funds = {"Own funds": arrangement.own_funds, **pools}
    columns = ("Fund", "Decides", "Moves at most", "Sees of the partner's side",
               "Counts the partner's costs at")  # fmt: skip
    rows = tuple((name, *_decides(rules)) for name, rules in funds.items())
    yield grid(Table("How it is decided where money goes", columns, rows))
    named = {name: rules.decision_rule for name, rules in funds.items() if rules.decision_rule}
    for name, rule in named.items():
        yield f"{name}: where money goes is decided by a rule of one's own, '{rule}'."
    yield from listed("What else is different", list(_terms(arrangement)))


def _pools(arrangement: Arrangement) -> Iterator[str]:
    if not arrangement.pools:
        yield "Nothing. The NHS and the council each bear their own over- and underspends."
    for pool in arrangement.pools.values():
        decides = pool.decided_by is DecidedBy.PARTNERS
        by_partners = " Each partner decides on its own pounds." * decides
        yield (f"{pool.title}: {_holds(pool.share.value)}. {_budgeting(pool)} {_risk(pool)}"
               f"{by_partners}")  # fmt: skip


def _holds(shares: Mapping[str, float]) -> str:
    """Return what a fund holds of services, those that are named first."""
    named = [f"{percent(share)} of {plain_word(name)}"
             for name, share in shares.items() if name != EVERY_SERVICE]  # fmt: skip
    rest = shares.get(EVERY_SERVICE, 0.0)
    if rest:
        named.append(f"{percent(rest)} of every {'other ' * bool(named)}service")
    return joined(named) if rest else f"{joined(named) or 'nothing'}, and of nothing else"


def _budgeting(pool: Pool) -> str:
    """Return whose lines a partner's cut falls on."""
    minimum = ""
    if pool.minimum is not None and pool.minimum.value:
        minimum = f" No partner withdraws the first {percent(pool.minimum.value)} of what it gives."
    if pool.budgeting is Budgeting.PRO_RATA:
        return f"A partner's cut falls on every line alike, acute care last.{minimum}"
    if pool.budgeting is Budgeting.FIXED_AND_VARIABLE:
        fixed = joined([plain_word(name) for name in pool.fixed])
        return f"Fixed: {fixed}. A partner's cut falls on the other lines alike.{minimum}"
    return f"A partner's cut falls on the lines that its own money pays for.{minimum}"


def _risk(pool: Pool) -> str:
    host = PAYERS[pool.host] if pool.host is not None else "host"
    if pool.risk_share is RiskShare.HOST:
        return f"The {host} bears what it over- or underspends."
    if pool.risk_share is RiskShare.CAPPED and pool.risk_cap is not None:
        cap = percent(pool.risk_cap.value)
        return (f"Partners share an overspend by what they put in, up to {cap} of the fund; beyond "
                f"that the {host} bears it.")  # fmt: skip
    if pool.risk_share is RiskShare.OWN:
        return "Each partner bears its own over- and underspends."
    return "Partners share over- and underspends by what they put in."


def _decides(rules: Rules) -> tuple[str, str, str, str]:
    sees = percent(rules.sight.value) if rules.sight.value else "nothing"
    if rules.sight.value and rules.sight_lag.value:
        sees += f", {counted(round(rules.sight_lag.value), 'month')} late"
    months = rules.cycle.value
    usual = {1: "every month", 12: "once a year"}
    every = usual.get(round(months), f"every {months:g} months")
    return every, percent(rules.virement.value), sees, percent(rules.regard.value)


def _terms(arrangement: Arrangement) -> Iterator[str]:
    overhead = arrangement.overhead
    if overhead.setup_months.value:
        before = f"; until then: {plain_word(arrangement.replaces)}" if arrangement.replaces else ""
        yield f"It takes {overhead.setup_months.value:g} months to set up{before}."
    costs = [f"{_small_percent(share)} of the money in its funds {what}" for share, what in (
        (overhead.setup_cost.value, "to set up"), (overhead.yearly_cost.value, "a year to run"),
    ) if share]  # fmt: skip
    if overhead.joint_working is not None and overhead.joint_working.value:
        costs.append(f"GBP {overhead.joint_working.value:,.0f} a year for working together")
    if costs:
        yield f"It costs {joined(costs)}."
    if overhead.saving.value:
        yield (f"It saves {_small_percent(overhead.saving.value)} a year of that money, "
               f"{overhead.saving_after.value:g} months after it came into force.")  # fmt: skip
    if overhead.disruption.value and overhead.disruption_months.value:
        yield (f"Teams work {percent(overhead.disruption.value)} slower for "
               f"{overhead.disruption_months.value:g} months while it is new.")  # fmt: skip
    yield ("The council pays the NHS a charge for delayed days that are put down to it."
           if arrangement.charge else "There is no charge for delayed days.")  # fmt: skip
    if arrangement.practice:
        yield f"Staff work together: {joined([plain_word(name) for name in arrangement.practice])}."
    for target in arrangement.agreement.targets:
        yield f"Agreed: {plain_word(target.outcome)} {signed_percent(target.change.value)}."


def _small_percent(share: float) -> str:
    """Return a small share as a percentage, with no more digits than it has."""
    return f"{100 * share:.3g}%"


def of_squeeze(squeeze: Squeeze) -> Iterator[RenderableType]:
    """Yield how much each body's money changes each year, and how need and prices do."""
    bodies = {"NHS money": squeeze.nhs, "Council money": squeeze.council}
    dated = {
        "Providers' costs": squeeze.provider_costs,
        "Councils' fees": squeeze.fees,
        "Vacant posts": squeeze.vacancies,
        "Delays asked for": squeeze.delay_target,
    }
    paths: dict[str, YearPath] = {**bodies, **{name: path for name, path in dated.items() if path}}
    years = max(len(path.by_year.value) for path in paths.values())
    rows = []
    for year in range(years + 1):
        growth = (signed_percent(_growth(path, year), 1) for path in paths.values())
        rows.append((f"Year {year + 1}" if year < years else "Later years", *growth))
    yield grid(Table("Change from the year before, in real terms", ("", *paths), tuple(rows)))
    sentences = [f"{name} is measured {BASES[body.basis]}." for name, body in bodies.items()]
    need, prices = (_small_percent(g.value) for g in (squeeze.need_growth, squeeze.price_growth))
    sentences.append(
        f"Need grows by {need} a year beyond what the number and age of residents add to it, and "
        f"prices of care by {prices} a year beyond prices in general."
    )
    if squeeze.vacancies:
        sentences.append("Vacant posts are the change of the share of care posts that is vacant.")
    yield from listed("What this means", [*sentences, *_grants(squeeze)])


def _growth(path: YearPath, year: int) -> float:
    years = path.by_year.value
    return years[year] if year < len(years) else path.after.value


def _grants(squeeze: Squeeze) -> Iterator[str]:
    for grant in squeeze.grants:
        pounds, months = grant.gbp_per_resident.value, counted(len(grant.months), "month")
        known = ""
        if grant.notice is not None and grant.notice.value:
            known = f", known {counted(round(grant.notice.value), 'month')} before"
        source = ", out of its own money" if grant.within else ""
        if grant.services:
            source += f", for {joined([plain_word(name) for name in grant.services])}"
        yield (f"The {PAYERS[grant.to]} has a grant of GBP {pounds:g} for each resident aged 65 or "
               f"over, spread over {months} of year {grant.year}{known}{source}.")  # fmt: skip


READING = "Of a hundred people, how many go where: independent, with some help, with much help"


def routes_as_text(area: Area, *, width: int = WIDTH) -> str:
    """Return every route of an area, by where it starts."""
    lines = [*wrapped(area.title, width), *wrapped(READING, width), ""]
    for start, routes in groupby(routes_of(area), key=lambda route: route.start):
        lines += wrapped(title_of(area, start), width, rest="  ")
        lines += _routes(routes, area, width)
    return "\n".join(lines) + "\n"


def title_of(area: Area, name: str) -> str:
    """Return what a stream or service is called."""
    return area.streams[name].title if name in area.streams else area.services[name].title


def shares_in_percent(route: Route) -> str:
    """Return a route's shares in per cent, one where dependency makes no difference."""
    shares = route.shares[:1] if len(set(route.shares)) == 1 else route.shares
    return " ".join(f"{100 * share:.0f}" for share in shares)


def _routes(routes: Iterable[Route], area: Area, width: int) -> Iterator[str]:
    for way, same in groupby(routes, key=lambda route: route.way):
        ends = [(title_of(area, route.to), shares_in_percent(route)) for route in same]
        words = "; ".join(f"{title} ({shares})" if shares else title for title, shares in ends)
        yield from wrapped(f"{way.value}: {words}", width, first="  ", rest="    ")
        if way is Way.ONWARD:
            yield "    the rest need nothing more"
