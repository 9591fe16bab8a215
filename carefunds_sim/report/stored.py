"""What a dataset says of its own scenarios: their complete text, part by part."""

from __future__ import annotations

import json
from typing import Any

import xarray as xr


def text_of(dataset: xr.Dataset, label: str) -> dict[str, Any]:
    """Return the complete text of a scenario as it is stored with its results."""
    found: dict[str, Any] = json.loads(str(dataset["scenario_text"].sel(scenario=label).values))
    return found


def parts(dataset: xr.Dataset, kind: str) -> list[dict[str, Any]]:
    """Return each area, arrangement or squeeze of a study once, by first appearance."""
    found: dict[str, dict[str, Any]] = {}
    for label in map(str, dataset["scenario"].values):
        part = text_of(dataset, label).get(kind)
        if isinstance(part, dict):
            found.setdefault(str(part.get("name")), part)
    return [*found.values()]
