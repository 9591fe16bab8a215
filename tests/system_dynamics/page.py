"""The page of the system dynamics tests: docs/background/sd-tests.md."""

from __future__ import annotations

from pathlib import Path

from stylised.statements import STATEMENTS
from system_dynamics import boundary, integration, sections
from system_dynamics.claims import LONG, SMALL, Extreme, usual
from system_dynamics.extremes import EXTREMES

from carefunds_sim.engines import ENGINES
from carefunds_sim.model.record import ACCOUNTS

PAGE = Path(__file__).parents[2] / "docs" / "background" / "sd-tests.md"


def text() -> str:
    """Return the whole page."""
    parts = (
        head(),
        list_of_tests(),
        extremes(),
        without_a_step(),
        the_boundary(),
        surprises(),
        sections.SOURCES,
    )
    return "\n\n".join(part.strip() for part in parts) + "\n"


def head() -> str:
    return sections.HEAD.format(
        hash=usual(LONG).hash,
        expected=sum(not each.refuted for each in EXTREMES),
        all=len(EXTREMES),
        dated=len(boundary.dated_inputs()),
        stocks=len(boundary.stocks()),
    )


def list_of_tests() -> str:
    rows = (row(*each) for each in sections.TESTS)
    return "\n".join(["| test | where, and what came out |", "|---|---|", *rows])


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def extremes() -> str:
    head = sections.EXTREMES.format(
        size=f"{LONG.scale:.0%}", small=f"{SMALL.scale:.0%}", years=LONG.years
    )
    return "\n".join([head, *map(extreme_row, EXTREMES)])


def extreme_row(extreme: Extreme) -> str:
    """Return a condition with what was expected, what was found, and what is made of it."""
    verdict = f"**{extreme.finding}**" if extreme.finding else "as expected"
    found = "; ".join(
        f"{claim.what}: {found:,.0f}" + (f" ({base:,.0f})" if claim.how.usual_matters else "")
        for claim, found, base in extreme.found(LONG)
    )
    return row(extreme.says, extreme.expected, found, verdict)


def without_a_step() -> str:
    rows = [
        row(each.what, engine, f"{each.number:,}", f"{each.differ:,}")
        for engine in ENGINES
        for each in integration.compared(engine)
    ]
    end = sections.INTEGRATION_END.format(lag=integration.exact_lag(12.0))
    return "\n".join([sections.INTEGRATION, *rows, end])


def the_boundary() -> str:
    left = sections.LEFT.format(accounts=len(ACCOUNTS), outside=listed(boundary.NOT_BY_MONEY))
    tables = (
        (sections.BOUNDARY, boundary.GIVEN.items()),
        (sections.STOCKS, boundary.WORKED_OUT.items()),
        (left, boundary.LEFT_OUT),
    )
    return "\n".join(line for head, rows in tables for line in (head, *(row(*r) for r in rows)))


def listed(names: set[str]) -> str:
    *others, last = (f"`{name}`" for name in sorted(names))
    return f"{', '.join(others)} and {last}"


def surprises() -> str:
    """Return what was not expected: here, by a statement about behaviour, or by a condition."""
    of_behaviour = [
        (f"Not so, or not shown: {each.says[0].lower()}{each.says[1:]}", each.finding)
        for each in STATEMENTS
        if each.finding
    ]
    of_extremes = [(f"{each.says}: {', '.join(each.refuted)}", each.finding)
                   for each in EXTREMES if each.finding]  # fmt: skip
    return "\n".join(
        [
            sections.SURPRISES,
            *(row(*each) for each in (*sections.SEEN, *of_extremes, *of_behaviour)),
        ]
    )
