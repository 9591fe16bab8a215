"""The best split of the same money among services, and how far each arrangement stays from it.

The split is searched for with people of its own, chosen among the few best with others, and then
compared with the arrangements on people whom neither has met, so that nothing reported is a winner
flattered by chance.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

import numpy as np
import xarray as xr

from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import CarefundsError, SimulationError
from carefunds_sim.experiments.budget_to_split import BudgetToSplit, budget_of
from carefunds_sim.experiments.executors.execute import execute
from carefunds_sim.experiments.executors.task import Finished
from carefunds_sim.experiments.precision import check_amounts
from carefunds_sim.experiments.progress import (
    OnProgress,
    Wanted,
    announce,
    display,
    expected_duration,
    seconds_a_run,
)
from carefunds_sim.experiments.replicate import nothing_made, ready, replicate
from carefunds_sim.experiments.split_search import (
    OWN,
    REFERENCE,
    Aim,
    Evolution,
    Samples,
    SplitSearch,
    Trials,
)
from carefunds_sim.scenario.catalogue import ANY, triple
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.split import name_after_split
from carefunds_sim.scenario.timetable import dated_changes
from carefunds_sim.scenario.worlds import NONE, Worlds, worlds_of

ARRANGEMENTS = ("separate", "aligned", "pooled", "care_trust")
BETWEEN = (0.5, 2.0)
EVALUATIONS, SEARCHED, CHECKED = 300, 4, 20
SEARCH_FROM, CHOOSE_FROM = 100_000, 200_000
"""Numbers of the search's and the choice's first replications: no study has as many."""


def best_split(  # noqa: PLR0913 - each is a choice of its own, by its name
    scenarios: str | Path | Iterable[Scenario], *, objective: str = "cost_total",
    no_more: Sequence[str] | None = None, between: tuple[float, float] = BETWEEN,
    protected: bool = False, evaluations: int = EVALUATIONS, replications: int = SEARCHED,
    check_replications: int = CHECKED, seed: int | None = None, engine: str = DEFAULT_ENGINE,
    workers: int | None = None, scheduler: str | None = None,
    worlds: str | Path | Worlds | None = NONE, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Find the split of a scenario's money that is best, and compare arrangements with it.

    A split gives each service a fixed share of one sum: what both bodies together have, year by
    year. Services with a capacity that may move are in it. The least found is an upper bound of
    the least there is.

    Parameters
    ----------
    scenarios
        ``area/-/squeeze`` for the four arrangements; or scenarios of your own, of which the first
        says what money there is and what the split is judged by. A network with a pot is alone.
    objective
        The outcome to be made small.
    no_more
        Outcomes of which a split must not bring more than the first scenario does; unless given,
        total cost and unmet need, where they are not the objective and have a meaning.
    between
        How many times its own money a service may get; its floor and its market's limit hold too.
    protected
        Whether protected services, such as acute beds, are in the split; else they keep their
        share.
    evaluations, replications
        How many splits are tried, and on how many replications each.
    check_replications
        On how many replications the few best are compared, and on how many others the best is
        compared with the arrangements. These last are those that ``compare`` runs.
    seed, engine, workers, scheduler, worlds, progress
        As for ``compare``. The number of processes never changes a number.

    Returns
    -------
    xarray.Dataset
        As of ``compare``, with the two splits among its scenarios: ``attrs["best"]`` and
        ``attrs["today"]`` name them. ``split_money`` (split, service) is who gets what,
        ``advantage`` (sample, run) the objective's advantage over the first scenario on the
        people of the search, of the choice and of the comparison, ``trial_*`` (trial) what was
        tried.

    Raises
    ------
    CarefundsError
        There is no money to split, or it is held in a pool.
    SimulationError
        No run could be finished. Ctrl-C ends the search only; the best split so far is compared.
    """
    check_amounts(
        seed=seed, workers=workers, evaluations=evaluations, replications=replications,
        check_replications=check_replications,
    )  # fmt: skip
    members = family(scenarios) if isinstance(scenarios, str | Path) else tuple(scenarios)
    _one_place(members)
    if any(map(dated_changes, members)):
        raise CarefundsError("a split is one for the whole run: leave the timetable out")
    key = members[0].run.seed if seed is None else seed
    samples = Samples(
        range(SEARCH_FROM, SEARCH_FROM + replications),
        range(CHOOSE_FROM, CHOOSE_FROM + check_replications),
    )
    aim = Aim(objective, _guarded(members[0], objective, no_more))
    with display(progress) as on_progress:
        ready(engine, evaluations * replications, on_progress)
        budget = budget_of(members[0], seed=key, replications=samples.search, engine=engine,
                         protected=protected)  # fmt: skip
        splits = budget.splits(between)
        search = SplitSearch(
            splits, Evolution(len(splits), seed=key), aim, samples, evaluations=evaluations
        )
        chosen = worlds_of(worlds, members)
        study = Trials((members[0],), key, engine, budget, aim.outcomes, worlds=chosen)
        runs = search.expected() + (len(members) + 2) * check_replications
        if on_progress:
            announce(on_progress, runs, _beforehand(study, runs, workers))
        finished = _run_search(study, search, workers, scheduler, on_progress)
        dataset = replicate(
            _contenders(members, budget, search), study="best_split",
            baseline=_baseline(members[0]), amount=check_replications, seed=key, engine=engine,
            workers=workers, scheduler=scheduler, worlds=chosen, progress=on_progress,
        )  # fmt: skip
    return add_findings(dataset, search, budget, between=between, protected=protected,
                         cut_short=finished.interrupted)  # fmt: skip


