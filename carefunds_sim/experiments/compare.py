"""Comparing scenarios on the same people and the same chances."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import xarray as xr

from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.experiments.precision import HEADLINE, MOST, replications_or_precision
from carefunds_sim.experiments.progress import Wanted
from carefunds_sim.experiments.replicate import replicate
from carefunds_sim.scenario.comparison import StudyDesign, baseline_among, comparison
from carefunds_sim.scenario.load import load_experiment
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.worlds import Worlds, worlds_of


def compare(  # noqa: PLR0913 - each is a choice of its own, by its name
    scenarios: str | Path | StudyDesign | Iterable[Scenario], *, baseline: str | None = None,
    replications: int | None = None, precision: float | None = None, on: str = HEADLINE,
    most: int = MOST, seed: int | None = None, engine: str = DEFAULT_ENGINE,
    workers: int | None = None, scheduler: str | None = None,
    worlds: str | Path | Worlds | None = None, streams: int | None = None, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Run a shipped or written experiment, or scenarios of your own, and return one dataset.

    Parameters
    ----------
    scenarios
        Name or path of an experiment, a loaded one, or the scenarios themselves.
    baseline
        Arrangement, squeeze, area or scenario that the others are compared with; the
        experiment's own, or what the first scenario has, unless given.
    replications, seed
        Those of the run settings unless given.
    precision, on, most
        Instead of ``replications``: run as many as make the half-width of the 95% interval of
        the mean of outcome ``on`` at most this share of the mean in every scenario, and keep it
        so for some more, but never more than ``most``. All scenarios keep the same number, which
        ``attrs["precision"]`` says how precise each scenario and each difference is.
    engine
        A name from ``carefunds_sim.engines.ENGINES``.
    workers
        Number of processes; as many as there are processors unless given. It never changes
        a number.
    scheduler
        Address of a Dask scheduler, such as ``tcp://host:8786``, whose workers make the runs, or
        ``local`` for a Dask cluster of ``workers`` processes here. It never changes a number.
    worlds
        The sets of uncertain numbers that the study runs in: replication ``r`` meets world ``r``
        and people ``r``. A table's name, such as ``"england_2010_17"``, its file or ``Worlds``. By
        default none: the numbers of the files, so that chance alone differs.
    streams
        How many replications in turn meet the same world, each with other people; one unless given.
        With two or more, chance is known apart from what worlds differ by.
    progress
        True to show how far the study is, in a terminal, a notebook or a log; or a function that
        is called with a ``Progress`` now and then.

    Raises
    ------
    UnknownNameError
        There is no such experiment, baseline or outcome.
    ArgumentError
        The precision is no share, both it and ``replications`` are given, there is no such
        engine, or a number of replications, processes or the like is none.
    SimulationError
        No run could be finished. A study of which some runs failed or that was interrupted is
        returned with the runs it has; ``attrs["incomplete"]`` and ``completed`` say so.
    """
    design = _design(scenarios)
    members = design.scenarios
    return replicate(
        members, study=design.name, title=design.title, about=design.about,
        baseline=baseline_among(members, baseline or design.baseline),
        amount=replications_or_precision(replications, precision, on, most),
        seed=seed, engine=engine, workers=workers, scheduler=scheduler,
        worlds=worlds_of(worlds, members, streams=streams), progress=progress,
    )  # fmt: skip


def _design(scenarios: str | Path | StudyDesign | Iterable[Scenario]) -> StudyDesign:
    """Return the study that is meant."""
    if isinstance(scenarios, str | Path):
        return load_experiment(scenarios)
    return scenarios if isinstance(scenarios, StudyDesign) else comparison(tuple(scenarios))
