"""Variants: scenarios that differ from others by a few values, and are named by them.

A variation is one or more assignments, with spaces or ``;`` between them. Where one of them gives
several values (``PATH=40,60,80``), there is a variant for each of them; where several do, one for
each combination. A list that is one value stands in brackets (``PATH=[40, 60]``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import product
from typing import Any

from carefunds_sim.errors import Fault, short
from carefunds_sim.scenario.assignment import Assignment, changed, check, in_words, read
from carefunds_sim.scenario.comparison import StudyDesign, chosen_baseline, parts_of
from carefunds_sim.scenario.files import raise_any
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.words import COMPOSED_LENGTH, NAME_LENGTH, TITLE_LENGTH

VARY = "--vary"
"""What stands in place of a file in faults; the place among several in place of a line."""

_NAMED = ("area", "arrangement", "squeeze")
"""The parts of a scenario that go by a name of their own."""

Variation = tuple[Assignment, ...]


def variants(
    scenarios: Scenario | Iterable[Scenario], *variations: str | Mapping[str, Any]
) -> list[Scenario]:
    """Return the variants of scenarios, each named by what it changes.

    A part that is changed gets a name and a title of its own, so that results tell it from the part
    that it was made of.

    Parameters
    ----------
    scenarios
        One scenario, or several; each variation is made of all that have its paths.
    variations
        Texts as after ``--vary``, such as ``"area.services.reablement.capacity=150,200"`` or
        ``"squeeze.nhs.after*=0.5 run.years=3"``; or mappings of paths to values, one variant each.

    Raises
    ------
    ScenarioError
        With every fault of all variations.
    """
    members = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    faults: list[Fault] = []
    asked = [
        variation
        for i, given in enumerate(variations, 1)
        for variation in _variations(given, (VARY, i), faults)
    ]
    faults += _twice(asked)
    names = _distinct(_slug(variation) for variation in asked)
    made = [
        named
        for variation, name in zip(asked, names, strict=True)
        for named in _variants(members, variation, name, faults)
    ]
    raise_any(faults)
    return made


def varied(design: StudyDesign, texts: Sequence[str]) -> StudyDesign:
    """Return a study with its scenarios and, after them, their variants.

    Where all variations change one and the same part of the scenarios, the area, the arrangement or
    the squeeze, each variant is compared with the scenario that it was made of; else with what
    ``chosen_baseline`` says.

    Raises ScenarioError with every fault of all variations.
    """
    own = design.scenarios
    scenarios = (*own, *variants(own, *texts))
    before, after = (
        {part: {_name_of(one, part) for one in some} for part in _NAMED}
        for some in (own, scenarios)
    )
    touched = [part for part in _NAMED if after[part] > before[part]]
    baseline = chosen_baseline(scenarios)
    told_apart = len({parts_of(one) for one in scenarios}) == len(scenarios)
    if told_apart and len(touched) == 1 and len(before[touched[0]]) == 1:
        (baseline,) = before[touched[0]]
    return replace(design, scenarios=scenarios, baseline=baseline)


def made_of(variant: Scenario, members: Sequence[Scenario]) -> Scenario:
    """Return which of some scenarios a variant was made of, or one of them itself."""

    def nearness(member: Scenario) -> tuple[int, bool]:
        same = sum(getattr(member, part) == getattr(variant, part) for part in _NAMED)
        return same, variant.title.startswith(member.title)

    return max(members, key=nearness)


def _variations(
    given: str | Mapping[str, Any], source: tuple[str, int], faults: list[Fault]
) -> list[Variation]:
    """Return what is asked for at once: every combination of the values given."""
    if isinstance(given, Mapping):
        return [tuple(Assignment(path, "=", value, source) for path, value in given.items())]
    before = len(faults)
    each = [
        [Assignment(path, sign, value, source) for value in values]
        for path, sign, values in read(given, source, faults, several=True)
    ]
    return [] if len(faults) > before else list(product(*each))


def _twice(asked: Sequence[Variation]) -> Iterator[Fault]:
    """Yield a fault for every variation that stands there before."""
    seen = [[(change.path, change.sign, change.value) for change in one] for one in asked]
    for i, variation in enumerate(asked):
        if seen[i] in seen[:i]:
            said = " ".join(f"{path}{sign}{in_words(value)}" for path, sign, value in seen[i])
            yield variation[0].fault(f"must not be given twice (got {short(said)})")


def _variants(
    members: Sequence[Scenario], variation: Variation, name: str, faults: list[Fault]
) -> Iterator[Scenario]:
    """Yield the variant of every scenario that has all paths of a variation."""
    before = len(faults)
    check(variation, members, faults)
    having = [one for one in members if not any(change.hindrance(one) for change in variation)]
    if not having and len(faults) == before:
        faults.append(variation[0].fault("must name paths that one scenario has together"))
    for member in having if len(faults) == before else ():
        made = changed(member, variation, faults)
        if len(faults) == before:
            yield _named(member, made, variation, name, members)


def _named(
    before: Scenario, after: Scenario, variation: Variation, name: str, members: Sequence[Scenario]
) -> Scenario:
    """Return a variant, and its changed parts, under names and titles that say what is changed."""
    labels = {}
    for part in _NAMED:
        mine = [change for change in variation if _part(change.path) == part]
        if mine:
            own, title = _name_of(before, part), getattr(before, part).title
            is_only = len({_name_of(one, part) for one in members}) == 1
            title = "The same area" if is_only and part == "area" else title
            words = [change.words_in(after) for change in mine]
            labels[f"{part}.name"] = _fitting(_slug(mine) if is_only else f"{own}_{_slug(mine)}")
            labels[f"{part}.title"] = short(f"{title} with {', '.join(words)}", TITLE_LENGTH)
    words = [change.words_in(after) for change in variation]
    title = short(f"{before.title or before.name}; {', '.join(words)}", COMPOSED_LENGTH)
    said = f"{_among(before, members)}/{name}" if len(members) > 1 else name
    return after.with_values(labels).renamed(said, title)


def _among(scenario: Scenario, members: Sequence[Scenario]) -> str:
    """Return what tells a scenario from others: the names in which they differ, or its own."""
    differing = [
        _name_of(scenario, part)
        for part in _NAMED
        if len({_name_of(one, part) for one in members}) > 1
    ]
    alike = [one for one in members if parts_of(one) == parts_of(scenario)]
    return "/".join(filter(None, differing)) if len(alike) == 1 else scenario.name


def _slug(changes: Sequence[Assignment]) -> str:
    return _fitting("_".join(change.slug for change in changes))


def _fitting(name: str) -> str:
    """Return a name cut to its length; a few letters then tell it from others that begin so."""
    if len(name) <= NAME_LENGTH:
        return name
    return f"{name[: NAME_LENGTH - 7].rstrip('_')}_{sha256(name.encode()).hexdigest()[:6]}"


def _distinct(names: Iterable[str]) -> list[str]:
    """Return names as they are; one that another has already gets a number."""
    found: list[str] = []
    for name in names:
        same = sum(other == name or other.startswith(f"{name}_no_") for other in found)
        found.append(_fitting(f"{name}_no_{same + 1}") if same else name)
    return found


def _part(path: str) -> str:
    return path.split(".", 1)[0]


def _name_of(scenario: Scenario, part: str) -> str:
    found: str = getattr(getattr(scenario, part), "name", "")
    return found
