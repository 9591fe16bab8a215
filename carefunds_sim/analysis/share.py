"""A share of a study: one squeeze or area of it, compared with another baseline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from carefunds_sim.errors import UnknownNameError, did_you_mean


def share(
    dataset: xr.Dataset, *, areas: Sequence[str] = (), squeezes: Sequence[str] = (),
    baseline: str | None = None,
) -> xr.Dataset:  # fmt: skip
    """Return the scenarios of some areas and squeezes, with the baseline that is wanted.

    Parameters
    ----------
    dataset
        A study's dataset, dims (scenario, replication, ...).
    areas, squeezes
        Names of those to keep; all unless given.
    baseline
        Arrangement, squeeze, area or scenario that the others are compared with; the study's
        unless given.

    Raises
    ------
    UnknownNameError
        A name is none of the study's, or nothing is left.
    """
    if not (areas or squeezes or baseline):
        return dataset
    kept = np.ones(dataset.sizes["scenario"], dtype=bool)
    for kind, wanted in (("area", areas), ("squeeze", squeezes)):
        if wanted:
            _check(kind, wanted, dataset[kind].values)
            kept &= np.isin(dataset[kind].values, list(wanted))
    if not kept.any():
        raise UnknownNameError("no scenario of these results is of that area and squeeze")
    found = dataset.isel(scenario=np.flatnonzero(kept))
    if baseline is not None:
        kinds = ("arrangement", "squeeze", "area", "scenario")
        known = [name for kind in kinds for name in found[kind].values]
        _check("arrangement, squeeze, area or scenario", [baseline], np.array(known))
        found = found.assign_attrs(baseline=baseline)
    return found


def _check(kind: str, wanted: Sequence[str], known: np.ndarray) -> None:
    names = [str(name) for name in dict.fromkeys(known.tolist()) if name]
    for name in wanted:
        if name not in names:
            listed = ", ".join(names) or "none"
            raise UnknownNameError(
                f"no {kind} of these results is called '{name}'{did_you_mean(name, names)} "
                f"(there are: {listed})"
            )
