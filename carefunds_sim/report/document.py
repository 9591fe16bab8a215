"""A report as chapters of words, tables and pictures, and the results that it is made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.dataset.store import FILE_NAME, dims_of, open_results
from carefunds_sim.errors import ResultError
from carefunds_sim.report.tables import Table


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


PARTS = ("area", "arrangement", "squeeze", "replaced", "switched_off", "run", "timetable")
CHOSEN = ("replications", "seed")
"""Run settings that a file only proposes: the attributes say what was done."""


def results_with_attributions(folder: Path, dataset: xr.Dataset) -> Results:
    """Return a study with the attributions in its folder, each in a folder of its own there.

    An attribution belongs to the study when what it leads from and to are scenarios of the study,
    run with the same seed. A file that cannot be read is named in ``left_out``, and stops nothing.
    """
    taken, left_out = [], []
    for file in sorted(folder.glob(f"*/{FILE_NAME}")):
        name = file.parent.name
        try:
            if "player" not in dims_of(file):
                continue
            found = open_results(file)
        except ResultError:
            left_out.append(f"'{name}' is left out: its {FILE_NAME} cannot be read.")
            continue
        why = _foreign(found, dataset)
        if why:
            left_out.append(f"'{name}' is left out: {why}.")
        else:
            taken.append(found)
    return Results(dataset, tuple(taken), tuple(left_out))


def _foreign(attribution: xr.Dataset, dataset: xr.Dataset) -> str:
    """Return why an attribution is not of a study; '' where it is."""
    attrs = attribution.attrs
    if int(attrs["seed"]) != int(dataset.attrs["seed"]):
        return f"it was run with seed {attrs['seed']}, the study with {dataset.attrs['seed']}"
    known = [_substance(str(text)) for text in dataset["scenario_text"].values]
    for end in ("from", "to"):
        if attrs[end] and _substance(attrs[f"{end}_text"]) not in known:
            return f"its scenario '{attrs[end]}' is not one of this study, or differs in its run"
    return ""


def _substance(text: str) -> dict[str, Any]:
    """Return what decides the numbers of a scenario, without its own name."""
    whole = json.loads(text)
    found = {key: whole[key] for key in PARTS if key in whole}
    found["run"] = {key: value for key, value in whole["run"].items() if key not in CHOSEN}
    return found
