"""The page that tells how many planted faults the sentences about the rules catch."""

from __future__ import annotations

from pathlib import Path

from mutation import steps
from mutation.planted import FILES, equivalents, tally

PAGE = Path(__file__).parents[2] / "docs" / "background" / "planted-faults.md"
HEAD = """# Planted faults in rules and steps

Written by `python -m pytest tests/mutation --write-planted-faults`; do not edit by hand.

`tests/cases/` holds the pure rules of `carefunds_sim/model/rules/` as sentences with numbers.
Would a sentence fail if a rule were wrong? To find out, every function, and every table of
coefficients, has small faults planted in it, one at a time: a sign flipped, `min` and `max`
swapped, a border treated otherwise, a number off by one or by a hundredth, a term or a factor
dropped, a branch always or never taken, a call left out. A fault is **caught** when a sentence
about that very rule no longer holds. Nothing else is asked for help: no other rule's sentences, no
simulation.
"""
LEFT = """
## What is not caught, and why it need not be

These faults leave the rule saying the same. A test fails when a fault goes uncaught that is not
listed here, and when one that is listed is caught.

| rule | fault | why it changes nothing |
|---|---|---|"""
STEPS = """
## Faults in the engines' steps

Both engines share what takes no time: moves, counting, hazards, eligibility, stays and draws stand
once, in `carefunds_sim/engines/steps/`. A slip there is in both, and they still agree. So slips are
planted there too, one at a time: a statement left out, a sum of the wrong sign, a branch always or
never taken. The SimPy engine runs a small area for a year with each, and no other engine is asked.
First comes the run itself, which breaks down or fails the checks of a month's end. Then the
accounts are counted again from the event log alone, by code that shares nothing with the engines
(`tests/properties/recount.py`). What neither notices changes what happens to people, in a way that
makes sense: only a comparison with a run as it should be notices that, as queueing theory
([verification.md](verification.md)), stored results and hand-worked years make it.
"""
UNNOTICED = """
These change nothing in that run: what they are about was not met in it, or comes to the same.

| step | fault |
|---|---|"""
LIMITS = """
## What this does not show

A rule may be right and be called wrongly. Where rules are put together, hand-worked years in
`tests/unit/model/`, checks that run with every simulation, and two engines that must agree to the
last bit stand guard; [behaviour.md](behaviour.md) holds the whole against what is known of such
systems.
"""


def page() -> str:
    """Return the page in Markdown."""
    rows = [row(file) for file in FILES]
    total = [sum(column) for column in zip(*rows, strict=True)]
    lines = [
        HEAD,
        "| rules | functions and tables | faults planted | caught | change nothing | unnoticed |",
        "|---|---|---|---|---|---|",
        *(line(f"`{file}`", numbers) for file, numbers in zip(FILES, rows, strict=True)),
        line("**all**", total),
        LEFT,
        *(f"| `{each.rule}` | `{each.what}` | {why} |" for each, why in equivalents().items()),
        *of_steps(),
        LIMITS.rstrip("\n"),
    ]
    return "\n".join(lines) + "\n"


def of_steps() -> list[str]:
    """Return what is said of faults in the engines' steps, as it was last written down."""
    rows = [steps.numbers(file) for file in steps.FILES]
    total = [sum(column) for column in zip(*rows, strict=True)]
    unnoticed = [
        (file, fault.partition(" ")[2].partition(": "))
        for file, faults in steps.stored().items()
        for fault, notice in faults.items()
        if notice == "nothing"
    ]
    return [
        STEPS,
        "| steps | functions | faults planted | by the run | by the recount | by comparison | by "
        "nothing |",
        "|---|---|---|---|---|---|---|",
        *(line(f"`{file}`", numbers) for file, numbers in zip(steps.FILES, rows, strict=True)),
        line("**all**", total),
        UNNOTICED,
        *(f"| `{file}.{within}` | `{what}` |" for file, (within, _, what) in unnoticed),
    ]


def row(file: str) -> list[int]:
    """Return a file's functions and tables, faults planted, caught, without effect, unnoticed."""
    counted = tally(file)
    planted = sum(counted.planted.values())
    harmless = sum(each in equivalents() for each in counted.survivors)
    left = len(counted.survivors)
    return [len(counted.planted), planted, planted - left, harmless, left - harmless]


def line(title: str, numbers: list[int]) -> str:
    return f"| {title} | " + " | ".join(map(str, numbers)) + " |"
