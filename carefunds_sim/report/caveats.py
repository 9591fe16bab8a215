"""What must be known with the numbers: what they rest on, and whether they are sound."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import xarray as xr

from carefunds_sim.analysis.stability import LEAST_YEARS, stability
from carefunds_sim.analysis.worlds import worlds_of
from carefunds_sim.analysis.years import MONTHS
from carefunds_sim.report.scenario_names import row_name, scenario_words
from carefunds_sim.report.scenario_text import loaded, runs_in
from carefunds_sim.report.tables import Table
from carefunds_sim.report.timetable import succeeding
from carefunds_sim.report.wording import (
    counted,
    interval,
    joined,
    plain,
    signed,
    within_sentence,
)
from carefunds_sim.scenario.evidence import counted as by_grade


def caveats(dataset: xr.Dataset) -> list[str]:
    """Say what the numbers are of, how sure they are and what they rest on."""
    found = [_size(dataset), _evidence(dataset), *_set_up(dataset), *_gaps(dataset)]
    found += notices(dataset)
    found += [f"Warning: {warning}" for warning in [*loaded(dataset, "warnings")][:10]]
    return [sentence for sentence in found if sentence]


def _size(dataset: xr.Dataset) -> str:
    runs = runs_in(dataset)
    residents = residents_simulated(dataset)
    of = ""
    if math.isfinite(residents):
        scale = float(dataset.attrs["scale"])
        of = f" of {residents:,.0f} residents aged 65 and over"
        if scale != 1:
            of += f" (scale {scale:g}: times {1 / scale:g} for days and pounds of the whole area)"
    of_runs = (
        f"{runs} replications; intervals are Student's t over them"
        if runs > 1
        else "one replication, so without intervals: it shows one possible history"
    )
    return (
        f"Means per year over {counted(int(dataset.attrs['years']), 'year')}{of}, from {of_runs}."
    )


def _evidence(dataset: xr.Dataset) -> str:
    """Say what the numbers rest on; a small network for teaching stands for no real place."""
    rests = f"Numbers behind this: {evidence_counted(dataset)}."
    if math.isnan(residents_simulated(dataset)):
        return rests
    if not is_fitted(dataset):
        return f"{rests} None was fitted: read differences between arrangements, not levels."
    return (
        f"{rests} Those that are fitted were fitted to the typical council, separate budgets and "
        "2010-11 to 2016-17 (`carefunds calibrate --check` says how well): what other areas, "
        "arrangements and later years show is a forecast."
    )


def is_fitted(dataset: xr.Dataset) -> bool:
    """Return whether any number behind the results was found by calibration."""
    return bool(loaded(dataset, "evidence").get("fitted"))


def evidence_counted(dataset: xr.Dataset) -> str:
    """Return how many numbers rest on each kind of evidence, with the kind's grade."""
    return by_grade(loaded(dataset, "evidence"))


def source_line(dataset: xr.Dataset, runs: str) -> str:
    """Return the line under a figure: which program made it, of which runs, resting on what."""
    attrs = dataset.attrs
    return (
        f"Source: carefunds_sim {attrs['package_version']}, {runs}, seed {attrs['seed']}, scale "
        f"{float(attrs['scale']):g}; simulated. Numbers behind it: {evidence_counted(dataset)}."
    )


def _set_up(dataset: xr.Dataset) -> list[str]:
    """Say which arrangements took effect only some months into the years reported.

    Not of one that another followed before it took effect: the timetable says when that was.
    """
    force = dataset["monthly_in_force"]
    months = (force < 0.5).sum("month").where(force.notnull().any("month")).max("replication")
    names = dataset["scenario"].values, dataset["arrangement"].values
    late = {
        str(a).replace("_", " "): int(m)
        for label, a, m in zip(*names, months.values, strict=True)
        if m == m and m > 0 and not _is_followed(dataset, str(label), int(m))
    }
    if not late:
        return []
    listed = ", ".join(f"{name} after {counted(m, 'month')}" for name, m in late.items())
    return [f"Setting up takes time; within the years reported, in force: {listed}."]


def _is_followed(dataset: xr.Dataset, label: str, months: int) -> bool:
    """Return whether another arrangement takes effect within so many months of the report."""
    first = dataset["month"].values[0].astype("datetime64[M]")
    return any(np.datetime64(month) <= first + months for month, _ in succeeding(dataset, label))


def _gaps(dataset: xr.Dataset) -> list[str]:
    """Say which runs are missing."""
    wanted, done = dataset["completed"].size, int(dataset["completed"].sum())
    if done == wanted:
        return []
    failures = [*loaded(dataset, "failures")]
    why = "interrupted" if dataset.attrs.get("interrupted") else "some runs failed"
    return [
        f"INCOMPLETE ({why}): {done} of {wanted} runs are in these numbers.",
        *(f"Failed: {f['scenario']}, replication {f['replication']}: {f['message']}"
          for f in failures[:5]),
    ]  # fmt: skip


def residents_simulated(dataset: xr.Dataset) -> float:
    """Return the residents aged 65 and over at the first reported month; NaN without any."""
    by_month = dataset["monthly_residents"].sum("age_band", min_count=1).isel(month=0)
    return float(by_month.max())


