"""Expected flows, offered load and the steady state, before any run.

A traffic equation over (service, dependency, presentation): who starts where each day, if
every person moved on by the expected shares. It leaves out queues and what they do, so it is
an estimate: good for warnings, for budgets at the start and for filling the first day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.errors import GridlockError, SimulationError
from carefunds_sim.model.elementary import exp, power
from carefunds_sim.model.plan import Network
from carefunds_sim.model.tables import ratio, total
from carefunds_sim.vocabulary import Hazard, Presentation, StayFamily

if TYPE_CHECKING:
    from collections.abc import Sequence

DEATH, ADMISSION, DECLINE = int(Hazard.DEATH), int(Hazard.ADMISSION), int(Hazard.DECLINE)
OTHER, HIP = int(Presentation.OTHER_EMERGENCY), int(Presentation.HIP_FRACTURE)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
ITERATIONS = 60
ROUNDING = 1e-9
MOST_STARTS = 1e9  # a day in one service
MOST_STAYS = 1_000_000_000  # in one run: several hours of the compiled engine
MOST_PRESENT = 8_388_608  # at one time: 4 GB of the compiled engine; a power of two


class Arriving(NamedTuple):
    """People who arrive from outside a day, by first need, dependency and presentation."""

    per_day: np.ndarray  # (s, d, p)
    self_funded: float
    readmission_hip_fracture: float


class Flows(NamedTuple):
    """A steady state: starts a day and people present (both (s, d)), load in units (s)."""

    starts: np.ndarray
    present: np.ndarray
    load: np.ndarray
    acceptance: np.ndarray


class Stays(NamedTuple):
    """Expected stays by (s, d, p): length in days, and the shares that end each way."""

    days: np.ndarray
    completed: np.ndarray
    admitted: np.ndarray
    declined: np.ndarray


class Courses(NamedTuple):
    """What becomes of people whatever the acceptance: worked out once, used for every guess."""

    stays: Stays
    onward: np.ndarray  # (s, d, p, s) share of completed stays after which each service is needed
    ends: np.ndarray  # (end, s, d, p) chance of a completed stay that ends as ``_reached`` lists
    refused: np.ndarray  # (s, s) share of those refused who need each other service instead


def unrationed(network: Network, arriving: Arriving) -> Flows:
    """Return the flows if none were refused and none had to wait: the offered load."""
    all_pass = np.ones(len(network.core))
    return _flows(network, arriving, _courses(network), all_pass, all_pass)


def steady_state(network: Network, arriving: Arriving, use: np.ndarray) -> Flows:
    """Return the flows when each limited service takes what it can hold.

    ``use`` is the share of capacity that commitments may fill. Rationed services refuse the
    rest; others pass it on to their second choice.
    """
    courses = _courses(network)
    accept = served = np.ones(len(network.core))
    limit, lowest = use * network.core, network.lowest_acceptance
    overflows = (network.second_choice >= 0) & ~network.rationed
    flows = _flows(network, arriving, courses, accept, served)
    for _ in range(ITERATIONS):
        guess = accept, served
        step = np.sqrt(np.clip(ratio(limit, flows.load, np.inf), 0.01, 100.0))
        accept = np.where(network.rationed, np.clip(accept * step, lowest, 1.0), 1.0)
        served = np.where(overflows, np.clip(served * step, 0.01, 1.0), 1.0)
        if np.array_equal(guess, (accept, served)):
            break
        flows = _flows(network, arriving, courses, accept, served)
    return flows


def utilisation(network: Network, flows: Flows) -> np.ndarray:
    """Return offered load as a share of capacity; 0 where capacity is unlimited; shape (s)."""
    limited = np.isfinite(network.core) & (network.core > 0.0)
    share: np.ndarray = np.where(limited, flows.load / np.where(limited, network.core, 1.0), 0.0)
    return share


def overloaded(services: Sequence[str], network: Network, flows: Flows) -> tuple[str, ...]:
    """Return a sentence for each service whose queue would grow for ever.

    A service that refuses, or whose people give up waiting, copes with any load.
    """
    most = network.core + network.escalation
    copes = network.rationed | np.isfinite(network.patience) | ~np.isfinite(most)
    return tuple(
        f"{name} cannot cope: {flows.load[service]:.1f} units are wanted at a time and "
        f"{most[service]:g} can be open, so its queue will grow for as long as the run lasts"
        for service, name in enumerate(services)
        if not copes[service] and flows.load[service] >= most[service]
    )


def at_shortest_stays(network: Network, years: int) -> Network | None:
    """Return the network at the end of a run in which stays shrink to a tenth or less, or None."""
    left = np.minimum(power(1.0 + network.stay_trend, years), 1.0)
    if left.min(initial=1.0) > 0.1:
        return None
    return network._replace(stay_mean=network.stay_mean * left[:, None, None])


def check_size(flows: Flows, present: float, days: float) -> None:
    """Raise SimulationError when more would happen in a run than can be simulated.

    ``present`` people are there on the first day of a run of so many ``days``.
    """
    stays = flows.starts.sum() * days
    if stays > MOST_STAYS:
        raise SimulationError(
            f"about {stays:,.0f} stays would begin, and one run can simulate {MOST_STAYS:,}: "
            "people go round too often, or their stays are too short"
        )
    if present > MOST_PRESENT:
        raise SimulationError(
            f"about {present:,.0f} people would be there on the first day, and one run can hold "
            f"{MOST_PRESENT:,}: lower the stays, the rates or the scale, or let it start empty"
        )


def _flows(
    network: Network, arriving: Arriving, courses: Courses, accept: np.ndarray, served: np.ndarray
) -> Flows:
    days = courses.stays.days
    passes = _passes(network, courses.refused, accept, served, self_funded=arriving.self_funded)
    outside = total(arriving.per_day[:, None] * passes[:, :, None, None], axis=0)
    moves = _moves(network, courses, passes, arriving.readmission_hip_fracture)
    size = days.size
    starts = _starts(moves.reshape(size, size), outside.ravel()).reshape(days.shape)
    present = starts * days
    if network.admitted_to >= 0:
        hospital = network.admitted_to
        away = network.kept_in_hospital[:, None] * network.hazard[..., ADMISSION]
        visits = total(present.sum(axis=2) * away, axis=0)  # of people whose place is held
        starts[hospital, :, OTHER] += visits
        present[hospital, :, OTHER] += visits * days[hospital, :, OTHER]
    present_by_dependency = present.sum(axis=2)
    return Flows(
        starts=starts.sum(axis=2),
        present=present_by_dependency,
        load=(present_by_dependency * network.units).sum(axis=1) + _team_load(network, starts),
        acceptance=accept,
    )


def _starts(moves: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """Return starts a day in each state, of those who come from outside and of those who move.

    States that no one reaches are left out, so that they change no bit of the others.
    """
    reached = outside > 0.0
    while (more := reached | (moves[reached] > 0.0).any(axis=0)).sum() > reached.sum():
        reached = more
    starts = np.zeros(len(outside))
    among = np.eye(reached.sum()) - moves[np.ix_(reached, reached)].T
    try:
        starts[reached] = np.linalg.solve(among, outside[reached])
    except np.linalg.LinAlgError:
        starts[reached] = np.inf
    if not np.all((starts > -ROUNDING * starts.max(initial=1.0)) & (starts < MOST_STARTS)):
        raise GridlockError(
            "the routes lead round for ever: nobody who comes in ever leaves; let some part of a "
            "row of 'onward' need nothing more, or give people a hazard of death"
        )
    return starts


def _courses(network: Network) -> Courses:
    stays, levels = expected_stays(network), np.arange(network.units.shape[1])
    improves = np.where(levels > 0, network.improvement, 0.0)[..., None]
    declines = np.where(levels[:, None] < levels[-1], stays.declined, 0.0)
    improves_then = improves[:, np.minimum(levels + 1, levels[-1])]
    ends = [
        (1.0 - declines) * (1.0 - improves),
        (1.0 - declines) * improves,
        declines * (1.0 - improves_then),
        declines * improves_then,
    ]
    return Courses(
        stays=stays,
        onward=np.diff(network.onward, axis=3, prepend=0.0)[..., : len(network.core)],
        ends=np.stack([stays.completed * chance for chance in ends]),
        refused=np.diff(network.refused_to, axis=1, prepend=0.0),
    )


def expected_stays(network: Network) -> Stays:
    """Return what becomes of a stay that death, admission and decline compete for."""
    hazard = np.repeat(network.hazard[:, :, None, :], 2, axis=2)
    hazard[:, :, HIP, DEATH] *= network.hip_fracture_death[:, None]
    held = network.kept_in_hospital[:, None, None]  # the place is held for them
    leaving = hazard[..., DEATH] + np.where(held, 0.0, hazard[..., ADMISSION])
    completed = _survival(network, leaving)
    days = ratio(1.0 - completed, leaving, network.stay_mean)
    by_admission = ratio(hazard[..., ADMISSION], leaving, 0.0)
    return Stays(
        days=days,
        completed=completed,
        admitted=np.where(held, 0.0, by_admission * (1.0 - completed)),
        declined=1.0 - exp(-hazard[..., DECLINE] * days),
    )


def _survival(network: Network, hazard: np.ndarray) -> np.ndarray:
    """Return the chance that a stay ends before its hazard strikes; shape (s, d, p)."""
    mean = network.stay_mean
    family = network.stay_family[:, None, None]
    spread = network.stay_spread[:, None, None, None]
    days = mean[..., None] * exp(spread * NODES - 0.5 * spread * spread)
    lognormal = (exp(-hazard[..., None] * days) * WEIGHTS).sum(axis=-1) / WEIGHTS.sum()
    return np.select(
        [family == StayFamily.EXPONENTIAL, family == StayFamily.LOGNORMAL],
        [1.0 / (1.0 + hazard * mean), lognormal],
        exp(-hazard * mean),
    )


def _passes(
    network: Network,
    refused: np.ndarray,
    accept: np.ndarray,
    served: np.ndarray,
    *,
    self_funded: float,
) -> np.ndarray:
    """Return where a person in need of each service ends up; shape (s, s), rows sum to 1."""
    passes = np.diag(accept * served)
    passes += np.where(network.rationed, 1.0 - accept, 0.0)[:, None] * refused
    other = np.flatnonzero(network.second_choice >= 0)
    passes[other, network.second_choice[other]] += (accept * (1.0 - served))[other]
    private = np.flatnonzero(network.self_funded_as >= 0)
    passes[private] *= 1.0 - self_funded
    passes[private, network.self_funded_as[private]] += self_funded
    return passes


def _moves(network: Network, courses: Courses, passes: np.ndarray, hip_share: float) -> np.ndarray:
    """Return expected moves from each state to each; shape (s, d, p, s, d, p)."""
    size, levels, kinds = network.stay_mean.shape
    moves = np.zeros((size, levels, kinds, size, levels, kinds))
    shares = total(courses.onward[..., None] * passes, axis=-2)
    for level in range(levels):
        for chance, then in zip(courses.ends, _reached(level, levels - 1), strict=True):
            moves[:, level, :, :, then, OTHER] += chance[:, level, :, None] * shares[:, then]
        if network.admitted_to >= 0:
            admitted = courses.stays.admitted[:, level]
            moves[:, level, :, network.admitted_to, level, OTHER] += admitted * (1.0 - hip_share)
            moves[:, level, :, network.admitted_to, level, HIP] += admitted * hip_share
    return moves


def _reached(level: int, top: int) -> tuple[int, int, int, int]:
    """Return the dependency after staying so, improving, declining, and declining to improve."""
    worse = min(level + 1, top)
    return level, max(level - 1, 0), worse, max(worse - 1, 0)


def _team_load(network: Network, starts: np.ndarray) -> np.ndarray:
    """Return the load that arranging care puts on teams, in cases at work; shape (s)."""
    load = np.zeros(len(network.core))
    arranged = np.where(network.arranged, starts.sum(axis=(1, 2)), 0.0)
    for team, chance in zip(network.stage_team, network.stage_chance, strict=True):
        if team >= 0:
            load[team] += total(arranged * chance.max(axis=0)) * network.stay_mean[team, 0, 0]
    return load
