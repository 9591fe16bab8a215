"""What a sweep is: everything that decides its numbers, and the labels that go with them."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from carefunds_sim.dataset.axes import labels_of
from carefunds_sim.dataset.outcomes import all_outcomes
from carefunds_sim.dataset.provenance import git_commit
from carefunds_sim.extension import used
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.worlds import Worlds
from carefunds_sim.version import __version__

FORMAT = 2
"""Number of the layout of a stored sweep; a store with another number is refused."""

PACKAGE = Path(__file__).parents[2]
SOURCES = (
    "vocabulary.py", "model/**/*.py", "engines/**/*.py", "dataset/outcomes/*.py",
    "dataset/entry.py", "scenario/change.py", "scenario/factor.py", "scenario/motion.py",
)  # fmt: skip
"""What numbers are made by: the rules, the outcomes, and how a point sets what it moves."""

LIBRARIES = ("numpy", "numba")
"""Libraries whose versions may decide the last bits of a number."""


@dataclass(frozen=True)
class FactorLabel:
    """A factor as a result speaks of it; low, high and own are in its unit.

    ``own`` is NaN where the files that a factor moves say different things.
    """

    name: str
    unit: str
    low: float
    high: float
    own: float
    kind: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain values that can be compared; None in place of NaN."""
        return {**vars(self), "own": None if math.isnan(self.own) else self.own}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> FactorLabel:
        """Return the label that plain values say."""
        return cls(**{**said, "own": math.nan if said["own"] is None else said["own"]})


@dataclass(frozen=True)
class Description:
    """A sweep's scenarios, design and settings; ``values`` and ``positions`` are (point, factor).

    ``series`` names monthly accounts that are kept besides the outcomes.
    """

    study: str
    baseline: str
    scenarios: tuple[Scenario, ...]
    factors: tuple[FactorLabel, ...]
    values: np.ndarray
    positions: np.ndarray
    design: Mapping[str, Any]
    replications: int
    seed: int
    engine: str
    series: tuple[str, ...] = ()
    worlds: Worlds | None = None

    @property
    def points(self) -> int:
        """How many points the design has."""
        return len(self.values)

    def identity(self) -> dict[str, Any]:
        """Return all that decides the numbers, as plain values that can be compared."""
        labels = map(str, labels_of(self.scenarios))
        return {
            "format": FORMAT,
            "version": __version__,
            "code": code_digest(PACKAGE),
            "libraries": {name: version(name) for name in LIBRARIES},
            "study": self.study,
            "baseline": self.baseline,
            "engine": self.engine,
            "seed": self.seed,
            "replications": self.replications,
            "series": list(self.series),
            **({"worlds": self.worlds.described()} if self.worlds else {}),
            "outcomes": [outcome.id for outcome in all_outcomes()],
            "extensions": {found["file"]: found["sha256"] for found in used()},
            "scenarios": dict(zip(labels, (s.hash for s in self.scenarios), strict=True)),
            "factors": [factor.as_dict() for factor in self.factors],
            "design": dict(self.design),
            "points": self.points,
            "values": digest(self.values),
        }

    def as_attributes(self) -> dict[str, Any]:
        """Return what a store keeps of it beside its arrays; the same for the same sweep."""
        said = {
            "identity": json.dumps(self.identity()),
            "git_commit": git_commit(),
            "scenario_texts": json.dumps([scenario.text for scenario in self.scenarios]),
        }
        return said | {"checksum": checksum(said, self.positions)}


DESIGN_KEYS = ("factors", "design", "points", "values")
_WORDS = {
    "format": "layout of the store",
    "version": "version of carefunds_sim",
    "code": "code of the model (digest)",
    "study": "name",
    "points": "number of points",
    "values": "values of the points (digest)",
}


def differences(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for everything in which two identities differ."""
    for key, own in mine.items():
        other = theirs.get(key)
        if own == other:
            continue
        if isinstance(own, dict) and isinstance(other, dict):
            for inner in dict.fromkeys([*own, *other]):
                if own.get(inner) != other.get(inner):
                    yield _sentence(f"{key}, {inner}", own.get(inner), other.get(inner))
        elif key == "factors":
            yield _sentence(key, _names(own), _names(other or []))
        else:
            yield _sentence(_WORDS.get(key, key), own, other)


def _sentence(what: str, own: Any, other: Any) -> str:
    return f"{what}: {_said(other)} in the store, {_said(own)} now"


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _names(factors: list[dict[str, Any]]) -> str:
    return ", ".join(f"{f['name']} from {f['low']:g} to {f['high']:g}" for f in factors)


def digest(values: np.ndarray) -> str:
    """Return a checksum of an array's numbers, the same for the same bits on any machine."""
    plain = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    return hashlib.blake2b(plain.tobytes(), digest_size=12).hexdigest()


def checksum(said: Mapping[str, Any], positions: np.ndarray) -> str:
    """Return a checksum of what a store says of itself beside its own; its values have another."""
    stated = {key: value for key, value in said.items() if key != "checksum"}
    text = json.dumps([stated, digest(positions)], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def code_digest(package: Path) -> str:
    """Return a name for the code that numbers are made by, whatever its line endings."""
    found = hashlib.blake2b(digest_size=8)
    for pattern in SOURCES:
        for path in sorted(package.glob(pattern)):
            found.update(path.relative_to(package).as_posix().encode())
            found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()
