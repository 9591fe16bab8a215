"""The page of behaviours: every statement, what the runs say of it, and what else was seen."""

from __future__ import annotations

from pathlib import Path

from stylised import capacity, interior
from stylised.measures import MEASURES
from stylised.pictures import DRAWN
from stylised.statement import Effect, Moves, Nearly, Nothing, Statement, Vanishes, Verdict
from stylised.statements import SEEN, THEMES, family, level
from stylised.world import AREA, LONG, Size

from carefunds_sim.scenario.evidence import shipped_sources
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "background" / "behaviour.md"
PICTURES = DOCS / "pictures"
HEAD = """# How the model behaves

Written by `python -m pytest tests/stylised -m slow --write-behaviour`, which takes 20 minutes; do
not edit by hand. {stamp}

What is known or agreed of such systems is written down as statements, each with a direction, a
reason and, where there is one, a source. The model is then run, and each statement is tested:
{replications} replications of {years} years after the warm-up, {size} of the default area, separate
budgets under the deep cut unless said otherwise. Both worlds of a comparison meet the same people
with the same chances, so what is tested is the mean difference, pair by pair, by a one-sided
t-test. With {tests} tests that leave something to chance, each is made at {level:.5f}, so that at
most one in twenty such pages takes any wrong statement to hold (Bonferroni). A statement that says
*nothing* or *nobody* is not left to chance: it has to be so in every replication.

Only directions are tested. No number of the area was chosen to make one hold, and where one does
not, the table says so. [planted-faults.md](planted-faults.md) tells whether tests of single rules
can fail.

Changes are per year for the whole area, with 95% intervals of the mean.
"""
COLUMNS = """
| statement | why | effect | verdict |
|---|---|---|---|"""
INTERIOR = """
## Zero delay is not cheapest

If the same people have to be served, how much community capacity is cheapest? Demand, prices and
money stand still, nobody is refused and nothing is cut; only the capacity of everything outside the
hospital changes, from {least:g} to {most:g} times. With too little, people wait in beds and in the
emergency department; with too much, places stand empty. The cheapest rung was found on every other
replication and tested on the rest ({source}).

![Total cost by part, and days delayed, over community capacity](../pictures/cost_over_capacity.svg)

| times the community capacity | total, GBP million a year | days delayed a year |
|---|---|---|"""
SEEN_HEAD = """
## Seen, and not said beforehand

No direction had been stated for these, or the runs cannot show it; they are no tests.

| what | measure | base | effect |
|---|---|---|---|"""
SQUEEZE = """
![Days of unmet need and delayed days over the depth of the squeeze](../pictures/squeeze.svg)
"""


def write(size: Size = LONG) -> None:
    """Write the page and its pictures."""
    for name, draw in DRAWN.items():
        draw(size).savefig(PICTURES / name, metadata={"Date": None})
    PAGE.write_text(page(size), encoding="utf-8")


def page(size: Size) -> str:
    """Return the page in Markdown."""
    limit = level(size)
    head = HEAD.format(
        stamp=stamp(compose(AREA)),
        replications=size.replications,
        years=size.years,
        size="all" if size.scale == 1.0 else f"{size.scale:.0%}",
        tests=round(0.05 / limit),
        level=limit,
    )
    lines = [head.rstrip("\n"), *tally(size)]
    for title, statements in THEMES.items():
        lines += [f"\n## {title}", COLUMNS, *(row(each, size) for each in statements)]
        if title == "The squeeze":
            lines.append(SQUEEZE.rstrip("\n"))
    return "\n".join([*lines, *cheapest(size), *findings(), *seen(size), *sources()]) + "\n"


def findings() -> list[str]:
    """Return why each statement that does not hold does not."""
    open_ones = [each for theme in THEMES.values() for each in theme if each.finding]
    told_why = [f"\n*{each.says}.* {each.finding}" for each in open_ones]
    return ["\n## What does not hold", *told_why] if told_why else []


def sources() -> list[str]:
    """Return the sources by the names that they are cited by."""
    cited_ones = {name for theme in THEMES.values() for each in theme for name in each.sources}
    register = shipped_sources()
    return ["\n## Sources\n"] + [
        f"- `{name}`: {register[name].title}; {register[name].publisher}, {register[name].year}"
        for name in sorted(cited_ones | {"wood_2022"})
    ]


