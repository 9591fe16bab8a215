"""Keeping a dataset: NetCDF4, written whole or not at all, read back identical and checked."""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from traceback import clear_frames
from typing import Final

import h5netcdf
import h5py
import numpy as np
import xarray as xr

from carefunds_sim.dataset.checksums import Checksums, checksums, differences
from carefunds_sim.dataset.sink import Sink
from carefunds_sim.disk import draft
from carefunds_sim.errors import DamagedError, ResultError
from carefunds_sim.timing import timed

log = logging.getLogger(__name__)

FILE_NAME = "results.nc"
SWEEP_NAME = "sweep.zarr"
ENGINE: Final = "h5netcdf"
FORMAT = 2
"""Number of the stored layout; a file with another number is refused."""

SUMS = "carefunds_checksums"
"""The attribute that holds the checksums of everything else, as JSON."""

MOST_NAMED = 5


def save(dataset: xr.Dataset, path: str | os.PathLike[str]) -> Path:
    """Write the dataset to ``path`` in one step: a reader finds the old file or the new one.

    Raises
    ------
    StorageError
        The disk does not take it.
    """
    return save_blocks([dataset], path)


def save_blocks(
    blocks: Iterable[xr.Dataset], path: str | os.PathLike[str], *, along: str | None = None
) -> Path:
    """Write a dataset that comes in blocks along a dimension, so that any size fits in memory."""
    target, sums = Path(path), Checksums()
    with (
        timed(log, f"writing {target.name}"),
        draft(target) as aside,
        aside.open("r+b", buffering=0) as file,
    ):
        sink = Sink(file)
        parts = iter(blocks)
        first = next(parts)
        sums.add(first)
        _begin(first.assign_attrs(carefunds_format=FORMAT), sink, along)
        sink.check()
        with h5py.File(sink, "r+") as stored:
            for part in parts:
                sums.add(part, along)
                _append(part, stored, along)
                sink.check()
            stored.attrs[SUMS] = json.dumps(sums.found())
        sink.check()
    return target


def _begin(dataset: xr.Dataset, sink: Sink, along: str | None) -> None:
    with h5netcdf.File(sink, "w") as file:
        dataset.dump_to_store(
            xr.backends.H5NetCDFStore(file),
            encoding=_encoding(dataset),
            unlimited_dims=[along] if along else [],
        )


def _append(part: xr.Dataset, file: h5py.File, along: str | None) -> None:
    """Put a block after those that are in the file."""
    for name, variable in part.variables.items():
        if along in variable.dims:
            stored, axis = file[str(name)], variable.dims.index(along)
            assert axis == 0, "blocks follow one another along the first dimension"
            first = stored.shape[0]
            stored.resize(first + variable.sizes[along], axis=0)
            stored[first:] = variable.to_numpy()


def open_results(path: str | os.PathLike[str], outcomes: Sequence[str] | None = None) -> xr.Dataset:
    """Read a dataset back from a .nc file, or from the folder of a study or of a sweep.

    Of a sweep, which may be large, only the ``outcomes`` that are named are read, if any are.

    Raises
    ------
    ResultError
        There are no results at this path.
    DamagedError
        They are not as they were written, or not in this version's layout. Who has changed a
        file on purpose reads it with xarray.
    """
    file = Path(path)
    store = sweep_store(file)
    if store is not None:
        # zarr takes half a second to import, and only sweeps need it
        from carefunds_sim.dataset.sweeps.read import read_sweep

        return read_sweep(store, outcomes)
    if file.is_dir():
        file = file / FILE_NAME
    if not file.is_file():
        raise ResultError(f"no results at {file}: give a results folder or its {FILE_NAME}")
    dataset = _read(file)
    _verify(dataset, file)
    return dataset


def dims_of(path: str | os.PathLike[str]) -> set[str]:
    """Return the dimensions of a dataset in a file, without reading what is along them.

    Raises
    ------
    DamagedError
        The file cannot be read.
    """
    with _readable(Path(path)), xr.open_dataset(Path(path), engine=ENGINE) as stored:
        return {str(dim) for dim in stored.dims}


def sweep_store(path: Path) -> Path | None:
    """Return the store of a sweep at a path or in a folder; None where there is none."""
    inside = path / SWEEP_NAME
    found = path if path.suffix == inside.suffix else inside
    return found if found.is_dir() else None


def _read(file: Path) -> xr.Dataset:
    with _readable(file), xr.open_dataset(file, engine=ENGINE) as stored:
        return _plain(stored.load())


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # HDF5, its filters and xarray each raise errors of their own
        _let_go(error)
        raise DamagedError(f"{file} is damaged or not a results file ({error})") from error


def _let_go(error: Exception) -> None:
    """Let a half-opened file go in silence: h5netcdf would say, much later, that it cannot."""
    hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        clear_frames(error.__traceback__)
        gc.collect()
    finally:
        sys.unraisablehook = hook


def _verify(dataset: xr.Dataset, file: Path) -> None:
    """Refuse what is not as it was written, and take off the marks that say so."""
    layout, said = (dataset.attrs.pop(mark, None) for mark in ("carefunds_format", SUMS))
    if layout is None:
        raise DamagedError(f"{file} was not written by this version of carefunds_sim")
    if layout != FORMAT or not isinstance(said, str):
        version = dataset.attrs.get("package_version", "an unknown version")
        raise DamagedError(
            f"{file} was not written by this version of carefunds_sim but by {version}, without "
            "the checksums of this one: give the command that made it again"
        )
    try:
        changed = list(differences(json.loads(said), checksums(dataset)))
    except (ValueError, AttributeError):
        changed = ["its checksums cannot be read"]
    if changed:
        more = f"; and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        raise DamagedError(
            f"{file} is not as it was written: {'; '.join(changed[:MOST_NAMED])}{more}. Use a copy "
            "from before, or give the command that made it again"
        )


def _plain(dataset: xr.Dataset) -> xr.Dataset:
    """Text as fixed-width text, whatever this version of xarray reads it as."""
    text = {
        name: variable.astype(np.str_)
        for name, variable in dataset.variables.items()
        if variable.dtype == object
    }
    plain = dataset.assign({n: v for n, v in text.items() if n not in dataset.coords})
    plain = plain.assign_coords({n: v for n, v in text.items() if n in dataset.coords})
    for variable in plain.variables.values():
        variable.encoding = {}
    plain.encoding = {}
    return plain


def _encoding(dataset: xr.Dataset) -> dict[str, dict[str, object]]:
    compressed: dict[str, object] = {"zlib": True, "complevel": 4, "shuffle": True}
    return {
        str(name): dict(compressed)
        for name, variable in dataset.data_vars.items()
        if variable.dtype.kind == "f" and variable.size
    }
