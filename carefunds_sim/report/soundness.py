"""What must be known before any number is believed: queues that grow, scenarios that are empty."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import xarray as xr

from carefunds_sim.analysis.stability import LEAST_YEARS, stability
from carefunds_sim.analysis.years import MONTHS
from carefunds_sim.report.numbers import counted, interval, plain, signed
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import joined, row_name, scenario_words, within_sentence

FEW = 3
"""Up to how many scenarios or services are named; more are counted."""


def notices(dataset: xr.Dataset) -> list[str]:
    """Return what a reader must not overlook, the gravest first; nothing where all is sound."""
    found, names = stability(dataset), scenario_words(dataset)
    return [
        *_unfinished(found, names),
        *_empty(found, names),
        *_asked_in_vain(found, names),
        *_overloaded(found, names),
        *_delays(found, names),
        *_queues(found, names),
        *_untold(found, names),
    ]


def unsettled(dataset: xr.Dataset) -> Table:
    """Return every queue that still grew in the last year: people waiting at a time."""
    found, names = stability(dataset), scenario_words(dataset)
    rows = []
    for label, service in _where(found["waiting_grows"]):
        one = found.sel(scenario=label, service=service)
        years = one["waiting"].sel(statistic="mean").values
        mean, low, high = map(float, one["waiting_rise"].values)
        rise = f"{signed(mean, '')} {interval(low, high, '')}"
        title = str(one["service_title"].values)
        rows.append((row_name(names[label]), title, *map(plain, map(float, years)), rise))
    columns = ("", "Waiting for", "First year", "Last year but one", "Last year", "Last rise")
    title = "Queues that still grew in the last year (people waiting at a time, 95% interval)"
    return Table(title, columns, tuple(rows))


def _where(flags: xr.DataArray) -> list[tuple[str, str]]:
    """Return scenario and service wherever a flag is set."""
    places = zip(*np.nonzero(flags.transpose("scenario", "service").values), strict=True)
    return [(str(flags["scenario"].values[i]), str(flags["service"].values[j])) for i, j in places]


def _labels(flags: xr.DataArray) -> list[str]:
    return [str(label) for label in flags["scenario"].values[flags.values]]


def _named(labels: Sequence[str], names: dict[str, str]) -> str:
    """Return where something is so: in a few scenarios by their names, or in how many of all."""
    if len(names) == 1:
        return "in this scenario"
    if len(labels) <= FEW:
        return joined([_at(names[label]) for label in labels])
    whole = len(labels) == len(names)
    number = f"all {len(names)}" if whole else f"{len(labels)} of {len(names)}"
    return f"in {number} scenarios"


def _at(name: str) -> str:
    return f"in {name}" if name.startswith("'") else f"with {name}"


def _unfinished(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say of which scenarios nothing is known, and why."""
    failures = json.loads(found.attrs.get("failures") or "[]")
    why = {failure["scenario"]: failure["message"] for failure in reversed(failures)}
    return [
        f"No run of {names[label]} was finished, so nothing is shown of it"
        f"{': ' + why[label].rstrip('.') if label in why else ''}."
        for label in _labels(found["finished"] == 0)
    ]


