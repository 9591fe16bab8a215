"""How well the model meets published facts: a table, a page, and an area file as fitted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich.console import Group
from ruamel.yaml import YAML

from carefunds_sim.report import markdown
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import grid, listed
from carefunds_sim.report.wording import financial_year, plain

if TYPE_CHECKING:
    from carefunds_sim.analysis.calibration import FactFit
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.schema.study import Calibration


COLUMNS = ("Fact", "Years", "Published", "Accepted", "Model", "95% interval", "Verdict")
WIDTH = 100


def verdict(row: FactFit) -> str:
    """Return whether a fact is met, in a word or two."""
    if row.is_met:
        return "met"
    return "nearly met" if row.might_be_met else "not met"


def table(rows: Sequence[FactFit]) -> Table:
    """Return every fact with what the model shows of it."""
    return Table("Published facts and the model", COLUMNS, tuple(map(_row, rows)))


def console(calibration: Calibration, rows: Sequence[FactFit]) -> Group:
    """Return the table and what cannot be met, ready for the console."""
    return Group(
        grid(_without_intervals(table(rows))),
        *listed("How well it fits", [summary(rows)]),
        *listed("Not met, and why", list(_unmet(rows))),
        *listed("What to keep in mind", list(_caveats(calibration))),
    )


def _without_intervals(whole: Table) -> Table:
    """Return the table as a console has room for it; the page has the intervals of the means."""
    columns = [i for i, name in enumerate(whole.columns) if name != "95% interval"]
    rows = tuple(tuple(row[i] for i in columns) for row in whole.rows)
    return Table(whole.title, tuple(whole.columns[i] for i in columns), rows)


def summary(rows: Sequence[FactFit]) -> str:
    """Return how many facts are met, of those fitted to and of the others."""
    fitted = [row for row in rows if row.target.fit]
    others = [row for row in rows if not row.target.fit]
    return (
        f"{sum(r.is_met for r in fitted)} of {len(fitted)} facts that were fitted to are met, "
        f"and {sum(r.is_met for r in others)} of {len(others)} that were not fitted to."
    )


def page(
    calibration: Calibration, rows: Sequence[FactFit], scenario: Scenario, *, command: str
) -> str:  # fmt: skip
    """Return the page in Markdown: facts, verdicts, what was fitted and how, what was not."""
    lines = [
        f"# {calibration.title}\n",
        _INTRODUCTION.format(command=command, scenario=calibration.scenario),
        summary(rows) + "\n",
        "## Facts\n",
        *_by_unit(rows),
        "## Not met, and why\n",
        *(f"- {sentence}" for sentence in _unmet(rows)),
        "",
        "## Where the facts come from\n",
        *_sources(rows),
        "## What was fitted\n",
        *_fitted(calibration, scenario),
        "## What was not fitted\n",
        *_not_fitted(calibration),
        "## What to keep in mind\n",
        *(f"- {sentence}" for sentence in _caveats(calibration)),
    ]
    return "\n".join(lines) + "\n"


def as_json(rows: Iterable[FactFit]) -> str:
    """Return every fact and what the model shows of it, for machines."""
    found = {
        row.name: {
            "title": row.target.title,
            "years": row.target.years,
            "published": row.target.value,
            "accepted": row.target.interval,
            "unit": row.target.unit,
            "fitted": row.target.fit,
            **{key: value for key, value in asdict(row).items() if key in ("mean", "low", "high")},
            "verdict": verdict(row),
        }
        for row in rows
    }
    return json.dumps(found, indent=2)


def fitted_file(calibration: Calibration, scenario: Scenario, factors: Mapping[str, float]) -> str:
    """Return an area file that extends the calibration's area and holds the fitted numbers."""
    area = scenario.area.name
    document: dict[str, Any] = {
        "extends": area,
        "kind": "area",
        "name": f"{area}_fitted",
        "title": f"{scenario.area.title}, fitted",
    }
    quantities = _quantities(scenario)
    for name, group in calibration.fitted.items():
        for path in group.judged:
            owner = _owner(quantities, path)
            changed = {
                "kind": "fitted",
                "source": "calibration",
                "at": f"{group.title}: {factors[name]:.3g} times what judgement said",
                "why": None,
            }
            whole = {k: v for k, v in (quantities[owner] | changed).items() if v is not None}
            *outer, last = owner.split(".")[1:]
            within = document
            for key in outer:
                within = within.setdefault(key, {})
            within[last] = whole
    text = StringIO()
    yaml = YAML()
    yaml.width = WIDTH
    yaml.dump(document, text)
    return text.getvalue()


