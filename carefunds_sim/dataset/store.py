"""Keeping a dataset: NetCDF4, written whole or not at all, read back identical."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import xarray as xr

from carefunds_sim.errors import ResultError
from carefunds_sim.timing import timed

log = logging.getLogger(__name__)

FILE_NAME = "results.nc"
SWEEP_NAME = "sweep.zarr"
ENGINE: Final = "h5netcdf"
FORMAT = 1
"""Number of the stored layout; a file with another number is refused."""


def save(dataset: xr.Dataset, path: str | os.PathLike[str], *, growing: str | None = None) -> Path:
    """Write the dataset to ``path`` in one step: a reader finds the old file or the new one.

    Along the dimension ``growing`` more may be put after what is in the file.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    marked = dataset.assign_attrs(carefunds_format=FORMAT)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        unlimited = [growing] if growing else []
        with timed(log, f"writing {target.name}"):
            marked.to_netcdf(
                draft, engine=ENGINE, encoding=_encoding(marked), unlimited_dims=unlimited
            )
        draft.chmod(0o644)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def open_results(path: str | os.PathLike[str], outcomes: Sequence[str] | None = None) -> xr.Dataset:
    """Read a dataset back from a .nc file, or from the folder of a study or of a sweep.

    Of a sweep, which may be large, only the ``outcomes`` that are named are read, if any are.

    Raises
    ------
    ResultError
        The file is missing, damaged, or not a result of this version's layout.
    """
    file = Path(path)
    store = sweep_store(file)
    if store is not None:
        from carefunds_sim.dataset.sweeps.read import read_sweep

        return read_sweep(store, outcomes)
    if file.is_dir():
        file = file / FILE_NAME
    if not file.is_file():
        raise ResultError(f"no results at {file}: give a results folder or its {FILE_NAME}")
    dataset = _read(file)
    if dataset.attrs.pop("carefunds_format", None) != FORMAT:
        raise ResultError(f"{file} was not written by this version of carefunds_sim")
    return dataset


def dims_of(path: str | os.PathLike[str]) -> set[str]:
    """Return the dimensions of a dataset in a file, without reading what is along them.

    Raises
    ------
    ResultError
        The file cannot be read.
    """
    try:
        with xr.open_dataset(Path(path), engine=ENGINE) as stored:
            return {str(dim) for dim in stored.dims}
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ResultError(f"{path} cannot be read as results: {error}") from error


def sweep_store(path: Path) -> Path | None:
    """Return the store of a sweep at a path or in a folder; None where there is none."""
    inside = path / SWEEP_NAME
    found = path if path.suffix == inside.suffix else inside
    return found if found.is_dir() else None


def _read(file: Path) -> xr.Dataset:
    try:
        with xr.open_dataset(file, engine=ENGINE) as stored:
            loaded = stored.load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ResultError(f"{file} is damaged or not a results file ({error})") from error
    return _plain(loaded)


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
