"""Changes of a scenario's values as people write them.

``PATH=VALUE`` sets a value, written as in a file; ``PATH*=NUMBER`` multiplies what is there and
``PATH+=NUMBER`` adds to it, in a mapping or a list each of its numbers. Paths are those of
``Scenario.paths``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import add, mul
from typing import Any

from carefunds_sim.errors import Fault, ScenarioError, short
from carefunds_sim.scenario.change import numbers_changed, set_values, value_at
from carefunds_sim.scenario.differences import UNSAID
from carefunds_sim.scenario.document import values_of
from carefunds_sim.scenario.faults import got, number
from carefunds_sim.scenario.files import raise_any
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.timetable_words import timetable_words
from carefunds_sim.vocabulary import plain_word, value_words

SET = "--set"
"""What stands in place of a file in faults; the place among several in place of a line."""

_ASSIGNMENT = re.compile(r"\s*([A-Za-z]\w*(?:\.\w+)*)\s*([*+]?=)(.*)", re.DOTALL)
_NEXT = re.compile(r"[\s;]+(?=[A-Za-z][\w.]*\s*[*+]?=)")
_CONTAINERS = frozenset({"pools", "services", "streams", "value"})
"""Words of a path that a name does without."""


@dataclass(frozen=True)
class Assignment:
    """One change: a value at a path (``=``), or by what its numbers change (``*=`` or ``+=``).

    ``source`` is the option in which it stands and its place among those, for faults.
    """

    path: str
    sign: str
    value: Any
    source: tuple[str, int] = (SET, 1)

    def fault(self, message: str) -> Fault:
        """Return a fault of this change."""
        return Fault(*self.source, message)

    def hindrance(self, scenario: Scenario) -> str:
        """Return that a scenario does not have the path; '' where it does."""
        faults = set_values(dict(scenario.parts()), {self.path: self.value}, "")[1]
        return faults[0].message if faults else ""

    def value_in(self, scenario: Scenario) -> Any:
        """Return the value that the path gets in a scenario; None where it is not a number."""
        if self.sign == "=":
            return self.value
        by_what = mul if self.sign == "*=" else add
        before = value_at(dict(scenario.parts()), self.path)
        return numbers_changed(before, partial(by_what, self.value))

    @property
    def dated(self) -> str:
        """The path of the change of a timetable that it gives or changes; '' where it does not."""
        words = self.path.split(".")
        return ".".join(words[:2]) if words[0] == "timetable" and len(words) > 1 else ""

    @property
    def slug(self) -> str:
        """The path and the value in letters that a name may have."""
        words = [word for word in self.path.split(".")[1:] if word not in _CONTAINERS]
        if self.dated == self.path:
            return "_".join(["no"] * (self.value is None) + words)
        by = {"=": "", "*=": "times ", "+=": "plus "}[self.sign]
        said = f"{' '.join(words) or self.path} {by}{in_words(self.value)}".lower()
        spelt = re.sub(r"(?<=\d)\.(?=\d)", " point ", re.sub(r"(plus )?(?<=[ ,])-", "minus ", said))
        return re.sub(r"[^a-z0-9]+", "_", spelt).strip("_")

    def words_in(self, scenario: Scenario) -> str:
        """Return in words what a scenario has that was changed so."""
        if self.dated:
            said = {dated.name: dated.sentence.rstrip(".") for dated in timetable_words(scenario)}
            name = self.dated.partition(".")[2]
            return said.get(name, f"without {plain_word(name)}")
        title, unit = _title_and_unit(scenario, self.path)
        value = value_at(dict(scenario.parts()), self.path)
        if self.sign != "=" and number(value) is None:
            return f"{title} {'times' if self.sign == '*=' else 'plus'} {in_words(self.value)}"
        return f"{title} {short(in_words(value))}{unit}"


def with_assignments(scenarios: Sequence[Scenario], texts: Iterable[str]) -> tuple[Scenario, ...]:
    """Return scenarios with every change made in all that have its path; they keep their names.

    Raises ScenarioError with every fault of all changes: what is malformed, a path that no scenario
    has or that stands twice, and what would not be valid.
    """
    faults: list[Fault] = []
    changes = []
    for i, text in enumerate(texts, 1):
        for path, sign, values in read(text, (SET, i), faults):
            if len(values) > 1:
                said = f"{path} must have one value (got {len(values)}); a list stands in brackets"
                faults.append(Fault(SET, i, said))
            changes.append(Assignment(path, sign, values[0], (SET, i)))
    check(changes, scenarios, faults)
    made = [
        changed(one, [change for change in changes if not change.hindrance(one)], faults)
        for one in scenarios
    ]
    raise_any(faults)
    return tuple(made)


def read(
    text: str, source: tuple[str, int], faults: list[Fault], *, several: bool = False
) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield path, sign and values of the assignment in a text; add what is malformed to faults.

    ``several``: there may be more than one, with spaces or ``;`` between them.
    """
    for one in _NEXT.split(text.strip()) if several else [text]:
        found = _ASSIGNMENT.fullmatch(one)
        if found is None:
            form = "PATH=VALUE, PATH*=NUMBER or PATH+=NUMBER"
            faults.append(Fault(*source, f"must be {form} (got '{short(one)}')"))
            continue
        path, sign, value = found.groups()
        try:
            values = values_of(value)
        except ScenarioError:
            values = []
        if not values:
            faults.append(Fault(*source, f"{path} must have a value (got '{short(value)}')"))
        wrong = [got(item) for item in values if sign != "=" and number(item) is None]
        if wrong:
            said = f"{path} must change by a number after '{sign}' (got {', '.join(wrong)})"
            faults.append(Fault(*source, said))
        elif values:
            yield path, sign, values


