"""How many runs a caller may ask for, in how many processes, and with which seeds."""

from __future__ import annotations

from dataclasses import dataclass

from carefunds_sim.analysis.stopping_rule import LEAST, look_ahead
from carefunds_sim.errors import ArgumentError, UnknownNameError, check_whole, did_you_mean

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


HEADLINE = "delayed_days"
MOST = 100
FEWEST_TO_TELL = LEAST + look_ahead(LEAST)


@dataclass(frozen=True)
class Precision:
    """How precise a study is to be, and on which outcome.

    ``share`` is the largest half-width of a 95% interval, as a share of the mean, that is precise
    enough; ``most`` the most replications of a scenario that may be run to get there.
    """

    share: float
    on: str = HEADLINE
    most: int = MOST

    def __post_init__(self) -> None:
        """Refuse what could not be judged or reached."""
        if not 0 < self.share < 1:
            raise ArgumentError(
                f"precision is a share between 0 and 1, such as 0.05 for 5% (got {self.share:g})"
            )
        if self.most < FEWEST_TO_TELL:
            raise ArgumentError(
                f"at least {FEWEST_TO_TELL} replications are needed to know a precision, {LEAST} "
                f"and {FEWEST_TO_TELL - LEAST} to see that it holds (got at most {self.most})"
            )
        check_outcome(self.on)


def check_outcome(name: str) -> None:
    """Refuse a name that no yearly number of a run has."""
    from carefunds_sim.dataset.outcomes import scalar_names  # --help is quick without it

    known = scalar_names()
    if name not in known:
        near = did_you_mean(name, known)
        raise UnknownNameError(f"no outcome is called '{name}'{near} ({', '.join(known)})")


def replications_or_precision(
    replications: int | None, precision: float | None, on: str, most: int
) -> int | Precision | None:
    """Return the number of replications or the precision that was asked for; None for neither."""
    check_amounts(replications=replications, most=most)
    if precision is None:
        return replications
    if replications is not None:
        raise ArgumentError("give replications or precision, not both")
    return Precision(precision, on, most)