def family(name: str | Path, arrangements: Sequence[str] = ARRANGEMENTS) -> tuple[Scenario, ...]:
    """Return the scenarios of one area and squeeze under arrangements, the first named first.

    ``name`` is ``area/-/squeeze``; or with an arrangement in place of the dash, which then comes
    first; or that of one scenario, which stays alone.
    """
    three = triple(name)
    if three is None:
        return (load_scenario(name),)
    area, first, squeeze = three
    wanted = arrangements if first == ANY else (first, *arrangements)
    return tuple(compose(area, word, squeeze) for word in dict.fromkeys(wanted))


def _one_place(members: Sequence[Scenario]) -> None:
    """Refuse scenarios that do not have the same money."""
    if not members:
        raise CarefundsError("nothing to split: no scenario was given")
    places = {(s.area.name, s.squeeze.name if s.squeeze else "") for s in members}
    if len(places) > 1:
        got = ", ".join(sorted("/".join(filter(None, place)) for place in places))
        raise CarefundsError(f"one area and one squeeze have one sum of money (got {got})")


def _guarded(
    scenario: Scenario, objective: str, no_more: Sequence[str] | None
) -> tuple[str, ...]:  # fmt: skip
    """Return what there must not be more of; a pot's network has neither cost nor unmet need."""
    usual = () if scenario.area.pot else ("cost_total", "unmet_need_days")
    asked = usual if no_more is None else no_more
    return tuple(name for name in dict.fromkeys(asked) if name != objective)


def _beforehand(study: Trials, runs: int, workers: int | None) -> str:
    """Return how many runs there may be, and about how long they will take."""
    seconds = seconds_a_run(study.budget.scenario, engine=study.engine, seed=study.seed)
    duration = expected_duration(runs, seconds, workers=workers)
    return (
        f"{study.scenarios[0].name}: up to {runs:,} runs; about {duration}. Ctrl-C ends the search "
        "and compares the best so far."
    )


def _run_search(
    study: Trials, search: SplitSearch, workers: int | None, scheduler: str | None,
    progress: OnProgress | None,
) -> Finished:  # fmt: skip
    """Search until the end or Ctrl-C; what was found until then is kept."""
    finished = Finished(search.keep)
    search.finished = finished
    execute(study, search, finished, workers=workers, scheduler=scheduler, progress=progress)
    people = search.samples.search
    if search.mean(REFERENCE, people) is None or search.mean(OWN, people) is None:
        raise SimulationError(nothing_made(finished))
    if finished.interrupted:
        note = "The search was cut short; its best split so far is compared now."
        announce(progress, len(finished), note)
    return finished


def _contenders(
    members: Sequence[Scenario], budget: BudgetToSplit, search: SplitSearch
) -> list[Scenario]:
    """Return what is compared in the end; a pot's own split is its scenario."""
    best = name_after_split(
        budget.split(search.shares[search.chosen()]), BEST, "the best split found"
    )
    if budget.scenario is members[0]:
        return [*members, best]
    return [*members, name_after_split(budget.scenario, TODAY, "today's split, held"), best]


def _baseline(first: Scenario) -> str:
    return first.arrangement.name if first.arrangement else first.name


BEST, TODAY = "best_split", "own_split"
SAMPLES = ("search", "choice", "comparison")


