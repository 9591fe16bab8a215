"""How many runs a caller may ask for, in how many processes, and with which seeds."""

from __future__ import annotations

from carefunds_sim.errors import check_whole

MOST_RUNS = 100_000
MOST_WORKERS = 1024
HIGHEST_SEED = 2**32 - 1


def check_amounts(*, seed: object = None, workers: object = None, **runs: object) -> None:
    """Refuse what is no seed, no number of processes or no number of runs; None is not given.

    Raises
    ------
    ArgumentError
        One of them is no whole number, too small or too large.
    """
    check_whole(0, HIGHEST_SEED, seed=seed)
    check_whole(1, MOST_WORKERS, workers=workers)
    check_whole(1, MOST_RUNS, **runs)
