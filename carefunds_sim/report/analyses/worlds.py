"""What worlds were found: how much was ruled out, what was learnt, and what binds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Group

from carefunds_sim.analysis.learnt import learnt, trade_offs
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import grid, listed
from carefunds_sim.report.wording import counted, joined

if TYPE_CHECKING:
    from carefunds_sim.scenario.worlds import Worlds

SHOWN = 20
"""How many numbers, and pairs of them, a console and a page show."""


def console(worlds: Worlds) -> Group:
    """Return what was found, ready for the console."""
    return Group(
        *listed(f"{len(worlds)} worlds that fit", list(sentences(worlds))),
        *(grid(table) for table in tables(worlds)),
        *listed("What to keep in mind", CAVEATS),
    )


def as_json(worlds: Worlds) -> str:
    """Return what was found as one JSON object on one line."""
    said: dict[str, Any] = {**worlds.described(), **worlds.header}
    said["numbers"] = [dict(zip(("name", "p5", "p50", "p95", "narrower"), row, strict=True))
                       for row in _learnt(worlds)]  # fmt: skip
    said["trade_offs"] = [
        {"numbers": [worlds.numbers[a], worlds.numbers[b]], "correlation": round(r, 2)}
        for a, b, r in trade_offs(worlds.positions, seed=worlds.seed)
    ]
    return json.dumps(said, allow_nan=False)


def tables(worlds: Worlds) -> list[Table]:
    """Return the tables of waves, of numbers, of pairs and of facts, those that say something."""
    waves = [(str(w["wave"]), str(w["middle"]), f"{w['fit']:.1%}")
             for w in worlds.header.get("waves", []) if "fit" in w]  # fmt: skip
    numbers = [(_named(worlds, name), f"{low:.2f}", f"{middle:.2f}", f"{high:.2f}", f"{shrunk:.0%}")
               for name, low, middle, high, shrunk in _learnt(worlds)]  # fmt: skip
    pairs = [(_named(worlds, worlds.numbers[a]), _named(worlds, worlds.numbers[b]), f"{r:+.2f}")
             for a, b, r in trade_offs(worlds.positions, seed=worlds.seed)]  # fmt: skip
    facts = [(title, f"{share:.0%}") for title, share in worlds.header.get("binds", {}).items()]
    made = [
        Table(
            "How near each wave came",
            ("Wave", "Standard deviations of the middle point", "Not ruled out by one run"),
            tuple(waves),
        ),
        Table(
            "What was learnt of each number: where it stands in its range, 0 to 1",
            ("Number", "5%", "Middle", "95%", "Narrower by"), tuple(numbers[:SHOWN]),
        ),
        Table("Which numbers trade off", ("One", "With", "Correlation"), tuple(pairs[:SHOWN])),
        Table("Which facts bind", ("Fact", "Worlds in which it is among the worst"), tuple(facts)),
    ]  # fmt: skip
    return [table for table in made if table.rows]


def _learnt(worlds: Worlds) -> list[tuple[str, float, float, float, float]]:
    """Return each number's 5%, middle and 95% position and by how much it is narrower."""
    found = learnt(worlds.positions)
    columns = (found.low, found.middle, found.high, found.shrunk)
    low, middle, high, shrunk = (column.round(3).tolist() for column in columns)
    rows = zip(worlds.numbers, low, middle, high, shrunk, strict=True)
    return sorted(rows, key=lambda row: -row[4])


def _named(worlds: Worlds, name: str) -> str:
    fitted = worlds.uncertain.calibration.fitted
    return fitted[name].title if name in fitted else name.removeprefix("area.")


def sentences(worlds: Worlds) -> Iterator[str]:
    """Yield what was done and found."""
    head = worlds.header
    yield f"Each is {len(worlds.numbers)} numbers; all others stand anywhere in their ranges."
    waves, design = head.get("waves") or [], head.get("design")
    if waves and "left" in waves[0]:
        yield (
            f"Emulators of the first wave leave {waves[0]['left']:.2g} of the space. On points "
            f"held out they err {waves[0]['held_out_error']:.2f} times what they state (median)."
        )
    if design:
        yield (
            f"A set of numbers is ruled out where its fact of rank {design['rank']} is more than "
            f"{design['cut_off']:g} standard deviations away; {head['facts']} facts are used."
        )
    if head.get("candidates"):
        run, kept = head["candidates"]["run"], head["candidates"]["kept"]
        yield f"Of {run} candidates, {kept} are not ruled out by their own runs."
    if head.get("note"):
        yield head["note"]
    if head.get("set_aside"):
        met = [f"{title} (met in {number})" for title, number in head["set_aside"].items()]
        yield (
            f"Set aside, since the calibration says that they are out of reach: {joined(met)}. "
            f"With all of them {counted(head['left_with_all_facts'], 'candidate')} would be left."
        )


CAVEATS = [
    "Worlds that are not ruled out are not a probability: a count of them says how many of the "
    "sets of numbers that were found agree, no more.",
    "All share one model and its rules. What the model leaves out is left out in every world.",
]
