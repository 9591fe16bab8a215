"""A scenario: one area, one arrangement, one squeeze and run settings, validated and complete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.scenario.change import set_values, validate_parts
from carefunds_sim.scenario.check import too_large
from carefunds_sim.scenario.check_timetable import dated_warnings, timetable_faults
from carefunds_sim.scenario.document import Document
from carefunds_sim.scenario.schema.area import Area
from carefunds_sim.scenario.schema.arrangement import Arrangement
from carefunds_sim.scenario.schema.models import PARTS
from carefunds_sim.scenario.schema.quantity import Quantity
from carefunds_sim.scenario.schema.squeeze import Squeeze
from carefunds_sim.scenario.schema.study import RunSettings
from carefunds_sim.scenario.schema.timetable import Timetable
from carefunds_sim.scenario.schema.words import check_made, plain_values, unchanging
from carefunds_sim.scenario.settings import Setting, settings_of
from carefunds_sim.scenario.timetable import later_arrangements
from carefunds_sim.vocabulary import EvidenceKind, Loop, file_word


@unchanging
@dataclass(frozen=True)
class Scenario:
    """Everything that decides a run but the number of the replication; it never changes.

    ``replaced`` is the arrangement that holds until ``arrangement`` takes effect, when that one
    names one that it replaces.
    """

    area: Area
    arrangement: Arrangement | None = None
    squeeze: Squeeze | None = None
    run: RunSettings = field(default_factory=RunSettings)
    switched_off: tuple[Loop, ...] = ()
    name: str = ""
    title: str = ""
    replaced: Arrangement | None = None
    timetable: Timetable | None = None

    def __post_init__(self) -> None:
        """Put switched-off loops in the order of their codes, each once.

        Raises
        ------
        CarefundsError
            The name or the title is no line of text.
        """
        check_made(self.name, self.title)
        object.__setattr__(self, "switched_off", tuple(sorted(set(self.switched_off))))

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[Callable[[str], Scenario], tuple[str]]:
        return (from_text, (self.text,))

    @cached_property
    def text(self) -> str:
        """The complete scenario as JSON, which is also a scenario file that can be run again."""
        return json.dumps(self.as_dict(), indent=1, ensure_ascii=False)

    @cached_property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that two scenarios share only when they say the same.

        Names, titles and remarks count: they are part of what a result is labelled with.
        """
        canonical = json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:16]

    def as_dict(self) -> dict[str, Any]:
        """Return the complete scenario as plain values, without what is not given."""
        return {
            "kind": "scenario",
            "name": self.name,
            "title": self.title,
            **{key: plain_values(part) for key, part in self.parts()},
            "switched_off": [loop.word for loop in self.switched_off],
        }

    def parts(self) -> Iterator[tuple[str, BaseModel]]:
        """Yield area, arrangement and the other parts by name, those that there are."""
        for key in PARTS:
            part = getattr(self, key)
            if part is not None:
                yield key, part

    def quantities(self) -> Iterator[tuple[str, Quantity[Any]]]:
        """Yield every quantity by its path, such as ``area.services.acute.capacity``."""
        for key, part in self.parts():
            yield from quantities_of(key, part)

    def paths(self) -> dict[str, Setting]:
        """Return everything that ``with_value`` may change, by its path, in the files' order.

        A ``Setting`` has ``value``, ``unit``, ``range``, ``role``, the ``kind`` of evidence and its
        ``grade``, and ``title`` in words. A path may go on into a value that holds several numbers:
        by a word of it (``area.services.acute.stay_days.much_help``) or a place (``.0``).
        """
        return {
            setting.path: setting
            for key, part in self.parts()
            for setting in settings_of(key, plain_values(part))
        }

    def all_quantities(self) -> Iterator[tuple[str, Quantity[Any]]]:
        """Yield the same with those of the arrangements that a timetable brings, each once."""
        yield from self.quantities()
        for path, later in later_arrangements(self):
            yield from quantities_of(path, later)

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence for every number outside its plausible range, and for years that differ."""
        outside = (
            sentence
            for path, quantity in self.all_quantities()
            if quantity.outside_range
            for sentence in _outside(path, quantity)
        )
        return (*outside, *_other_years(self), *dated_warnings(self))

    def evidence_counts(self) -> dict[str, int]:
        """Return how many quantities rest on each kind of evidence, at any time of a run."""
        counts = dict.fromkeys(EvidenceKind.words(), 0)
        for _, quantity in self.all_quantities():
            counts[quantity.kind.word] += 1
        return counts

    def with_value(self, path: str, value: object) -> Scenario:
        """Return this scenario with another value at a path; see ``with_values``."""
        return self.with_values({path: value})

    def with_values(self, values: Mapping[str, object]) -> Scenario:
        """Return this scenario with other values, by path, validated again as a whole.

        A path is as in ``quantities``, and may go on into a quantity's value
        (``area.services.acute.stay_days.much_help``) or name a run setting (``run.years``).
        A mapping may hold only some keys of a quantity's value. As in files, one that means the
        whole, such as a pool's shares, replaces what was there; to change one share, name it in
        the path (``arrangement.pools.pool.share.acute``). A changed quantity rests on the study
        from then on, no longer on the file's source.

        Raises
        ------
        ScenarioError
            When there is no such path, or the scenario would not be valid.
        """
        touched, faults = set_values(dict(self.parts()), values, label(self))
        return with_parts(self, touched, faults=faults)

    def with_run(self, **settings: Any) -> Scenario:
        """Return this scenario with other run settings."""
        return self.with_values({f"run.{key}": value for key, value in settings.items()})

    def renamed(self, name: str, title: str | None = None) -> Scenario:
        """Return this scenario under another name."""
        return replace(self, name=name, title=self.title if title is None else title)


def with_parts(
    scenario: Scenario, data: Mapping[str, Any], *, faults: Iterable[Fault] = ()
) -> Scenario:
    """Return a scenario with whole parts read from plain values, validated together.

    Raises ScenarioError with the faults found before, every fault of the parts, of what they ask of
    each other, and of their size.
    """
    parts = dict(scenario.parts())
    made = replace(scenario, **validate_parts(parts, data, label(scenario), faults=faults))
    whole = Document(Path(label(scenario)), {})
    found = [whole.fault(*finding) for finding in too_large(made)]
    found += timetable_faults(made, {}, whole)
    if found:
        raise ScenarioError(found)
    return made


def label(scenario: Scenario) -> str:
    """Return what stands in place of a file's name in the faults of a scenario."""
    return scenario.name or "scenario"


