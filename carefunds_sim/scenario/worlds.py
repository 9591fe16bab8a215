"""Worlds: sets of all uncertain numbers that fit what was published, one row a world.

A file of worlds is a table (CSV). Lines before it begin with ``#`` and are its header, in YAML:
which calibration it belongs to, how it was made and what was found. A column is a number, by its
position from 0 to 1 in its range; ``draw`` stands for all numbers without a column, which a world
draws evenly over their ranges by its own number.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from carefunds_sim.errors import ArgumentError, Fault, ScenarioError, short
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.catalogue import readable_path
from carefunds_sim.scenario.file_text import text_of, unusable
from carefunds_sim.scenario.load import load_calibration
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.uncertainty import UncertainNumbers

SHIPPED = "england_2010_17"
VARIABLE = "CAREFUNDS_WORLDS"
NONE = "none"
"""What a study is given that runs in no world, but at what the files say."""

LARGEST = 50_000_000
"""Bytes of a table of worlds."""

DRAW = "draw"
DIGITS = 4
_SPREAD = 2**53


@dataclass(frozen=True)
class Positions(Mapping[str, float]):
    """Where each number stands in one world: those of the table, and the others as drawn."""

    known: Mapping[str, float]
    seed: int
    draw: int

    def __getitem__(self, name: str) -> float:
        if name in self.known:
            return self.known[name]
        key = hashlib.sha256(f"{self.seed} {self.draw} {name}".encode()).digest()
        return (int.from_bytes(key[:8], "big") >> 11) / _SPREAD

    def __iter__(self) -> Any:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@dataclass(frozen=True)
class Worlds:
    """A table of worlds.

    ``positions`` has shape (world, number), ``draws`` (world). ``header`` is what a file says of
    how they were made. ``streams`` replications in turn meet one world, each with other people.
    """

    name: str
    calibration: str
    made_of: str
    seed: int
    numbers: tuple[str, ...]
    draws: np.ndarray
    positions: np.ndarray
    header: Mapping[str, Any] = field(default_factory=dict)
    streams: int = 1
    uncertain_numbers: UncertainNumbers | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.positions)

    @cached_property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that two tables share only where their worlds are the same."""
        bare = replace(self, name="", header={})
        return hashlib.sha256(as_text(bare).encode("utf-8")).hexdigest()[:16]

    @cached_property
    def uncertain(self) -> UncertainNumbers:
        """The numbers that worlds move."""
        return self.uncertain_numbers or UncertainNumbers(load_calibration(self.calibration))

    def of(self, replication: int) -> int:
        """Return the world that a replication meets."""
        return replication // self.streams % len(self)

    def at(self, world: int) -> Positions:
        """Return where every number stands in a world."""
        row = self.positions[world].tolist()
        known = dict(zip(self.numbers, row, strict=True))
        return Positions(known, self.seed, int(self.draws[world]))

    def applied(self, scenario: Scenario, replication: int) -> Scenario:
        """Return a scenario as it is in the world that a replication meets."""
        return scenario.with_values(
            self.uncertain.settings(scenario, self.at(self.of(replication)))
        )

    def move(self, scenarios: Sequence[Scenario]) -> bool:
        """Return whether they change every scenario: none of a teaching network."""
        return all(self.uncertain.move(scenario) for scenario in scenarios)

    def described(self) -> dict[str, Any]:
        """Return what results say of them."""
        unmet = [title for title, met in self.header.get("set_aside", {}).items() if not met]
        return {"count": len(self), "source": self.name, "hash": self.hash,
                "streams": self.streams, "unmet": unmet}  # fmt: skip


