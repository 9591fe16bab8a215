"""What a file says in plain words, with every number and its evidence if wanted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType

from carefunds_sim.errors import UnknownNameError, did_you_mean, short
from carefunds_sim.report import description
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import BLANK, grid, listed, sentence, title
from carefunds_sim.report.timetable import MOST, TITLE
from carefunds_sim.report.wording import counted as numbers
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.catalogue import triple
from carefunds_sim.scenario.comparison import StudyDesign
from carefunds_sim.scenario.document import read
from carefunds_sim.scenario.evidence import counted, grade
from carefunds_sim.scenario.factor import Factor
from carefunds_sim.scenario.files import kind_of as kind_of_file
from carefunds_sim.scenario.load import compose, load_experiment, load_population, load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.population import Population
from carefunds_sim.scenario.schema.quantity import Quantity
from carefunds_sim.scenario.sweep_design import SweepDesign, load_sweep
from carefunds_sim.scenario.timetable_words import timetable_words

DESCRIBED: dict[str, Callable[[Any], Iterator[RenderableType]]] = {
    "area": description.of_area,
    "arrangement": description.of_arrangement,
    "squeeze": description.of_squeeze,
}
"""How a part of a scenario is described, by its key."""

HOME = "typical_council"
"""The area in which an arrangement or squeeze is shown, since its own file names none."""


def contents(name: str, *, verbose: bool = False) -> Group:
    """Return what a shipped name, a file or a triple says, ready for the console.

    Every number with its unit, range, role and evidence is only in the verbose form.
    """
    return Group(*_contents(name, verbose=verbose))


def _contents(name: str, *, verbose: bool) -> Iterator[RenderableType]:
    kind = kind_of(name)
    if kind == "experiment":
        return _experiment(load_experiment(name))
    if kind == "sweep":
        return _sweep(load_sweep(name), verbose=verbose)
    if kind == "population":
        return _population(load_population(name))
    if kind == "area":
        return _part(compose(name), "area", verbose=verbose)
    if kind == "arrangement":
        return _part(compose(HOME, name), "arrangement", verbose=verbose)
    if kind == "squeeze":
        return _part(compose(HOME, "separate", name), "squeeze", verbose=verbose)
    return _scenario(load_scenario(name), verbose=verbose)


def kind_of(name: str) -> str:
    """Return what kind of file a name or path means."""
    known = {entry.name: entry.kind for entry in catalogue.catalogue()}
    if name in known:
        return known[name]
    if triple(name):
        return "scenario"
    if catalogue.is_path(name):
        return kind_of_file(read(Path(name)))
    raise UnknownNameError(
        f"nothing is called '{short(name)}'{did_you_mean(name, known)} "
        "(carefunds list names all there is)"
    )


def _experiment(design: StudyDesign | SweepDesign) -> Iterator[RenderableType]:
    yield from _heading(design.title, design.about)
    run = design.run
    yield sentence(f"Compared with: {design.baseline}")
    yield sentence(
        f"Run: {run.years} years from {run.start_year} after {run.warmup_months} months of "
        f"warm-up, scale {run.scale:g}, {run.replications} replications, seed {run.seed}"
    )
    yield BLANK
    yield from listed("Scenarios", [scenario.name for scenario in design.scenarios])
    yield from _timetable(design.scenarios)


def _population(model: Population) -> Iterator[RenderableType]:
    from carefunds_sim.report.analyses.population import published  # slow to import

    yield from _heading(model.title, model.about)
    yield from published(model.model_dump(mode="json"))
    yield from listed("What to keep in mind", model.caveats)


def _sweep(design: SweepDesign, *, verbose: bool) -> Iterator[RenderableType]:
    """Yield what a sweep runs, and the range of every number it varies."""
    from carefunds_sim.experiments.designs import design_of  # slow to import

    yield from _experiment(design)
    points = design_of(design)
    words = {k: str(v).lower() if isinstance(v, bool) else v for k, v in points.settings.items()}
    settings = ", ".join(f"{key} {value}" for key, value in words.items())
    yield sentence(
        f"Points: {len(points.values):,}, by {points.method}{settings and f' ({settings})'}"
    )
    if design.series:
        yield sentence(f"Monthly accounts kept: {', '.join(design.series)}")
    yield BLANK
    yield from listed("What is varied", [
        f"{f.name}: {_reach(f)} {f.unit}" + (f", {f.kind}" if verbose else "")
        for f in design.factors
    ])  # fmt: skip


def _reach(factor: Factor) -> str:
    """Return the levels or the range of a factor, and what the files say."""
    own = "files differ" if math.isnan(factor.own) else f"files say {_value(factor.own)}"
    levels = ", ".join(map(_value, factor.levels))
    return f"{levels or f'{_value(factor.low)} to {_value(factor.high)}'} ({own})"


def _part(scenario: Scenario, key: str, *, verbose: bool) -> Iterator[RenderableType]:
    """Yield what one part of a scenario is, and what its numbers rest on."""
    part = getattr(scenario, key)
    yield from _heading(part.title, part.about)
    yield from DESCRIBED[key](part)
    yield from _timetable([scenario], verbose=verbose)
    yield from _numbers(scenario, f"{key}.", verbose=verbose)


def _scenario(scenario: Scenario, *, verbose: bool) -> Iterator[RenderableType]:
    yield from _heading(scenario.title or scenario.name, "")
    parts = {key: getattr(scenario, key) for key in DESCRIBED}
    for key, part in parts.items():
        if part is not None:
            yield sentence(f"{key.capitalize()}: {part.title}")
            yield from _paragraphs(part.about)
    yield BLANK
    if scenario.replaced is not None:
        yield sentence(f"Until the arrangement takes effect: {scenario.replaced.title}")
        yield BLANK
    if scenario.switched_off:
        yield sentence(f"Switched off: {', '.join(loop.word for loop in scenario.switched_off)}")
        yield BLANK
    yield from _timetable([scenario], verbose=verbose)
    if scenario.arrangement is None:
        yield from description.of_area(scenario.area)
    yield from _offered_load(scenario)
    yield from _numbers(scenario, "", verbose=verbose)


def _timetable(scenarios: Sequence[Scenario], *, verbose: bool = False) -> Iterator[RenderableType]:
    """Yield what changes during the run, once for all scenarios that share it."""
    said = Counter(w.sentence for scenario in scenarios for w in timetable_words(scenario))
    whole = len(scenarios)
    yield from listed(
        TITLE,
        [s if n == whole else f"In {n} of {whole} scenarios: {s}" for s, n in said.items()],
        most=None if verbose else MOST,
    )


def _offered_load(scenario: Scenario) -> Iterator[RenderableType]:
    """Yield what the services would hold if no one were refused or had to wait."""
    from carefunds_sim.model.load import overloaded, utilisation  # slow to import
    from carefunds_sim.model.resolve import offered_load

    names, network, flows = offered_load(scenario)
    shares = utilisation(network, flows)
    rows = tuple(
        (
            scenario.area.services[name].title, f"{flows.load[service]:,.1f}",
            f"{network.core[service]:,.1f}", f"{shares[service]:.0%}",
        )
        for service, name in enumerate(names.services)
        if shares[service] > 0.0
    )  # fmt: skip
    columns = ("", "Wanted at a time", "Open", "Used")
    yield grid(Table("Offered load, before any refusal or wait (an estimate)", columns, rows))
    yield from listed("Warning", overloaded(names.services, network, flows))


def _numbers(scenario: Scenario, prefix: str, *, verbose: bool) -> Iterator[RenderableType]:
    """Yield how many numbers there are of each kind; with ``verbose`` list them first."""
    found = [(path, one) for path, one in scenario.quantities() if path.startswith(prefix)]
    if not found:
        return
    if verbose:
        for path, quantity in found:
            yield from _quantity(path.removeprefix(prefix), quantity)
        yield BLANK
    kinds = counted(Counter(quantity.kind.word for _, quantity in found))
    said = f"{numbers(len(found), 'number')}: {kinds}"
    yield sentence(said if verbose else f"{said}; -v lists them", rest="  ")


def _quantity(path: str, quantity: Quantity[Any]) -> Iterator[RenderableType]:
    """Yield a quantity: path, value, unit, range and role; then what it rests on."""
    within = (
        "" if quantity.range is None else f", range {quantity.range[0]:g} to {quantity.range[1]:g}"
    )
    head = f"{path} = {_value(quantity.value)} {quantity.unit}{within}, {quantity.role.word}"
    yield sentence(head, rest="    ")
    where = " ".join(part for part in (quantity.source, quantity.at and f"({quantity.at})") if part)
    kind = f"{quantity.kind.word} ({grade(quantity.kind).letter})"
    said = "; ".join(part for part in (where, quantity.why) if part)
    yield sentence(": ".join(part for part in (kind, said) if part), first="    ", rest="    ")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{getattr(k, 'word', k)} {_value(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e5 else f"{value:,}"


def _heading(words: str, about: str) -> Iterator[RenderableType]:
    yield title(words)
    yield from _paragraphs(about)
    yield BLANK


def _paragraphs(about: str) -> Iterator[RenderableType]:
    for paragraph in about.strip().split("\n\n"):
        yield sentence(" ".join(paragraph.split()))
