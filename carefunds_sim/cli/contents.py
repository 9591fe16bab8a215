"""What a file says, as text: title, remarks and every number with its evidence."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import UnknownNameError, did_you_mean, short
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.grade import counted, grade

if TYPE_CHECKING:
    from carefunds_sim.scenario.crossing import StudyDesign
    from carefunds_sim.scenario.factor import Factor
    from carefunds_sim.scenario.quantity import Quantity
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.sweep_design import SweepDesign

WIDTH = 100
HOME = "typical_council"
"""The area in which an arrangement or squeeze is shown; a file of these stands in no area."""


def contents(name: str) -> str:
    """Return what a shipped name, a file or an area/arrangement/squeeze triple says."""
    from carefunds_sim.scenario.load import compose, load_experiment, load_scenario
    from carefunds_sim.scenario.sweep_design import load_sweep

    kind = kind_of(name)
    if kind == "experiment":
        return "\n".join(_experiment(load_experiment(name)))
    if kind == "sweep":
        return "\n".join(_sweep(load_sweep(name)))
    if kind == "area":
        return "\n".join(_part(compose(name), "area"))
    if kind == "arrangement":
        return "\n".join(_part(compose(HOME, name), "arrangement"))
    if kind == "squeeze":
        return "\n".join(_part(compose(HOME, "separate", name), "squeeze"))
    return "\n".join(_scenario(load_scenario(name)))


def kind_of(name: str) -> str:
    """Return what kind of file a name or path means."""
    from carefunds_sim.scenario.document import read
    from carefunds_sim.scenario.files import kind_of as kind_of_file
    from carefunds_sim.scenario.triple import triple

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


def _experiment(design: StudyDesign | SweepDesign) -> Iterator[str]:
    yield from _heading(design.title, design.about)
    yield f"Baseline: {design.baseline}"
    yield (
        f"Run: {design.run.years} years from {design.run.start_year} after "
        f"{design.run.warmup_months} months of warm-up, scale {design.run.scale:g}, "
        f"{design.run.replications} replications, seed {design.run.seed}"
    )
    yield "Scenarios:"
    for scenario in design.scenarios:
        yield f"  {scenario.name}"


def _sweep(design: SweepDesign) -> Iterator[str]:
    """Yield what a sweep runs, and what it moves from where to where."""
    from carefunds_sim.experiments.designs import design_of

    yield from _experiment(design)
    points = design_of(design)
    settings = ", ".join(f"{key} {_word(value)}" for key, value in points.settings.items())
    yield f"Points: {len(points.values):,}, by {points.method}{settings and f' ({settings})'}"
    if design.series:
        yield f"Monthly accounts kept: {', '.join(design.series)}"
    yield "Factors:"
    for factor in design.factors:
        yield f"  {factor.name}: {_reach(factor)} {factor.unit}, {factor.kind}"


def _reach(factor: Factor) -> str:
    """Return the levels or the range of a factor, and what the files say."""
    own = "files differ" if math.isnan(factor.own) else f"files say {_value(factor.own)}"
    levels = ", ".join(map(_value, factor.levels))
    return f"{levels or f'{_value(factor.low)} to {_value(factor.high)}'} ({own})"


def _word(value: Any) -> str:
    """Return a setting as files have it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _part(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield the lines of one part of a scenario."""
    part = getattr(scenario, key)
    yield from _heading(part.title, part.about)
    yield from _numbers(scenario, f"{key}.")


def _scenario(scenario: Scenario) -> Iterator[str]:
    yield from _heading(scenario.title or scenario.name, "")
    for key in ("area", "arrangement", "squeeze"):
        part = getattr(scenario, key)
        if part is not None:
            yield f"{key.capitalize()}: {part.title}"
            yield from _wrapped(part.about)
            yield ""
    if scenario.replaced is not None:
        yield f"Until the arrangement takes effect: {scenario.replaced.title}\n"
    if scenario.switched_off:
        yield f"Switched off: {', '.join(loop.word for loop in scenario.switched_off)}\n"
    yield from _offered_load(scenario)
    yield from _numbers(scenario, "")


def _offered_load(scenario: Scenario) -> Iterator[str]:
    """Yield what the services would hold if nobody were refused and nobody waited."""
    from carefunds_sim.model.load import overloaded, utilisation
    from carefunds_sim.model.resolve import offered_load

    names, network, flows = offered_load(scenario)
    shares = utilisation(network, flows)
    yield "Offered load, before any refusal or wait (an estimate)"
    for service, name in enumerate(names.services):
        if shares[service] > 0.0:
            yield (
                f"  {name:<24}{flows.load[service]:>10,.1f} of {network.core[service]:>9,.1f}"
                f"{shares[service]:>8.0%}"
            )
    for sentence in overloaded(names.services, network, flows):
        yield f"  Warning: {sentence}"
    yield ""


def _numbers(scenario: Scenario, prefix: str) -> Iterator[str]:
    counts: dict[str, int] = {}
    for path, quantity in scenario.quantities():
        if path.startswith(prefix):
            counts[quantity.kind.word] = counts.get(quantity.kind.word, 0) + 1
            yield from _quantity(path.removeprefix(prefix), quantity)
    if counts:
        yield ""
        yield f"Numbers: {counted(counts)}"


def _quantity(path: str, quantity: Quantity[Any]) -> Iterator[str]:
    """Yield a quantity: path, value, unit, range and role; then what it rests on."""
    within = (
        "" if quantity.range is None else f", range {quantity.range[0]:g} to {quantity.range[1]:g}"
    )
    head = f"{path} = {_value(quantity.value)} {quantity.unit}{within}, {quantity.role.word}"
    yield from textwrap.wrap(head, WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    where = " ".join(part for part in (quantity.source, quantity.at and f"({quantity.at})") if part)
    kind = f"{quantity.kind.word} ({grade(quantity.kind).letter})"
    said = "; ".join(part for part in (where, quantity.why) if part)
    rests = ": ".join(part for part in (kind, said) if part)
    yield from textwrap.wrap(
        rests, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
    )


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{getattr(k, 'word', k)} {_value(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e5 else f"{value:,}"


def _heading(title: str, about: str) -> Iterator[str]:
    yield title
    yield "=" * len(title)
    yield from _wrapped(about)
    yield ""


def _wrapped(about: str) -> Iterator[str]:
    for paragraph in about.strip().split("\n\n"):
        yield from textwrap.wrap(" ".join(paragraph.split()), WIDTH)
