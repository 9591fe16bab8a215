"""What a dataset says of its own scenarios: their complete text, part by part."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import xarray as xr

from carefunds_sim.scenario.settings import PARTS as PARTS
from carefunds_sim.scenario.settings import Setting as Setting
from carefunds_sim.scenario.settings import settings_of


def text_of(dataset: xr.Dataset, label: str) -> dict[str, Any]:
    """Return the complete text of a scenario as it is stored with its results."""
    return dict(json.loads(str(dataset["scenario_text"].sel(scenario=label).values)))


def runs_in(dataset: xr.Dataset) -> int:
    """Return over how many replications means are taken."""
    return int(dataset["completed"].sum("replication").max())


def loaded(dataset: xr.Dataset, name: str) -> Any:
    """Return what an attribute holds as JSON; an empty mapping where it holds nothing."""
    return json.loads(dataset.attrs.get(name) or "{}") or {}


def timetable_of(dataset: xr.Dataset, label: str) -> list[dict[str, str]]:
    """Return the changes of one scenario in words, as they are stored with the results."""
    return [dict(words) for words in loaded(dataset, "timetables").get(label, [])]


def parts(dataset: xr.Dataset, kind: str) -> list[dict[str, Any]]:
    """Return each area, arrangement or squeeze of a study once, by first appearance."""
    found: dict[str, dict[str, Any]] = {}
    for label in map(str, dataset["scenario"].values):
        part = text_of(dataset, label).get(kind)
        if isinstance(part, dict):
            found.setdefault(str(part.get("name")), part)
    return [*found.values()]


_AS_RUN = ("run.replications", "run.seed")
"""What a file proposes and whoever runs it may change: the attributes say what was done."""


def settings(dataset: xr.Dataset) -> list[Setting]:
    """Return every setting of the scenarios of a dataset, once for all that share it.

    They come in the order of PARTS, those at one path together. What is dated is none of them:
    ``report/timetable.py`` says it in words.
    """
    labels = [str(label) for label in dataset["scenario"].values]
    found: dict[str, dict[str, Setting]] = {}
    for label in labels:
        text = text_of(dataset, label)
        listed = text.keys() - {"timetable"}
        every = (s for part in PARTS if part in listed for s in settings_of(part, text[part]))
        for setting in every:
            same = found.setdefault(setting.path, {})
            known = same.setdefault(repr(setting), setting)
            same[repr(setting)] = replace(known, scenarios=(*known.scenarios, label))
    order = list(PARTS.values())
    return sorted(
        (
            replace(setting, shared=len(setting.scenarios) == len(labels))
            for path, same in found.items()
            for setting in same.values()
            if path not in _AS_RUN
        ),
        key=lambda setting: order.index(setting.part),
    )
