"""What scenarios are called, and how those of a study stand in groups that are compared."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, compared_by
from carefunds_sim.report.scenario_text import text_of, timetable_of
from carefunds_sim.report.wording import capitalised, joined, month_words, within_sentence
from carefunds_sim.scenario.comparison import SCENARIO as SCENARIO

NONE = "none"
"""The squeeze that is none, by the name of its file."""

NAMED_PARTS = ("area", "arrangement", "squeeze")
"""What the name of a scenario that is composed of files is made of."""


def arrangement_words(dataset: xr.Dataset, label: str) -> str:
    """Return what a scenario's arrangement is called, or the scenario where it has none."""
    words = ("scenario", "arrangement_title", "squeeze", "area")
    of_each = [
        (title and f"{title}{_then(dataset, one, 'title')}", *others)
        for one, title, *others in zip(*(map(str, dataset[w].values) for w in words), strict=True)
    ]
    mine = of_each[[*map(str, dataset["scenario"].values)].index(label)]
    if mine[0] and (of_each.count(mine) == 1 or _is_unchanged(dataset, label)):
        return within_sentence(mine[0]) + (" without a change" if of_each.count(mine) > 1 else "")
    return label


def _then(dataset: xr.Dataset, label: str, key: str) -> str:
    """Return which arrangements follow in a scenario, by 'title' or by name, and from when."""
    brought = {
        each["month"]: each[key].replace("_", " ")
        for each in timetable_of(dataset, label)
        if each.get("arrangement")
    }
    return "".join(
        f", then {within_sentence(words)} from {month_words(month)}"
        for month, words in brought.items()
    )


def _is_unchanged(dataset: xr.Dataset, label: str) -> bool:
    """Return whether a scenario is called by its parts, as one that is just composed of them is."""
    parts = (str(dataset[part].sel(scenario=label).values) for part in NAMED_PARTS)
    return label == "/".join(filter(None, parts))


def compared_words(dataset: xr.Dataset, label: str) -> str:
    """Return how a scenario differs from its baseline: by arrangement, or by squeeze or area."""
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
    words = []
    if _differs(dataset, "arrangement"):
        words.append(f"with {arrangement_words(dataset, label)}")
    if _differs(dataset, other):
        title = within_sentence(str(dataset[f"{other}_title"].sel(scenario=label).values))
        words.append(f"{'in' if other == 'area' else 'under'} {title}")
    return " ".join(words)


def _place(dataset: xr.Dataset, label: str) -> str:
    """Return under which squeeze, and where, a scenario is; '' if all are alike in both."""
    if not (_differs(dataset, "squeeze") or _differs(dataset, "area")):
        return ""
    words = ("squeeze", "squeeze_title", "area_title")
    squeeze, title, area = (str(dataset[word].sel(scenario=label).values) for word in words)
    under = f"under {within_sentence(title)}" if squeeze not in ("", NONE) else "with no squeeze"
    return f"in {within_sentence(area)} {under}" if _differs(dataset, "area") else under


def _differs(dataset: xr.Dataset, part: str) -> bool:
    return len(set(dataset[part].values)) > 1


def scenario_words(dataset: xr.Dataset) -> dict[str, str]:
    """Return what every scenario is called in a sentence: its arrangement, and under what."""
    dataset = dataset[["scenario_text"]]
    labels = [label for group in groups(dataset) for label in map(str, group["scenario"].values)]
    return {label: _in_sentence(dataset, label) for label in labels}


def _in_sentence(dataset: xr.Dataset, label: str) -> str:
    words = arrangement_words(dataset, label)
    if words != label:
        return f"{words} {_place(dataset, label)}".rstrip()
    title = text_of(dataset, label).get("title") if dataset.sizes["scenario"] == 1 else None
    return f"'{title or label}'"


def row_name(words: str) -> str:
    """Return what a scenario is called in a sentence as the heading of a row."""
    return words.strip("'") if words.startswith("'") else capitalised(words)


def groups(dataset: xr.Dataset) -> list[xr.Dataset]:
    """Return the dataset by what scenarios that are compared share, in the order of the study.

    That is area and squeeze where arrangements are compared, area and arrangement where squeezes
    are.
    """
    return [dataset.isel(scenario=places) for places in places_of_groups(dataset)]


