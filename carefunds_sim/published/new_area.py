"""An area of one's own, from tables that were published and downloaded."""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.published.area_file import notes_on, text_of
from carefunds_sim.published.change import Change, Raw, rates_of, size_changes
from carefunds_sim.published.comparison import Comparison, compare
from carefunds_sim.published.council import Council
from carefunds_sim.published.figures import Figures, Files, figures_of
from carefunds_sim.published.register import Register, write
from carefunds_sim.published.spend import spending_changes
from carefunds_sim.published.stages import responsibility_changes, stage_changes
from carefunds_sim.published.unit_costs import price_changes
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.faults import table
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.schema.area import Area
from carefunds_sim.scenario.schema.words import plain_values
from carefunds_sim.vocabulary import Origin

LIKE = "typical_council"


@dataclass(frozen=True)
class NewArea:
    """A new area: where it was written, what it says, and what it rests on.

    ``like`` is the area it extends, as plain values; ``changes`` are all it differs in;
    ``notes`` say what was left as it was and why; ``comparison`` sets its published delays
    beside England's.
    """

    path: Path
    sources: Path
    council: Council
    area: Area
    like: Raw
    changes: tuple[Change, ...]
    comparison: Comparison | None
    notes: tuple[str, ...]


def new_area(  # noqa: PLR0913 - as many tables and choices as the command has
    council: str,
    population: str | Path,
    *,
    delays: str | Path | None = None,
    spend: str | Path | None = None,
    unit_costs: str | Path | Sequence[str | Path] = (),
    name: str | None = None,
    output: str | Path | None = None,
    like: str | Path = LIKE,
    year: int | None = None,
    price_year: int | None = None,
    adjust_stages: bool = True,
    force: bool = False,
) -> NewArea:
    """Write an area file for a council from published tables, and return what it says.

    ``council`` is a code or a name in the tables. The file extends ``like`` and holds only what
    the tables change; its ``name`` is that of the file, or else the council's. The tables are
    entered in the ``sources.yaml`` beside it. ``year`` chooses among the years of a table that
    has several, ``price_year`` among those of unit costs.

    Raises
    ------
    ScenarioError
        With every fault of every table, or when the file is there and ``force`` is not given;
        nothing is written then.
    UnknownNameError
        When no area is called ``like``.
    """
    model = compose(like).area
    base = plain_values(model)
    several = (unit_costs,) if isinstance(unit_costs, str | Path) else unit_costs
    files = Files(
        Path(population),
        Path(delays) if delays else None,
        Path(spend) if spend else None,
        tuple(map(Path, several)),
    )
    faults = list(_unlike(like, base))
    try:
        figures = figures_of(council, files, (year, price_year or year), services=base["services"])
    except ScenarioError as error:
        raise ScenarioError([*faults, *error.faults]) from None
    called = name or _slug(
        Path(output).stem if output else figures.council.name or figures.council.code
    )
    path = Path(output) if output else Path(f"{called}.yaml")
    faults += _refused(path, called, force=force)
    if faults:
        raise ScenarioError(faults)
    register = Register(path.parent, figures)
    comparison = compare(figures.population, figures.delays) if figures.delays else None
    shown = comparison if adjust_stages else None
    changes = _all_changes(base, figures, register, comparison=shown)
    notes = tuple(notes_on(base, figures, comparison, adjust_stages=adjust_stages))
    labels = _labels(figures, called, extends=_extends(like, path))
    text = text_of(base, labels, changes, comparison=comparison, notes=notes)
    area = _expected(base, labels, changes)
    write(path, text, register, expected=area)
    return NewArea(
        path, register.path, figures.council, area, base, tuple(changes), comparison, notes
    )


def _labels(figures: Figures, called: str, *, extends: str) -> dict[str, str]:
    population, council = figures.population, figures.council
    place = council.name or council.code
    dated = "" if population.year is None else f", {population.year}"
    return {
        "extends": extends,
        "kind": "area",
        "name": called,
        "title": f"{place}, {population.total:,.0f} residents aged 65 and over{dated}",
        "about": f"{council}, from published tables: "
        + ", ".join(table.path.name for _, table, _ in figures.tables()),
    }


def _expected(like: Raw, labels: dict[str, str], changes: Sequence[Change]) -> Area:
    data: Any = copy.deepcopy(like)
    for change in changes:
        change.put(data, change.quantity(like))
    return Area.model_validate({**data, **{k: v for k, v in labels.items() if k != "extends"}})


def _unlike(like: str | Path, base: Raw) -> Iterator[Fault]:
    """An area to scale from must have residents, and streams that come from them."""
    rates = [rates_of(base, origin) for origin in Origin]
    if not table(base, "residents", "population") or not all(map(sum, (r.values() for r in rates))):
        needs = "must have residents, and streams per 1,000 of them from hospital and community"
        yield Fault(str(like), 1, f"an area to make another like {needs}")


def _refused(path: Path, called: str, *, force: bool) -> Iterator[Fault]:
    shown = catalogue.readable_path(path)
    if path.suffix.lower() not in (".yaml", ".yml"):
        yield Fault(shown, 1, "an area file must end in .yaml")
    if path.exists() and not force:
        yield Fault(shown, 1, "must not be there already; --force replaces it")
    if called in catalogue.names("area"):
        yield Fault(shown, 1, f"name must not be that of a shipped area (got '{called}')")


def _extends(like: str | Path, path: Path) -> str:
    """Return the name of a shipped area, or another file's path from the new file's folder."""
    if str(like) in catalogue.names("area"):
        return str(like)
    try:
        return Path(os.path.relpath(like, path.parent)).as_posix()
    except ValueError:  # another drive
        return Path(like).resolve().as_posix()


def _slug(name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", name.casefold().replace("'", "")).strip("_")
    return words or "my_area"


def _all_changes(
    like: Raw, figures: Figures, register: Register, *, comparison: Comparison | None
) -> list[Change]:
    """Return every difference, each place once: spending overrules what residents suggest.

    Without a ``comparison`` the stages stay as they are.
    """
    population, spend, delays = figures.population, figures.spend, figures.delays
    source = register.of(population.table)
    changes = list(size_changes(like, population, figures.council, source=source))
    for costs in figures.unit_costs:
        changes += price_changes(like, costs, source=register.of(costs.table))
    if spend:
        before = {change.place: change for change in changes}
        changes += spending_changes(like, spend, before, source=register.of(spend.table))
    if delays:
        at = delays.table.reference(delays.line, delays.year, figures.council)
        source = register.of(delays.table)
        if comparison is not None:
            changes += stage_changes(like, comparison, source=source, at=at)
        changes += responsibility_changes(like, delays.days, source=source, at=at)
    return list({change.place: change for change in changes}.values())