FEW = 3
"""Up to how many scenarios or services are named; more are counted."""


def notices(dataset: xr.Dataset) -> list[str]:
    """Return what a reader must not overlook, the gravest first; nothing where all is sound."""
    found, names = stability(dataset), scenario_words(dataset)
    kinds = (_unfinished, _empty, _without_capacity, _overloaded, _delays, _queues, _uncertain)
    of_runs = [notice for kind in kinds for notice in kind(found, names)]
    return [*hinges(dataset), *of_runs]


def hinges(dataset: xr.Dataset) -> list[str]:
    """Return on what it hinges how arrangements rank, where there are several.

    Found by moving one number at a time in the area that was fitted; see docs/background/limits.md.
    """
    if len(set(map(str, dataset["arrangement"].values))) == 1 or not is_fitted(dataset):
        return []
    said = (
        "Do not rank arrangements on these numbers alone. In the typical council, under the "
        "National Audit Office's decade, whether sharing leaves fewer days delayed turned with "
        "what a day of waiting at home weighs with those who decide; and a care trust left less "
        "need unmet only if they believe that reablement saves care later. Neither is measured."
    )
    return [said] if worlds_of(dataset) else [said, BEST_FIT]


BEST_FIT = (
    "These runs are at the numbers that fit best. In 52 sets of numbers that fit the same facts, "
    "no arrangement had fewer days delayed in most of them, nor more: --worlds england_2010_17 "
    "runs a study in them."
)
"""What the kept study found, ``results/in_all_worlds``; a test holds it to that."""


def unsettled(dataset: xr.Dataset) -> Table:
    """Return every queue that still grew in the last year: people waiting at a time."""
    found, names = stability(dataset), scenario_words(dataset)
    rows = []
    for label, service in _where(found["waiting_grows"]):
        one = found.sel(scenario=label, service=service)
        years = map(plain, one["waiting"].sel(statistic="mean").values.tolist())
        mean, low, high = one["waiting_rise"].values.tolist()
        rise = f"{signed(mean, '')} {interval(low, high, '')}"
        rows.append((row_name(names[label]), _title(found, service), *years, rise))
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
    number = "all" if len(labels) == len(names) else f"{len(labels)} of"
    return f"in {number} {len(names)} scenarios"


def _at(name: str) -> str:
    return f"in {name}" if name.startswith("'") else f"with {name}"


def _unfinished(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say of which scenarios nothing is known, and why."""
    failures = [*loaded(found, "failures")]
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


def _without_capacity(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    return [
        f"{_title(found, service)} has no capacity at all {_named(labels, names)}, although "
        "people ask for it: they wait for it without end, or do without it."
        for service, labels in _by_service(found["asked_in_vain"])
    ]


def _overloaded(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say where more is wanted than there can be and no one ever leaves the queue."""
    sentences = []
    for service, labels in _by_service(found["overloaded"] & ~found["asked_in_vain"]):
        one = found.sel(service=service, scenario=labels[0])
        load, room = (plain(float(one[name])) for name in ("load", "capacity"))
        sentences.append(
            f"UNSTABLE: {_title(found, service)} cannot cope {_named(labels, names)}: {load} "
            f"units are wanted at a time and {room} are open, and nobody is refused or gives up. "
            "Its queue grows for as long as the run lasts: waits measure how long that was."
        )
    return sentences


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
    return labels[int(np.argmax(rise.sel(scenario=list(labels), statistic="mean").values))]


def _delays(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say where more and more people are delayed, and how far the last year is from the first."""
    labels = _labels(found["delayed_grows"])
    if not labels:
        return []
    worst = _most(found["delayed_rise"], labels)
    years = found["delayed"].sel(scenario=worst, statistic="mean").values.tolist()
    first, before, last = map(plain, years)
    _, low, high = found["delayed_rise"].sel(scenario=worst).values.tolist()
    return [
        f"NOT SETTLED: delays still grew in the last year {_named(labels, names)}, for example "
        f"{_at(names[worst])}, where {first} people were delayed at a time in the first year, "
        f"{before} in the last but one and {last} in the last (95% interval of that rise "
        f"{interval(low, high, '').strip('()')}). Means over the years are not a level "
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


def _uncertain(found: xr.Dataset, names: dict[str, str]) -> list[str]:
    """Say where growth cannot be distinguished from the season, or from chance."""
    is_short = found["reported_months"] < LEAST_YEARS * MONTHS
    short = _labels(is_short & (found["finished"] > 0))
    once = _labels(~is_short & (found["finished"] == 1))
    sentences = []
    if short:
        months = counted(int(found["reported_months"].sel(scenario=short).min()), "month")
        sentences.append(
            f"Too short to say whether queues grow: {months} {_named(short, names)}; growth "
            f"shows from {LEAST_YEARS} years on."
        )
    if once:
        sentences.append(
            f"One replication {_named(once, names)}: whether queues grow, or were long by chance, "
            "cannot be known."
        )
    return sentences
