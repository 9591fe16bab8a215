"""Outcomes in the units and number formats of a sheet: pounds as millions, shares as percent."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import xarray as xr

from carefunds_sim.report.workbook.sheet import Cell, Column, Form

GBP_A_YEAR = "GBP a year"
MILLION = 1e6
PLAIN = {3: Form.THREE_DIGITS, 2: Form.TWO_DIGITS, 1: Form.ONE_DIGIT, 0: Form.WHOLE}
SIGNED = {
    3: Form.SIGNED_THREE_DIGITS,
    2: Form.SIGNED_TWO_DIGITS,
    1: Form.SIGNED_ONE_DIGIT,
    0: Form.SIGNED_WHOLE,
}


def unit_words(unit: str) -> str:
    """Return a unit as headers have it."""
    return {GBP_A_YEAR: "GBP million a year", "share": "%"}.get(unit, unit)


def scaled(values: npt.ArrayLike, unit: str) -> list[float]:
    """Return values as cells hold them: pounds in millions, all else as it is."""
    by = MILLION if unit == GBP_A_YEAR else 1.0
    return [float(value) / by for value in np.ravel(values)]


def form_of(cells: Iterable[Cell], unit: str, *, signed: bool = False) -> Form:
    """Return the format of numbers: fewer digits the larger the largest of them is."""
    if unit == "share":
        return Form.SIGNED_PERCENT if signed else Form.PERCENT
    sizes = [abs(cell) for cell in cells if isinstance(cell, float) and math.isfinite(cell)]
    largest = max(sizes, default=0.0)
    if largest == 0:
        return Form.WHOLE
    digits = 3 if largest < 1 else 2 if largest < 10 else 1 if largest < 100 else 0
    if unit == GBP_A_YEAR:
        digits = 3 if signed or largest < 1 else 2
    return (SIGNED if signed else PLAIN)[digits]


def interval_columns(
    title: str, unit: str, values: np.ndarray, *, signed: bool = False
) -> tuple[Column, ...]:
    """Return columns for mean, low and high; ``values`` is (rows, statistic)."""
    cells = scaled(values, unit)
    form = form_of(cells, unit, signed=signed)
    words = unit_words(unit)
    if " per " in title:
        words = words.split(" per ")[0]
    names = (f"{title} ({words})", f"{title}, 95% low", f"{title}, 95% high")
    return tuple(Column(name, cells[i::3], form) for i, name in enumerate(names))


def margins(values: np.ndarray) -> np.ndarray:
    """Return half the width of each interval; ``values`` is (..., statistic)."""
    return np.asarray((values[..., 2] - values[..., 1]) / 2)


def is_known(values: xr.DataArray) -> bool:
    """Whether there is any number at all."""
    return bool(np.isfinite(values).any())