def stamp(scenario: Scenario) -> str:
    """Return what ties the page to the area that it was written with."""
    return f"The area then was `{scenario.hash}`."


def tally(size: Size) -> list[str]:
    """Return how many statements hold."""
    verdicts = [each.verdict(size, level(size)) for each in family(size)]
    verdicts.append(interior.verdict(size, level(size)))
    held = sum(each is Verdict.HOLDS for each in verdicts)
    return [f"\n**{held} of {len(verdicts)} statements hold.**"]


def row(statement: Statement, size: Size) -> str:
    verdict = statement.verdict(size, level(size)).value
    why = statement.because + cited(statement.sources)
    return f"| {statement.says} | {why} | {told(statement, size)} | {verdict} |"


def cited(sources: tuple[str, ...]) -> str:
    """Return where a reason is from, in brackets; nothing where a rule says it."""
    if not sources:
        return ""
    return f" ({', '.join(f'`{each}`' for each in sources)})"


def told(statement: Statement, size: Size) -> str:
    """Return a statement's effect in words and numbers."""
    match statement:
        case Moves() | Nearly():
            title = MEASURES[statement.measure].title
            of_which = ""
            if isinstance(statement, Nearly):
                other = number(statement.other_effect(size).mean, statement.measure, size, sign="+")
                of_which = f"; the other change: {other}"
            return f"{title}: {change(statement.effect(size), statement.measure, size)}{of_which}"
        case Nothing():
            return ", ".join(statement.differing(size)) or "equal in every measure"
        case Vanishes():
            return f"{MEASURES[statement.measure].title}: nothing is left"


def change(effect: Effect, measure: str, size: Size) -> str:
    """Return an effect with its interval."""
    mean, low, high = (
        number(value, measure, size, sign="+") for value in (effect.mean, effect.low, effect.high)
    )
    return f"{mean} ({low} to {high}), from {number(effect.base, measure, size)}"


def number(value: float, measure: str, size: Size, *, sign: str = "") -> str:
    """Return a number with as many digits as its unit bears; counts are of the whole area."""
    unit = MEASURES[measure].unit
    if unit in {"share", "ratio", "days"}:
        return f"{value:{sign}.3f}"
    whole = value / size.scale
    if unit == "GBP a year":
        return f"{whole / 1e6:{sign}.3f}m"
    return f"{whole:{sign},.0f}" if abs(whole) >= 100 else f"{whole:{sign}.1f}"


def cheapest(size: Size) -> list[str]:
    """Return the section on the cheapest capacity."""
    wood = cited(("wood_2022",)).strip(" ()")
    lines = [INTERIOR.format(least=interior.RUNGS[0], most=interior.RUNGS[-1], source=wood)]
    for times in interior.RUNGS:
        rung = interior.rung(times, size)
        total, days = rung.total.mean() / size.scale / 1e6, rung.delayed_days.mean() / size.scale
        lines.append(f"| {times:g} | {total:.2f} | {days:,.0f} |")
    verdict = interior.verdict(size, level(size)).value
    best = interior.RUNGS[interior.cheapest(size)]
    lines.append(f"\nCheapest is {best:g} times. Against it (verdict: {verdict}):\n")
    for what, effect in interior.tests(size).items():
        scale = size.scale * (1e6 if what.startswith("costs") else 1.0)
        unit = "GBP million" if what.startswith("costs") else "days"
        digits = 2 if what.startswith("costs") else 0
        numbers = [
            f"{value / scale:,.{digits}f}" for value in (effect.mean, effect.low, effect.high)
        ]
        lines.append(f"- {what}: by {numbers[0]} ({numbers[1]} to {numbers[2]}) {unit} a year")
    return lines


def seen(size: Size) -> list[str]:
    """Return the section on what was seen and had not been said."""
    lines = [SEEN_HEAD]
    for title, each in SEEN:
        effect = each.effect(size)
        measure = MEASURES[each.measure].title
        base, _, by = change(effect, each.measure, size).rpartition(", from ")
        lines.append(f"| {title} | {measure} | {by} | {base} |")
    lines.append("")
    return lines + [
        f"- {pool.says}: {pool.verdict(size, level(size)).value}." for pool in capacity.LARGE_POOL
    ]
