"""The Zarr store of a sweep: one task owns whole chunks, and the ledger is written last.

Only one process writes a store. Whatever a kill leaves behind, a task is either in the ledger
with values that match its checksums, or it is made again.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from zarr.codecs import ZstdCodec

from carefunds_sim.dataset.axes import Axes
from carefunds_sim.dataset.build import Columns
from carefunds_sim.dataset.entry import MONTHLY
from carefunds_sim.dataset.sweeps.description import (
    FORMAT,
    Description,
    FactorLabel,
    checksum,
    digest,
)
from carefunds_sim.dataset.sweeps.ledger import Ledger, Place, Record
from carefunds_sim.disk import put
from carefunds_sim.errors import DamagedError, ResultError
from carefunds_sim.scenario.scenario import Scenario, from_text

OUTCOMES, SERIES = "outcomes", "series"
TYPES: dict[str, np.dtype[Any]] = {OUTCOMES: np.dtype("float64"), SERIES: np.dtype("float32")}
"""What is kept of each run: outcomes in full, monthly series to about seven digits."""

FLAT: dict[str, Any] = {"name": "default", "separator": "."}
"""A chunk is one file in its array's folder, not one at the end of a path of folders."""

WHOLE = re.compile(r"zarr\.json|c(\.\d+)+")
"""The names of files that are whole: the description of an array, and its chunks."""

CHUNK = re.compile(r"c\.(\d+)\.(\d+)\.")
"""How the name of a task's chunk begins: its point, its scenario."""

AGAIN = (
    "give the command that made it once more, which makes again what is damaged and nothing else"
)

Rows = dict[str, np.ndarray]
"""A task's values by array, each of shape (replication, column)."""


class SweepStore:
    """A sweep on disk: ``NAME.zarr`` with ``NAME.ledger`` beside it, to be read unless ``writing``.

    Raises
    ------
    ResultError
        There is no such store.
    DamagedError
        It is not what was written, or of another version. Who writes may mend a ledger, so that
        it is not refused then: what it does not say is made again.
    """

    def __init__(self, path: Path, *, writing: bool = False) -> None:
        if not path.is_dir():
            raise ResultError(f"no sweep at {path}: give the folder of a sweep, or its {path.name}")
        self.path = path
        chunks = set(_chunks(path / OUTCOMES))  # before the ledger, which may grow meanwhile
        try:
            self.group = zarr.open_group(path, mode="r+" if writing else "r")
            attributes = self.group.attrs.asdict()
            self.identity: dict[str, Any] = json.loads(str(attributes["identity"]))
            self.git_commit = str(attributes["git_commit"])
            self._texts: list[str] = json.loads(str(attributes["scenario_texts"]))
            self.arrays = {name: self._array(name) for name in TYPES if name in self.group}
            self.values, self.positions = (
                np.asarray(self._array(name)[:]) for name in ("value", "position")
            )
            layout = self.identity["format"]
        except Exception as error:  # Zarr, its codecs and JSON each raise errors of their own
            raise DamagedError(f"{path} is damaged or not a sweep ({error})") from error
        if layout != FORMAT:
            raise DamagedError(f"{path} was not written by this version of carefunds_sim")
        if digest(self.values) != self.identity["values"]:
            raise DamagedError(f"{path} is damaged: the values of its points have changed")
        if (
            checksum(attributes, self.positions) != attributes.get("checksum")
            or not self._in_shape()
        ):
            raise DamagedError(f"{path} is damaged: what it says of itself has changed")
        self.ledger = Ledger(ledger_of(path), self._may_be)
        self.unsaid = len(chunks - self.ledger.records.keys())
        if not writing:
            self._refuse_a_damaged_ledger()

    def _in_shape(self) -> bool:
        """Whether arrays are as they were made, with a task to a chunk."""
        runs = (len(self.values), len(self._texts), self.replications)
        wanted = {OUTCOMES, SERIES} if self.identity["series"] else {OUTCOMES}
        return set(self.arrays) == wanted and all(
            array.shape[:-1] == runs
            and array.chunks == (1, 1, *array.shape[2:])
            and array.dtype == TYPES[name]
            for name, array in self.arrays.items()
        )

    def _may_be(self, record: Record) -> bool:
        """Whether a record can be one of this store."""
        point, scenario = record.place
        known = 0 <= point < len(self.values) and 0 <= scenario < len(self._texts)
        return known and len(record.sums) in (0, len(self.arrays))

    def _refuse_a_damaged_ledger(self) -> None:
        """Refuse a ledger that lacks more than a kill can tear off, which is one task."""
        path = self.ledger.path
        if not path.exists():
            what = f"{path} is missing, which says what of {self.path.name} is whole"
        elif self.ledger.damaged:
            what = f"{path} is damaged in line {self.ledger.damaged[0]}"
        elif self.unsaid > 1:
            what = f"{path} has lost its lines on {self.unsaid} tasks"
        else:
            return
        raise DamagedError(f"{what}; {AGAIN}")

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that are crossed with the points."""
        try:
            return tuple(map(from_text, self._texts))
        except ValueError as error:  # what pydantic raises is one
            made_by = self.identity.get("version", "an unknown version")
            raise DamagedError(
                f"{self.path} was made by carefunds_sim {made_by}, whose scenarios this version "
                f"cannot read ({error}); pack it with that version"
            ) from error

    @property
    def factors(self) -> list[FactorLabel]:
        """What is moved."""
        return [FactorLabel.from_dict(factor) for factor in self.identity["factors"]]

    @property
    def replications(self) -> int:
        """How many runs a task makes."""
        return int(self.identity["replications"])

    def places(self) -> Iterator[Place]:
        """Yield every task in order: point by point, scenario by scenario."""
        return np.ndindex(len(self.values), len(self._texts))

    def put(self, place: Place, rows: Rows, warnings: tuple[str, ...] = ()) -> None:
        """Keep a task's values, then say in the ledger that they are there."""
        sums = []
        for name, array in self.arrays.items():
            kept = rows[name].astype(TYPES[name], copy=False)
            assert array.chunks == (1, 1, *kept.shape), "a task owns whole chunks"
            array[place] = kept
            sums.append(digest(kept))
        self.ledger.add(Record(place, tuple(sums), warnings))

    def fail(self, place: Place, message: str, traceback: str = "") -> None:
        """Keep why a task has no values."""
        self.ledger.add(Record(place, message=message, traceback=traceback))

    def rows(self, first: int, end: int, *, name: str = OUTCOMES) -> np.ndarray:
        """Return values of points, shape (point, scenario, replication, column).

        NaN for every task that has none.

        Raises
        ------
        DamagedError
            Values do not match the ledger.
        """
        array, index = self.arrays[name], [*self.arrays].index(name)
        found = np.full((end - first, *array.shape[1:]), np.nan, dtype=TYPES[name])
        for place in ((p, s) for p in range(first, end) for s in range(found.shape[1])):
            record = self.ledger.records.get(place)
            if record is None or record.failed:
                continue
            values = _read(array, place)
            if values is None or digest(values) != record.sums[index]:
                raise DamagedError(f"{self.path} is damaged at point {place[0]}; {AGAIN}")
            found[place[0] - first, place[1]] = values
        return np.asarray(found)

    def damaged(self) -> list[Record]:
        """Take out of the ledger all whose values do not match it; return them."""
        return self.ledger.drop(lambda record: not record.failed and not self._matches(record))

    def columns(self, name: str = OUTCOMES) -> Columns:
        """Return where each variable stands in a row."""
        said = self.identity
        found = columns_of(self.scenarios, said["series"], said.get("outcomes"))[name]
        if found.number != self.arrays[name].shape[-1]:
            raise DamagedError(f"{self.path} is damaged: its array '{name}' has lost columns")
        return found

    def _matches(self, record: Record) -> bool:
        found = [_read(array, record.place) for array in self.arrays.values()]
        sums = tuple("" if values is None else digest(values) for values in found)
        return sums == record.sums

    def _array(self, name: str) -> zarr.Array[Any]:
        found = self.group[name]
        assert isinstance(found, zarr.Array)
        return found


