"""Scenarios in the words of a sentence: 'with a pooled fund', 'under the deep cut'."""

from __future__ import annotations

import re
from collections.abc import Sequence

import xarray as xr

from carefunds_sim.report.stored import text_of
from carefunds_sim.report.tables import groups, places_of_groups

NONE = "none"
"""The squeeze that is none, by the name of its file."""
UNLIKE = {"nhs": "NHS", "both": "both jointly"}
"""Words of arrays that people read differently; 'both' alone would be read as the two before."""


def within_sentence(title: str) -> str:
    """Return a title as it stands inside a sentence: no brackets, no leading capital."""
    bare = re.sub(r"\s*\([^)]*\)", "", title).strip().rstrip(".")
    is_name = len(bare) > 1 and bare[1].isupper()
    return bare if is_name else bare[:1].lower() + bare[1:]


def arrangement_words(dataset: xr.Dataset, label: str) -> str:
    """Return what a scenario's arrangement is called, or the scenario where it has none."""
    one = dataset.sel(scenario=label)
    title = str(one["arrangement_title"].values)
    alike = (dataset["arrangement_title"] == title) & (dataset["squeeze"] == one["squeeze"])
    alike = alike & (dataset["area"] == one["area"])
    return within_sentence(title) if title and int(alike.sum()) == 1 else label


def circumstances(group: xr.Dataset, dataset: xr.Dataset) -> str:
    """Return under which squeeze, and where, the scenarios of a group are; '' if all are alike."""
    if len(places_of_groups(dataset)) == 1:
        return ""
    squeeze = str(group["squeeze"].values[0])
    title = within_sentence(str(group["squeeze_title"].values[0]))
    under = f"under {title}" if squeeze not in ("", NONE) else "with no squeeze"
    if len(set(dataset["area"].values)) == 1:
        return under
    return f"in {within_sentence(str(group['area_title'].values[0]))} {under}"


def scenario_words(dataset: xr.Dataset) -> dict[str, str]:
    """Return what every scenario is called in a sentence: its arrangement, and under what."""
    dataset = dataset[["scenario_text"]]
    return {
        label: _scenario(dataset, label, circumstances(group, dataset))
        for group in groups(dataset)
        for label in map(str, group["scenario"].values)
    }


def _scenario(dataset: xr.Dataset, label: str, under: str) -> str:
    words = arrangement_words(dataset, label)
    if words != label:
        return f"{words} {under}".rstrip()
    title = text_of(dataset, label).get("title") if dataset.sizes["scenario"] == 1 else None
    return f"'{title or label}'"


def row_name(words: str) -> str:
    """Return what a scenario is called in a sentence as the heading of a row."""
    return words.strip("'") if words.startswith("'") else capitalised(words)


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capitalised(sentence: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def label(word: str) -> str:
    """Return a word of an array as it stands beside a row: a capital and no underscores."""
    return capitalised(" ".join(UNLIKE.get(part, part) for part in word.split("_")))
