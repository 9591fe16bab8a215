"""The exact Markov chain of a hospital whose beds fill when intermediate care is full.

A state is (in active hospital care, blocked in a hospital bed, in intermediate care, waiting
outside). People are blocked only when intermediate care is full, and wait outside only when
every bed is taken. The number waiting outside is cut off where hardly anybody ever gets.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy import stats
from scipy.sparse.linalg import spsolve

State = tuple[int, int, int, int]


class Tandem(NamedTuple):
    """Two services one after the other."""

    arrivals_per_day: float
    beds: int
    stay_days: float
    share_going_on: float
    places: int
    further_days: float
    most_outside: int


class Chain(NamedTuple):
    """States (n, 4) and the generator (n, n); ``index`` finds a state's row."""

    tandem: Tandem
    states: np.ndarray
    index: dict[State, int]
    generator: sp.csr_matrix

    def mean(self, chance: np.ndarray, part: int) -> float:
        """Return the mean of one part of the state."""
        return float(chance @ self.states[:, part])


ACTIVE, BLOCKED, FURTHER, OUTSIDE = range(4)


def chain(tandem: Tandem) -> Chain:
    """Lay out every state and the rate of every move."""
    states = _states(tandem)
    index = {state: row for row, state in enumerate(states)}
    rows, columns, rates = [], [], []
    for row, state in enumerate(states):
        for rate, reached in _moves(tandem, state):
            rows.append(row)
            columns.append(index[reached])
            rates.append(rate)
    moves = sp.csr_matrix((rates, (rows, columns)), shape=(len(states), len(states)))
    leaving = sp.diags(np.asarray(moves.sum(axis=1)).ravel())
    return Chain(tandem, np.array(states), index, sp.csr_matrix(moves - leaving))


def _states(tandem: Tandem) -> list[State]:
    return [
        (active, blocked, further, outside)
        for further in range(tandem.places + 1)
        for blocked in range(tandem.beds + 1 if further == tandem.places else 1)
        for active in range(tandem.beds - blocked + 1)
        for outside in range(tandem.most_outside + 1 if active + blocked == tandem.beds else 1)
    ]


def _moves(tandem: Tandem, state: State) -> list[tuple[float, State]]:
    active, blocked, further, outside = state
    found: list[tuple[float, State]] = []
    if active + blocked < tandem.beds:
        found.append((tandem.arrivals_per_day, (active + 1, blocked, further, 0)))
    elif outside < tandem.most_outside:
        found.append((tandem.arrivals_per_day, (active, blocked, further, outside + 1)))
    ready = active / tandem.stay_days
    if active:
        goes_home = _bed_freed(active - 1, blocked, further, outside)
        found.append((ready * (1.0 - tandem.share_going_on), goes_home))
        if further < tandem.places:
            goes_on = _bed_freed(active - 1, blocked, further + 1, outside)
        else:
            goes_on = (active - 1, blocked + 1, further, outside)
        found.append((ready * tandem.share_going_on, goes_on))
    if further:
        if blocked:
            follows = _bed_freed(active, blocked - 1, further, outside)
        else:
            follows = (active, blocked, further - 1, outside)
        found.append((further / tandem.further_days, follows))
    return found


def _bed_freed(active: int, blocked: int, further: int, outside: int) -> State:
    """Let the first of those outside have the bed."""
    if outside:
        return (active + 1, blocked, further, outside - 1)
    return (active, blocked, further, 0)


def stationary(chain: Chain) -> np.ndarray:
    """Return the stationary chance of each state."""
    balance = sp.csc_matrix(chain.generator.T)
    rest = spsolve(balance[1:, 1:], -balance[1:, [0]].toarray().ravel())
    chance = np.concatenate([[1.0], rest])
    return chance / chance.sum()


def pass_days(chain: Chain, chance: np.ndarray, days: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the chances after so many days, and the expected days spent in each state.

    By uniformisation: a Poisson number of steps of a chain in discrete time.
    """
    rate = float(-chain.generator.diagonal().min())
    step = (sp.identity(len(chance)) + chain.generator / rate).T.tocsr()
    expected = rate * days
    most = int(expected + 10.0 * np.sqrt(expected) + 30.0)
    exactly = stats.poisson.pmf(np.arange(most), expected)
    more = stats.poisson.sf(np.arange(most), expected) / rate
    after, spent, now = np.zeros_like(chance), np.zeros_like(chance), chance
    for count in range(most):
        after += exactly[count] * now
        spent += more[count] * now
        now = step @ now
    return after, spent


def empty(chain: Chain) -> np.ndarray:
    """Return the chances of a start with nobody there."""
    chance = np.zeros(len(chain.states))
    chance[chain.index[0, 0, 0, 0]] = 1.0
    return chance


def open_places(before: Chain, chance: np.ndarray, after: Chain) -> np.ndarray:
    """Return the chances once intermediate care has as many places as ``after`` has."""
    opened = after.tandem.places - before.tandem.places
    result = np.zeros(len(after.states))
    for state, probability in zip(before.states.tolist(), chance, strict=True):
        active, blocked, further, outside = state
        moving = min(blocked, opened)
        admitted = min(outside, moving)
        reached = (active + admitted, blocked - moving, further + moving, outside - admitted)
        result[after.index[reached]] += probability
    return result