def columns_of(
    scenarios: tuple[Scenario, ...], series: list[str], outcomes: list[str] | None = None
) -> dict[str, Columns]:
    """Return the columns of every array that a sweep keeps; all outcomes that there are now."""
    axes = Axes(scenarios)
    found = {OUTCOMES: Columns(axes, outcomes)}
    if series:
        found[SERIES] = Columns(axes, [MONTHLY + account for account in series])
    return found


def create(path: Path, description: Description) -> SweepStore:
    """Make an empty store in one step: a reader finds all of its description or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as draft:
        made = Path(draft) / path.name
        _write_description(made, description)
        put(ledger_of(path), "")
        made.rename(path)
    return SweepStore(path, writing=True)


def create_like(path: Path, other: SweepStore) -> SweepStore:
    """Make an empty store of the same sweep as another one."""
    identity = other.identity
    return create(
        path,
        Description(
            study=identity["study"],
            baseline=identity["baseline"],
            scenarios=other.scenarios,
            factors=tuple(other.factors),
            values=other.values,
            positions=other.positions,
            design=identity["design"],
            replications=other.replications,
            seed=identity["seed"],
            engine=identity["engine"],
            series=tuple(identity["series"]),
        ),
    )


def remove(path: Path) -> None:
    """Take away a store and its ledger."""
    shutil.rmtree(path, ignore_errors=True)
    ledger_of(path).unlink(missing_ok=True)


def sweep_up(path: Path) -> None:
    """Take away what a kill left behind in the middle of writing; only who writes may."""
    for draft in path.parent.glob(f".{path.name}.*"):
        shutil.rmtree(draft, ignore_errors=True)
    for file in path.glob("*/*"):
        if not WHOLE.fullmatch(file.name):
            file.unlink()


def _chunks(folder: Path) -> Iterator[Place]:
    """Yield every task that has a chunk in an array's folder."""
    names = (CHUNK.match(file.name) for file in folder.glob("c.*"))
    return ((int(found[1]), int(found[2])) for found in names if found)


def ledger_of(path: Path) -> Path:
    """Return where the ledger of a store is."""
    return path.with_suffix(".ledger")


def _write_description(path: Path, description: Description) -> None:
    group = zarr.open_group(path, mode="w-")
    group.attrs.update(description.as_attributes())
    for name, values in (("value", description.values), ("position", description.positions)):
        group.create_array(
            name,
            data=values,
            chunk_key_encoding=FLAT,
            dimension_names=("point", "factor"),
        )
    columns = columns_of(description.scenarios, list(description.series))
    for name, kept in columns.items():
        shape = (len(description.scenarios), description.replications, kept.number)
        group.create_array(
            name,
            shape=(description.points, *shape),
            chunks=(1, 1, *shape[1:]),
            dtype=TYPES[name],
            fill_value=np.nan,
            compressors=ZstdCodec(level=3),
            chunk_key_encoding=FLAT,
            dimension_names=("point", "scenario", "replication", f"{name}_column"),
        )


def _read(array: zarr.Array[Any], place: Place) -> np.ndarray | None:
    """Return a task's values; None where they cannot be read."""
    try:
        return np.asarray(array[place])
    except Exception:  # noqa: BLE001 - each codec raises errors of its own
        return None