def add_findings(
    dataset: xr.Dataset, search: SplitSearch, budget: BudgetToSplit, *,
    between: tuple[float, float], protected: bool, cut_short: bool,
) -> xr.Dataset:  # fmt: skip
    """Return the dataset with the splits, all trials, and what each sample of people showed."""
    labels = [str(label) for label in dataset["scenario"].values]
    best, today = labels[-1], labels[-2 if len(labels) > 2 else 0]
    added = {
        "split_money": _money(dataset, search, budget),
        "split_limit": _limits(dataset, budget, between),
        "advantage": _advantage(dataset, search, (labels[0], best)),
        **_trials(search),
    }
    found = dataset.assign(added).assign_coords(
        split=[TODAY, BEST], limit=["low", "high"], sample=list(SAMPLES)
    )
    aim = {
        "objective": search.aim.objective,
        "no_more": search.aim.no_more,
        "between": between,
        "evaluations": len(search.shares) - 2,
        "search_replications": len(search.samples.search),
        "choice_replications": len(search.samples.choice),
        "protected": protected,
        "chosen": search.chosen() - OWN,
        "cut_short": cut_short,
    }
    found.attrs |= {"best": best, "today": today, "aim": json.dumps(aim)}
    found.attrs["incomplete"] = int(found.attrs["incomplete"] or cut_short)
    return found


def _money(dataset: xr.Dataset, search: SplitSearch, budget: BudgetToSplit) -> xr.DataArray:
    """Return what each service gets under either split; (split, service)."""
    attrs = {
        "units": "GBP a year",
        "long_name": "money of a service",
        "definition": "what a service gets of the sum, at base-year prices; none where not in it",
    }
    best = np.array(search.shares[search.chosen()]) * sum(budget.own)
    return _by_service(dataset, budget, ("split", np.array([budget.own, best])), attrs)


def _limits(
    dataset: xr.Dataset, budget: BudgetToSplit, between: tuple[float, float]
) -> xr.DataArray:
    """Return the least and the most that each service may get; (limit, service)."""
    attrs = {
        "units": "GBP a year",
        "long_name": "limit of a service's money",
        "definition": "the least and the most that any split gives it, at base-year prices",
    }
    splits = budget.splits(between)
    pounds = np.array([splits.low, splits.high]) * np.array(budget.own)
    return _by_service(dataset, budget, ("limit", pounds), attrs)


def _by_service(
    dataset: xr.Dataset, budget: BudgetToSplit, rows: tuple[str, np.ndarray], attrs: dict[str, str]
) -> xr.DataArray:
    """Return two rows of the split services' pounds among all services, NaN for the others."""
    dim, pounds = rows
    found = xr.DataArray(pounds, {"service": list(budget.services)}, (dim, "service"))
    return found.reindex(service=dataset["service"].values).drop_vars("service").assign_attrs(attrs)


def _advantage(dataset: xr.Dataset, search: SplitSearch, pair: tuple[str, str]) -> xr.DataArray:
    """Return by how much the objective is lower than in the reference; (sample, run)."""
    name = search.aim.objective
    reference, best = (dataset[name].sel(scenario=label).values for label in pair)
    rows = [
        _on(search, search.samples.search),
        _on(search, search.samples.choice),
        reference - best,
    ]
    values = np.array([*zip_longest(*rows, fillvalue=np.nan)]).T
    attrs = {
        "units": dataset[name].attrs["units"],
        "long_name": f"advantage in {dataset[name].attrs['long_name'].lower()}",
        "definition": "objective of the first scenario less that of the best split, pair by pair",
    }
    return xr.DataArray(values, dims=("sample", "run"), attrs=attrs)


def _on(search: SplitSearch, sample: range) -> np.ndarray:
    name, chosen = search.aim.objective, search.chosen()
    none = {name: np.nan}
    return np.array([
        search.values.get((REFERENCE, r), none)[name] - search.values.get((chosen, r), none)[name]
        for r in sample
    ])  # fmt: skip


def _trials(search: SplitSearch) -> dict[str, xr.DataArray]:
    """Return every split that was tried, and how good it was with the search's people."""
    trials = range(OWN, len(search.shares))
    scores = [search.score(trial, search.samples.search) for trial in trials]
    means = [search.mean(trial, search.samples.search) for trial in trials]
    objective = [np.nan if mean is None else mean[search.aim.objective] for mean in means]
    shares = np.array([search.shares[trial] for trial in trials])
    said = {"definition": "1 is as good as the first scenario, less is better", "units": "1"}
    return {
        "trial_score": xr.DataArray(np.array(scores), dims="trial", attrs=said),
        "trial_objective": xr.DataArray(np.array(objective), dims="trial"),
        "trial_share": xr.DataArray(shares, dims=("trial", "part")),
    }
