"""A report as chapters of words, tables and pictures, whatever it will look like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import xarray as xr

from carefunds_sim.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Results:
    """What a report is made of: a study's dataset, and attributions that belong to it.

    ``left_out`` says in sentences which attributions were found beside the study but are of
    something else.
    """

    dataset: xr.Dataset
    attributions: tuple[xr.Dataset, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A few sentences."""

    words: str


@dataclass(frozen=True)
class Listing:
    """Sentences one below the other, numbered where their order matters."""

    sentences: tuple[str, ...]
    title: str = ""
    numbered: bool = False


@dataclass(frozen=True)
class Notice:
    """What must not be overlooked, such as a queue that grows without end."""

    words: str


@dataclass(frozen=True)
class Picture:
    """A figure, by its name in ``report.figures.FIGURES``; left out where it shows nothing.

    With ``draw`` the figure is what that returns, for one that is not made of the study's dataset
    alone; its name is then its own.
    """

    name: str
    draw: Callable[[], Figure | None] | None = None


@dataclass(frozen=True)
class Appendix:
    """A long table that is there to look things up: folded on a screen, not printed."""

    table: Table


Part: TypeAlias = Paragraph | Listing | Notice | Table | Picture | Appendix


@dataclass(frozen=True)
class Chapter:
    """A part of a report under one heading; ``name`` is what links to it call it."""

    name: str
    title: str
    parts: tuple[Part, ...]
