"""Scenarios in the words of a sentence: 'with a pooled fund', 'under the deep cut'."""

from __future__ import annotations

import re
from collections.abc import Sequence

import xarray as xr

from carefunds_sim.analysis.contrasts import compared_by
from carefunds_sim.report.stored import text_of
from carefunds_sim.report.tables import groups, places_of_groups
from carefunds_sim.scenario.comparison import SCENARIO

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
    words = ("arrangement_title", "squeeze", "area")
    of_each = [*zip(*(map(str, dataset[word].values) for word in words), strict=True)]
    mine = of_each[[*map(str, dataset["scenario"].values)].index(label)]
    return within_sentence(mine[0]) if mine[0] and of_each.count(mine) == 1 else label


def compared_words(dataset: xr.Dataset, label: str) -> str:
    """Return what tells a scenario from its baseline: its arrangement, or its squeeze or area."""
    by = compared_by(dataset)
    if by in ("squeeze", "area"):
        return within_sentence(str(dataset[f"{by}_title"].sel(scenario=label).values)) or label
    words = arrangement_words(dataset, label)
    joint = by == SCENARIO and words != label and len(places_of_groups(dataset)) == 1
    return f"{words} {_place(dataset, label)}".rstrip() if joint else words


def preposition(dataset: xr.Dataset) -> str:
    """Return what stands before ``compared_words`` in a sentence."""
    return {"squeeze": "under", "area": "in"}.get(compared_by(dataset), "with")


def circumstances(group: xr.Dataset, dataset: xr.Dataset) -> str:
    """Return what the scenarios of a group share and others do not; '' where there are no others.

    That is under which squeeze, and where, they are, or under which arrangement.
    """
    if len(places_of_groups(dataset)) == 1:
        return ""
    label, by = str(group["scenario"].values[0]), compared_by(dataset)
    if by not in ("squeeze", "area"):
        return _place(dataset, label)
    other = "area" if by == "squeeze" else "squeeze"
    words = (
        [f"with {arrangement_words(dataset, label)}"] if _several(dataset, "arrangement") else []
    )
    if _several(dataset, other):
        title = within_sentence(str(dataset[f"{other}_title"].sel(scenario=label).values))
        words.append(f"{'in' if other == 'area' else 'under'} {title}")
    return " ".join(words)


def _place(dataset: xr.Dataset, label: str) -> str:
    """Return under which squeeze, and where, a scenario is; '' if all are alike in both."""
    if not (_several(dataset, "squeeze") or _several(dataset, "area")):
        return ""
    words = ("squeeze", "squeeze_title", "area_title")
    squeeze, title, area = (str(dataset[word].sel(scenario=label).values) for word in words)
    under = f"under {within_sentence(title)}" if squeeze not in ("", NONE) else "with no squeeze"
    if not _several(dataset, "area"):
        return under
    return f"in {within_sentence(area)} {under}"


def _several(dataset: xr.Dataset, part: str) -> bool:
    return len(set(dataset[part].values)) > 1


def scenario_words(dataset: xr.Dataset) -> dict[str, str]:
    """Return what every scenario is called in a sentence: its arrangement, and under what."""
    dataset = dataset[["scenario_text"]]
    return {
        label: _scenario(dataset, label, _place(dataset, label))
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