def as_text(worlds: Worlds) -> str:
    """Return the text of a table's file."""
    head = {"name": worlds.name, "calibration": worlds.calibration, "made_of": worlds.made_of,
            "seed": worlds.seed, **worlds.header}  # fmt: skip
    lines = [f"# {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    lines.append(",".join((DRAW, *worlds.numbers)))
    for draw, row in zip(worlds.draws.tolist(), worlds.positions.tolist(), strict=True):
        lines.append(",".join((str(draw), *(f"{position:.{DIGITS}f}" for position in row))))
    return "\n".join(lines) + "\n"


def load_worlds(name_or_path: str | Path) -> Worlds:
    """Return the worlds of a shipped table, by name, or of a file.

    Raises
    ------
    ScenarioError
        With every fault of the file; or they were made for other numbers than the area now has.
    UnknownNameError
        No shipped table is called so.
    """
    path = catalogue.find("worlds", name_or_path)
    worlds = _read(path)
    now = worlds.uncertain.hash
    if worlds.made_of != now:
        raise unusable(path, 1, _MADE_OF_OTHERS.format(now, worlds.calibration, worlds.made_of))
    return worlds


_MADE_OF_OTHERS = (
    "made_of must be '{}', which stands for the numbers of calibration '{}' as they are now (got "
    "'{}'): make the worlds again (carefunds calibrate --worlds), or do without (--worlds none)"
)
_REQUIRED = {"name": str, "calibration": str, "made_of": str, "seed": int}


def _read(path: Path) -> Worlds:
    lines = text_of(path, largest=LARGEST).splitlines()
    where = readable_path(path)
    top = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    faults: list[Fault] = []
    head = _header(lines[:top], where, faults)
    columns, *rows = [*csv.reader(lines[top:])] or [[]]
    if columns[:1] != [DRAW] or len(columns) < 2:
        sentence = f"the first column must be '{DRAW}', and at least one number follow"
        faults.append(Fault(where, top + 1, sentence))
    if not rows:
        faults.append(Fault(where, top + 1, "there must be a row for each world"))
    table = [
        _row(row, len(columns), Fault(where, line, ""), faults)
        for line, row in enumerate(rows, top + 2)
    ]
    if faults:
        raise ScenarioError(faults)
    required = {key: head.pop(key) for key in _REQUIRED}
    values = np.array(table)
    return Worlds(**required, numbers=tuple(columns[1:]), draws=values[:, 0].astype(np.int64),
                  positions=values[:, 1:], header=head)  # fmt: skip


def _header(lines: Sequence[str], where: str, faults: list[Fault]) -> dict[str, Any]:
    """Return what the lines before the table say, by their keys."""
    head: dict[str, Any] = {}
    for i, line in enumerate(lines, 1):
        key, _, value = line.removeprefix("#").strip().partition(":")
        try:
            head[key] = json.loads(value)
        except ValueError:
            faults.append(Fault(where, i, f"must be '# key: value' (got '{short(line)}')"))
    for key, kind in _REQUIRED.items():
        if not isinstance(head.get(key), kind):
            faults.append(Fault(where, 1, f"there must be a line '# {key}: ...' before the table"))
    return head


def _row(cells: Sequence[str], width: int, at: Fault, faults: list[Fault]) -> list[float]:
    """Return the numbers of a row, with a fault for each that is none or outside its range."""
    if len(cells) != width:
        faults.append(Fault(at.file, at.line, f"must have {width} cells (got {len(cells)})"))
        return []
    found = []
    for i, cell in enumerate(cells):
        try:
            number = float(cell)
        except ValueError:
            number = np.nan
        good = number >= 0 and (number == int(number) if i == 0 else number <= 1)
        if not good:
            wanted = "a whole number from 0" if i == 0 else "a position from 0 to 1"
            faults.append(Fault(at.file, at.line, f"must be {wanted} (got '{short(cell)}')"))
        found.append(number)
    return found


def kept_hinges(worlds: Worlds, scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Return what the kept study found that signs hinge on, by ``scenario/outcome``.

    Only of scenarios that are the kept study's own, in the worlds that it was run in.
    """
    file = catalogue.shipped() / catalogue.FOLDERS["worlds"] / f"{worlds.name}.hinges.json"
    kept = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if kept.get("worlds") != worlds.hash:
        return {}
    same = {s.name for s in scenarios if kept["scenarios"].get(s.name) == question_hash(s)}
    return {key: found for key, found in kept["hinges"].items() if key.rsplit("/", 1)[0] in same}


def question_hash(scenario: Scenario) -> str:
    """Return a hash of a scenario whatever its seed and number of replications are."""
    return scenario.with_run(seed=0, replications=1).hash


def worlds_of(
    wanted: str | Path | Worlds | None, scenarios: Sequence[Scenario], *, streams: int | None = None
) -> Worlds | None:
    """Return the worlds that a study runs in; None for none.

    ``wanted`` is a table, its name or file, or ``"none"``. None means what the environment variable
    ``CAREFUNDS_WORLDS`` says, where that moves every scenario; or else none.

    Raises
    ------
    ArgumentError
        A table was asked for that does not move one of the scenarios.
    """
    given = os.environ.get(VARIABLE, NONE) if wanted is None else wanted
    if given == NONE:
        return None
    found = given if isinstance(given, Worlds) else load_worlds(given)
    if not found.move(scenarios):
        if wanted is None:
            return None
        raise ArgumentError(
            f"worlds '{found.name}' are of another area than some of these scenarios: leave them "
            "out (--worlds none), or give those of that area"
        )
    return replace(found, streams=streams or found.streams)