def from_text(text: str) -> Scenario:
    """Return the scenario that a complete text says; the text of a Scenario reads back equal."""
    return resolve(json.loads(text))


def resolve(data: Mapping[str, Any]) -> Scenario:
    """Return the scenario that plain values say, terse or complete, written out in one piece."""
    parts = {
        key: model.model_validate(data[key])
        for key, model in PARTS.items()
        if data.get(key) is not None
    }
    return Scenario(
        **parts,  # type: ignore[arg-type]
        switched_off=tuple(Loop.of(word) for word in data.get("switched_off", ())),
        name=data.get("name", ""),
        title=data.get("title", ""),
    )


def quantities_of(path: str, part: Any) -> Iterator[tuple[str, Quantity[Any]]]:
    """Yield every quantity of a part by its path, which begins with ``path``."""
    if isinstance(part, Quantity):
        yield path, part
    elif isinstance(part, BaseModel):
        for key in type(part).model_fields:
            yield from quantities_of(f"{path}.{key}", getattr(part, key))
    elif isinstance(part, dict):
        for key, item in part.items():
            yield from quantities_of(f"{path}.{key}", item)
    elif isinstance(part, list):
        for index, item in enumerate(part):
            yield from quantities_of(f"{path}.{index}", item)


def _outside(path: str, quantity: Quantity[Any]) -> Iterator[str]:
    low, high = quantity.range or (0.0, 0.0)
    for place, number in _numbers(path, quantity.value):
        if not low <= number <= high:
            yield (
                f"{place} {number:g} is outside its plausible range {low:g}..{high:g} "
                f"in units of {quantity.unit}"
            )


def _other_years(scenario: Scenario) -> Iterator[str]:
    """Yield where a study is of other years than its files: its base year ends the warm-up."""
    first = scenario.run.start_year + int(scenario.run.warmup_months) // 12
    area, squeeze = scenario.area, scenario.squeeze
    if area.figures_of is not None and first - area.figures_of not in (0, 1):
        yield (
            f"prices and people of area '{area.name}' are of {_financial(area.figures_of)}; this "
            f"study reports from {_financial(first)} on"
        )
    if squeeze is not None and squeeze.first_year is not None and first != squeeze.first_year:
        years = max(len(body.by_year.value) for body in (squeeze.nhs, squeeze.council))
        last = squeeze.first_year + years - 1
        yield (
            f"squeeze '{squeeze.name}' is of {_financial(squeeze.first_year)} to "
            f"{_financial(last)}; this study applies it from {_financial(first)} on"
        )


def _financial(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02d}"


def _numbers(path: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(f"{path}.{file_word(key)}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _numbers(f"{path}.{index}", item)
    else:
        yield path, value
