"""Two engines side by side on the same scenario: how fast, and whether equal to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carefunds_sim.engines import simulate
from carefunds_sim.engines.agreement import first_difference
from carefunds_sim.experiments.bench.stopwatch import Seconds, middle, timed

if TYPE_CHECKING:
    from carefunds_sim.model.record import Run
    from carefunds_sim.scenario.scenario import Scenario

EVERY_MONTHS = 24


@dataclass(frozen=True)
class Agreement:
    """Whether two runs are the same, and how much was compared.

    ``difference`` says in sentences where they first differ; None when they do not.
    """

    equal: bool
    accounts: int
    values: int
    events: int
    difference: str | None


@dataclass(frozen=True)
class OverSimpy:
    """Seconds of whole runs by both engines, and whether their accounts are the same.

    ``ratio`` is of processor seconds, ``ratio_wall`` of the others.
    """

    scenario: str
    scale: float
    years: int
    warmup_months: int
    simpy_seconds: float
    simpy_wall_seconds: float
    compiled_seconds: float
    compiled_wall_seconds: float
    compiled_all_seconds: list[float]
    compiled_all_wall_seconds: list[float]
    ratio: float
    ratio_wall: float
    agreement: Agreement


def agreement_of(one: Run, other: Run) -> Agreement:
    """Compare two runs, every account and every event, for equality to the last bit."""
    difference = first_difference(one, other, labels=(one.engine, other.engine))
    return Agreement(
        equal=difference is None,
        accounts=len(one.values),
        values=sum(values.size for values in one.values.values()),
        events=len(one.events),
        difference=None if difference is None else str(difference),
    )


def compare_logs(scenario: Scenario, *, engine: str, reference: str) -> Agreement:
    """Run a scenario with both engines, event logs kept, and compare all that they leave."""
    one, other = (simulate(scenario, engine=name, trace=True) for name in (reference, engine))
    return agreement_of(one, other)


def over_simpy(
    scenario: Scenario, *, engine: str, reference: str, repeats: int, say: Callable[[str], None]
) -> OverSimpy:
    """Time whole calls of ``simulate``: the fast engine before and after the slow one.

    The slow one runs once, between the fast one's runs, so that a machine that slows down or
    wakes up in the meantime favours neither.
    """
    first, *more = [_run(scenario, engine) for _ in range((repeats + 1) // 2)]
    run, several = first[0], [taken for _, taken in (first, *more)]
    reference_run, slow = _run(scenario, reference, _months_told(reference, say))
    several += [_run(scenario, engine)[1] for _ in range(repeats // 2)]
    fast = middle(several)
    return OverSimpy(
        scenario=scenario.name,
        scale=scenario.run.scale,
        years=scenario.run.years,
        warmup_months=scenario.run.warmup_months,
        simpy_seconds=slow.processor,
        simpy_wall_seconds=slow.wall,
        compiled_seconds=fast.processor,
        compiled_wall_seconds=fast.wall,
        compiled_all_seconds=[taken.processor for taken in several],
        compiled_all_wall_seconds=[taken.wall for taken in several],
        ratio=slow.processor / fast.processor,
        ratio_wall=slow.wall / fast.wall,
        agreement=agreement_of(reference_run, run),
    )


def _run(
    scenario: Scenario, engine: str, on_month: Callable[[int, int], None] | None = None
) -> tuple[Run, Seconds]:
    return timed(lambda: simulate(scenario, engine=engine, on_month=on_month))


def _months_told(engine: str, say: Callable[[str], None]) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if done % EVERY_MONTHS == 0:
            say(f"  {engine}: month {done} of {total}")

    return tell