def places_of_groups(dataset: xr.Dataset) -> list[list[int]]:
    """Return where the scenarios of each group stand, in the order of the study.

    Where a scenario is the baseline of others with which it shares nothing, all are one group.
    """
    by = compared_by(dataset)
    shared = [part for part in ("area", "squeeze", "arrangement") if part != by]
    found: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(zip(*(dataset[part].values for part in shared[:2]), strict=True)):
        found.setdefault(key, []).append(i)
    if by == SCENARIO and len(found) == dataset.sizes["scenario"]:
        return [[*range(len(found))]]
    return [*found.values()]


def heading(group: xr.Dataset, dataset: xr.Dataset) -> str:
    """Return the words that distinguish one group from the others."""
    titles = {part: str(group[f"{part}_title"].values[0]) for part in ("area", "arrangement")}
    titles["arrangement"] += _then(group, str(group["scenario"].values[0]), "title")
    squeeze = str(group["squeeze_title"].values[0]) or "No squeeze"
    several_areas, several_squeezes = _differs(group, "area"), _differs(group, "squeeze")
    if compared_by(dataset) == SCENARIO and (several_areas or several_squeezes):
        return "All scenarios"
    if several_areas:
        return " - ".join(filter(None, (titles["arrangement"], squeeze)))
    last = titles["arrangement"] if several_squeezes else squeeze
    return f"{titles['area']} - {last}" if _differs(dataset, "area") else last


def names_within(group: xr.Dataset) -> list[str]:
    """Return a short name for each scenario of a group: its arrangement where that is enough.

    Where squeezes or areas are compared the name is that; it is all that differs where
    a scenario is compared with others of more than one kind.
    """
    parts = [part for part in ("arrangement", "squeeze", "area") if _differs(group, part)]
    each = zip(*(group[part].values for part in parts or ["arrangement"]), strict=True)
    words = [", ".join(map(str, one)).replace("_", " ") for one in each]
    labels = [str(label) for label in group["scenario"].values]
    if not parts or "arrangement" in parts:
        words = [
            f"{one}{_then(group, label, 'arrangement')}"
            for one, label in zip(words, labels, strict=True)
        ]
    if len(set(words)) == len(words) and all(words):
        return words
    return ["no change" if _is_unchanged(group, label) else label for label in labels]


def names_by_label(group: xr.Dataset) -> dict[str, str]:
    """Return the same by the scenarios' labels."""
    return dict(zip(map(str, group["scenario"].values), names_within(group), strict=True))


def baseline_words(dataset: xr.Dataset) -> str:
    """Return what the others are compared with."""
    labels = baselines(dataset).values()
    return joined([*dict.fromkeys(compared_words(dataset, label) for label in labels)])


def groups_differ_by(dataset: xr.Dataset) -> str:
    """Return what the groups of a study differ by: squeeze, area or arrangement."""
    by = compared_by(dataset)
    if by in ("squeeze", "area"):
        others = [part for part in ("area", "squeeze", "arrangement") if part != by]
        return joined([part for part in others if _differs(dataset, part)])
    return "area and squeeze" if _differs(dataset, "area") else "squeeze"


def service_titles(dataset: xr.Dataset) -> dict[str, str]:
    """Return what each service is called."""
    services, titles = dataset["service"].values, dataset["service_title"].values
    return dict(zip(map(str, services), map(str, titles), strict=True))


def holding_words(dataset: xr.Dataset, labels: Sequence[str]) -> str:
    """Return in which scenarios something holds: '' for all, in words where they are of one kind.

    That is where they are all the scenarios of some arrangements, squeezes or areas.
    """
    if len(labels) == dataset.sizes["scenario"]:
        return ""
    for part in ("arrangement", "squeeze", "area"):
        if words := _titles(dataset, labels, part):
            return ", ".join(words)
    return ", ".join(labels)


def _titles(dataset: xr.Dataset, labels: Sequence[str], part: str) -> list[str]:
    """Return the titles of a part whose scenarios, taken together, are exactly these; or none."""
    mine = dict.fromkeys(map(str, dataset[part].sel(scenario=list(labels)).values))
    of_them = dataset["scenario"].values[dataset[part].isin([*mine]).values]
    if set(map(str, of_them)) != set(labels):
        return []
    titles = dataset[f"{part}_title"].sel(scenario=list(labels)).values
    return [*dict.fromkeys(map(str, titles))]


def standing_for(group: xr.Dataset) -> str:
    """Return the scenario that a group is shown by: the baseline arrangement's, else its first."""
    wanted, by = str(group.attrs.get("baseline", "")), compared_by(group)
    for label, name in zip(group["scenario"].values, group[by].values, strict=True):
        if wanted in (str(name), str(label)):
            return str(label)
    return str(group["scenario"].values[0])