def _row(row: FactFit) -> tuple[str, ...]:
    target = row.target
    low, high = target.interval
    return (
        target.title, financial_year(*target.years), plain(target.value),
        f"{plain(low)} to {plain(high)}", plain(row.mean),
        f"{plain(row.low)} to {plain(row.high)}", verdict(row),
    )  # fmt: skip


def _by_unit(rows: Sequence[FactFit]) -> Iterator[str]:
    columns = (COLUMNS[0], COLUMNS[1], *(f">{name}" for name in COLUMNS[2:6]), COLUMNS[6])
    for unit in dict.fromkeys(row.target.unit for row in rows):
        yield f"**{unit}**\n"
        yield from markdown.table(columns, (_row(row) for row in rows if row.target.unit == unit))


def _unmet(rows: Sequence[FactFit]) -> Iterator[str]:
    for row in rows:
        if not row.is_met:
            near = "the interval of the model's mean reaches into what is accepted"
            reason = row.target.unmet or (near if row.might_be_met else "no reason is known")
            yield f"{row.target.title} ({verdict(row)}): {reason}"


def _sources(rows: Sequence[FactFit]) -> Iterator[str]:
    cells = (
        (
            row.target.title,
            row.target.kind.word,
            f"[{row.target.source}](../reference/evidence.md#{row.target.source})"
            if row.target.source
            else "",
            plain(row.target.observation_error),
            plain(row.target.discrepancy),
            f"{row.target.at or row.target.why}{'' if row.target.fit else ' (not fitted to)'}",
        )
        for row in rows
    )
    columns = ("Fact", "Evidence", "Source", ">Observation error", ">Discrepancy", "Where in it")
    yield from markdown.table(columns, cells)


def _fitted(calibration: Calibration, scenario: Scenario) -> Iterator[str]:
    quantities = _quantities(scenario)
    rows = []
    for group in calibration.fitted.values():
        factors = {_factor(quantities, path, value) for path, value in group.judged.items()}
        low, high = group.between
        words = ", ".join(f"{factor:.2f}" for factor in sorted(factors))
        paths = ", ".join(f"`{path.removeprefix('area.')}`" for path in group.judged)
        rows.append((group.title, paths, f"{low:g} to {high:g}", words))
    columns = ("Numbers that move together", "Paths", "Bounds", ">Factor on judgement")
    yield from markdown.table(columns, rows)


def _not_fitted(calibration: Calibration) -> Iterator[str]:
    """Yield the numbers that nothing in these years tells from others."""
    yield "No fact of these years tells one value of these from another, so they stand as judged:\n"
    for each in calibration.unidentified.values():
        paths = ", ".join(f"`{path}`" for path in each.values)
        yield f"- {each.title}: {paths}"
    yield ""


def _quantities(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Return every number of a scenario as a file states it, by its path."""
    return {path: quantity.model_dump(mode="json") for path, quantity in scenario.quantities()}


def _owner(quantities: Iterable[str], path: str) -> str:
    """Return the quantity that a path leads to, or leads into."""
    return next(known for known in quantities if f"{path}.".startswith(f"{known}."))


def _factor(quantities: Mapping[str, Any], path: str, judged: Any) -> float:
    """Return a number as it stands in the file over what judgement said, to two digits."""
    owner = _owner(quantities, path)
    value = quantities[owner]["value"]
    for key in path[len(owner) + 1 :].split(".") if path != owner else []:
        value = value[key]
    while isinstance(judged, dict):
        key = max(judged, key=lambda k: judged[k] if not isinstance(judged[k], dict) else 0.0)
        value, judged = value[key], judged[key]
    return float(round(value / judged, 2))


def _caveats(calibration: Calibration) -> Iterator[str]:
    yield (
        f"{len(calibration.fitted)} groups of numbers were fitted to "
        f"{sum(t.fit for t in calibration.targets.values())} facts and to judgement: a fact that "
        "is met is no proof of the mechanism behind it."
    )
    yield from calibration.caveats


_INTRODUCTION = """\
This page is made by `{command}`,
which runs `{scenario}` as its files are and puts what it shows
beside what was published. Each fact has two standard deviations, written down before the fit: the
error of the observation, and the discrepancy that a right model of one typical council may show. A
fact is *met* when the model's mean is no more than two of both together away, and *nearly met* when
only the 95% interval of that mean reaches there.
The numbers as they stand were found by `carefunds calibrate` without `--check`, in one go from
judgement: it moves the numbers below, each group by one factor within its bounds, so as to make the
sum of squared misfits smallest, counting judgement as one more fact for each group. First it scales
each group by the facts that the file names for it, then it goes on by least squares. The facts,
their errors, the bounds and what judgement said are in `scenarios/calibrations/`.
"""