def _empty(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    labels = _labels(found["nobody_came"])
    if not labels:
        return []
    return [
        f"Nobody came {_named(labels, names)}: there were no arrivals, no requests and no "
        "starts. What is shown of it is zero or empty, and says nothing about the arrangement."
    ]


def _asked_in_vain(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    return [
        f"{_title(found, service)} has no capacity at all {_named(labels, names)}, although "
        "people ask for it: they wait for it without end, or do without it."
        for service, labels in _by_service(found["asked_in_vain"])
    ]


def _overloaded(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say where more is wanted than there can be and nobody ever leaves the queue."""
    told = []
    for service, labels in _by_service(found["overloaded"] & ~found["asked_in_vain"]):
        one = found.sel(service=service, scenario=labels[0])
        load, room = (plain(float(one[name])) for name in ("load", "capacity"))
        told.append(
            f"UNSTABLE: {_title(found, service)} cannot cope {_named(labels, names)}: {load} "
            f"units are wanted at a time and {room} are open, and nobody is refused or gives up. "
            "Its queue grows for as long as the run lasts: waits measure how long that was."
        )
    return told


def _by_service(flags: xr.DataArray) -> list[tuple[str, list[str]]]:
    """Return the services of which a flag is set in some scenario, with those scenarios."""
    places = _where(flags)
    return [
        (service, [label for label, other in places if other == service])
        for service in dict.fromkeys(service for _, service in places)
    ]


def _title(found: xr.Dataset, service: str) -> str:
    return str(found["service_title"].sel(service=service).values)


def _most(rise: xr.DataArray, labels: Sequence[str]) -> str:
    """Return the scenario in which something rises most."""
    means = rise.sel(scenario=list(labels), statistic="mean").values
    return labels[int(np.argmax(means))]


def _delays(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say where more and more people are delayed, and how far the last year is from the first."""
    labels = _labels(found["delayed_grows"])
    if not labels:
        return []
    worst = _most(found["delayed_rise"], labels)
    first, before, last = map(float, found["delayed"].sel(scenario=worst, statistic="mean").values)
    _, low, high = map(float, found["delayed_rise"].sel(scenario=worst).values)
    return [
        f"NOT SETTLED: delays still grew in the last year {_named(labels, names)}, for example "
        f"{_at(names[worst])}, where {plain(first)} people were delayed at a time in the first "
        f"year, {plain(before)} in the last but one and {plain(last)} in the last (95% interval of "
        f"that rise {interval(low, high, '').strip('()')}). Means over the years are not a level "
        "that has been reached: had the study gone on, they might well be higher."
    ]


def _queues(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say which queues still grow, those that grow most by name."""
    by_service = dict(_by_service(found["waiting_grows"] & ~found["overloaded"]))
    if not by_service:
        return []
    touched = [label for label in names if any(label in labels for labels in by_service.values())]
    rise = found["waiting_rise"].sel(statistic="mean").max("scenario")
    order = sorted(by_service, key=lambda service: -float(rise.sel(service=service)))
    parts = [_queue(found, service, by_service[service], names) for service in order[:FEW]]
    more = f"; and {counted(len(order) - FEW, 'more service')}" if len(order) > FEW else ""
    return [
        f"NOT SETTLED: {_named(touched, names)} some queue still grew clearly in the last year. "
        f"People waiting at a time, in the last year but one and the last: {'; '.join(parts)}"
        f"{more}. Waits are those of these years, not of a system that has settled."
    ]


def _queue(found: xr.Dataset, service: str, labels: list[str], names: dict[str, str]) -> str:
    one = found.sel(service=service)
    worst = _most(one["waiting_rise"], labels)
    years = one["waiting"].sel(scenario=worst, statistic="mean")
    before, last = (plain(float(years.sel(year=year))) for year in ("before_last", "last"))
    title = within_sentence(_title(found, service))
    if len(names) == 1:
        return f"{title} {before} to {last}"
    where = f"{_named(labels, names)}, most " if len(labels) > 1 else ""
    return f"{title}, {where}{_at(names[worst])} ({before} to {last})"


def _untold(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say where growth cannot be told from the season, or from chance."""
    finished = found["finished"] > 0
    short = _labels(finished & (found["reported_months"] < LEAST_YEARS * MONTHS))
    once = _labels((found["finished"] == 1) & (found["reported_months"] >= LEAST_YEARS * MONTHS))
    told = []
    if short:
        months = counted(int(found["reported_months"].sel(scenario=short).min()), "month")
        told.append(
            f"Too short to tell whether queues grow: {months} {_named(short, names)}; growth can "
            f"be told from {LEAST_YEARS} years on."
        )
    if once:
        told.append(
            f"One replication {_named(once, names)}: whether queues grow, or were long by chance, "
            "cannot be told."
        )
    return told