def check(
    changes: Sequence[Assignment], scenarios: Sequence[Scenario], faults: list[Fault]
) -> None:
    """Add a fault for each path that is given twice, or that no scenario has."""
    paths = [change.path for change in changes]
    for i, change in enumerate(changes):
        if change.path in paths[:i]:
            faults.append(change.fault(f"{change.path} must not be given twice"))
        hindrances = [change.hindrance(scenario) for scenario in scenarios]
        if all(hindrances):
            faults += [change.fault(said) for said in hindrances[:1]]


def changed(scenario: Scenario, changes: Sequence[Assignment], faults: list[Fault]) -> Scenario:
    """Return a scenario with changes made, or as it was and faults added."""
    values = {change.path: change.value_in(scenario) for change in changes}
    for change in changes:
        if change.sign == "=" or values[change.path] is not None:
            continue
        done = "multiplied" if change.sign == "*=" else "added to"
        found = got(value_at(dict(scenario.parts()), change.path))
        faults.append(change.fault(f"{change.path} must hold numbers to be {done} (got {found})"))
        del values[change.path]
    try:
        return scenario.with_values(values) if values else scenario
    except ScenarioError as error:
        faults += [_blamed(fault.message, changes) for fault in error.faults]
        return scenario


def _blamed(message: str, changes: Sequence[Assignment]) -> Fault:
    """Return the fault of a changed scenario as that of the change it speaks of."""
    place = message.split(" ", 1)[0]
    nearest = max(changes, key=lambda change: _alike(place, change.path))
    return nearest.fault(message)


def _alike(one: str, other: str) -> int:
    """Return how many words two paths share from the beginning."""
    pairs = [*zip(one.split("."), other.split("."), strict=False)]
    return next((i for i, (mine, theirs) in enumerate(pairs) if mine != theirs), len(pairs))


def _title_and_unit(scenario: Scenario, path: str) -> tuple[str, str]:
    """Return what stands at a path in words, and its unit with a space before it."""
    settings, words = scenario.paths(), path.split(".")
    for end in range(len(words), 0, -1):
        owner = settings.get(".".join(words[:end]))
        if owner is not None:
            rest = [plain_word(word) for word in words[end:] if word != "value"]
            title = owner.title if owner.title[1:2].isupper() else _small(owner.title)
            return ", ".join([title, *rest]), f" {owner.unit}" * (owner.unit not in UNSAID)
    return plain_word(" ".join(words[1:]) or path), ""


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def in_words(value: Any) -> str:
    """Return a value in words; none where null takes away what was there."""
    return "none" if value is None else value_words(value, named=plain_word)
