"""All people who may come forward, drawn ahead of the run from their own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.draws import uniforms
from carefunds_sim.model.elementary import log
from carefunds_sim.model.plan import People
from carefunds_sim.model.rules.variates import pick
from carefunds_sim.vocabulary import Dependency, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

INDEPENDENT = int(Dependency.INDEPENDENT)
AT_ONCE = 16_384  # people drawn together: few enough for their chances to stay in a cache


class StreamDraw(NamedTuple):
    """What is needed to draw one stream's people.

    ``code`` is its place in the file and ``key`` the word of its people's keys. ``rate`` is
    (days, bands) people a day; ``dependency`` is (bands, d) shares that hold for ``mixed`` of each
    day's people (days), of whom the others are independent; ``first`` is (d, s) shares; the other
    shares are by band. All but the rate hold from the day ``since_day`` on. Of the people drawn
    the share ``coming`` comes at first: prevention keeps the others.
    """

    code: int
    key: int
    rate: np.ndarray
    mixed: np.ndarray
    dependency: np.ndarray
    hip_fracture: np.ndarray
    self_funded: np.ndarray
    first: np.ndarray
    coming: float = 1.0
    since_day: int = 0


class Census(NamedTuple):
    """People in services on the first day: expected numbers (s, d) and their bands (d, bands).

    ``keys`` is the word of the keys of the people in each service and dependency (s, d), so that
    one more in a service changes no one in another.
    """

    code: int
    keys: np.ndarray
    numbers: np.ndarray
    band: np.ndarray
    self_funded: np.ndarray


class Chances(NamedTuple):
    """What is drawn for each of some people, by the names of the draws' purposes; (people)."""

    age_band: np.ndarray
    dependency: np.ndarray
    presentation: np.ndarray
    funding: np.ndarray
    first_need: np.ndarray
    commissioner: np.ndarray
    thinning: np.ndarray


PURPOSES = tuple(int(Purpose.of(name)) for name in Chances._fields)


def draw_people(
    key: tuple[int, int],
    streams: Sequence[Sequence[StreamDraw]],
    census: Census | None,
    commissioner_share: np.ndarray,
) -> People:
    """Draw all people, in order of arrival, then stream, then number.

    ``key`` is (seed, replication). Streams are in the order of their codes, each with what holds of
    it from day to day; the census has the highest code of all.
    """
    arrivals = [_arrivals(key, stream[0]) for stream in streams]
    residents = _whole(census.numbers) if census else np.zeros((0, 1), dtype=np.int64)
    people, rows = _in_order([*arrivals, np.zeros(residents.sum())])
    commissioners = np.cumsum(commissioner_share)
    for stream, own in zip(streams, rows, strict=False):
        people.stream[own] = stream[0].code
        shares = [_cumulative(each) for each in stream]
        for some, chances in _drawn(people, key, stream[0].key, own):
            _enter(people, some, chances, commissioners)
            for each in shares:  # who comes after the next change is entered again
                _enter_arrivals(people, some, chances, each)
    if census is not None:
        people.stream[rows[-1]] = census.code
        weights = census._replace(band=np.cumsum(census.band, axis=1))
        ends = np.cumsum(residents.ravel())
        for place, own in enumerate(np.split(rows[-1], ends[:-1])):
            for some, chances in _drawn(people, key, int(census.keys.flat[place]), own):
                _enter(people, some, chances, commissioners)
                _enter_residents(people, some, chances, divmod(place, len(census.band)), weights)
    return people


def _cumulative(stream: StreamDraw) -> StreamDraw:
    return stream._replace(
        rate=np.cumsum(stream.rate, axis=1),
        dependency=np.cumsum(stream.dependency, axis=1),
        first=np.cumsum(stream.first, axis=1),
    )


def _arrivals(key: tuple[int, int], stream: StreamDraw) -> np.ndarray:
    """Turn a unit-rate Poisson process into the stream's times through its cumulative rate."""
    cumulative = np.concatenate([[0.0], np.cumsum(stream.rate.sum(axis=1))])
    expected = cumulative[-1]
    numbers = np.arange(int(expected + 8 * np.sqrt(expected) + 20))
    draws = uniforms(*key, stream.key, numbers, int(Purpose.GAP))
    return _days(log(draws), cumulative)


@compiled
def _days(logs: np.ndarray, cumulative: np.ndarray) -> np.ndarray:
    """Return when gaps of ``-logs`` reach the cumulative rate by day, as long as it lasts."""
    days = np.empty(len(logs))
    reached, day = 0.0, 0
    for number in range(len(logs)):
        reached -= logs[number]
        if reached >= cumulative[-1]:
            return days[:number]
        while cumulative[day + 1] <= reached:
            day += 1
        days_a_person = 1.0 / (cumulative[day + 1] - cumulative[day])
        days[number] = days_a_person * (reached - cumulative[day]) + day
    return days


def _whole(numbers: np.ndarray) -> np.ndarray:
    """Round each service's row to whole people without losing its total to rounding."""
    below = np.floor(np.cumsum(numbers, axis=1) + 0.5)
    return np.diff(below, axis=1, prepend=0.0).astype(np.int64)


def _in_order(arrivals: Sequence[np.ndarray]) -> tuple[People, list[np.ndarray]]:
    """Return a row for each person by arrival, else unfilled, and each stream's rows by number."""
    days = np.concatenate(arrivals)
    order = np.argsort(days, kind="stable")  # at one moment, by stream and number
    rows = np.empty_like(order)
    rows[order] = np.arange(len(order))
    # columns to fill, cut from one block of memory: that is far sooner had than twelve
    people = People(*np.empty((len(People._fields), len(days)), dtype=np.int64))
    people = people._replace(
        arrival_day=people.arrival_day.view(np.float64), thinning=people.thinning.view(np.float64)
    )
    people.arrival_day[:] = days[order]
    ends = np.cumsum([len(own) for own in arrivals])
    return people, np.split(rows, ends[:-1])


def _drawn(
    people: People, key: tuple[int, int], word: int, rows: np.ndarray
) -> Iterator[tuple[np.ndarray, Chances]]:
    """Number people who share a word of their keys; yield some at a time, with their chances."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        numbers = np.arange(first, first + len(some))
        people.key[some], people.number[some] = word, numbers
        yield some, Chances(*(uniforms(*key, word, numbers, own) for own in PURPOSES))


def _enter(people: People, rows: np.ndarray, chances: Chances, commissioners: np.ndarray) -> None:
    """Fill in what all people have; ``commissioners`` is their cumulative shares."""
    total = commissioners[-1]
    chosen = np.searchsorted(commissioners, chances.commissioner * total, side="right")
    last = np.searchsorted(commissioners, total)  # whoever comes after it has no residents
    people.commissioner[rows] = np.minimum(chosen, last)
    people.thinning[rows] = chances.thinning


@compiled
def _enter_arrivals(people: People, rows: np.ndarray, chances: Chances, shares: StreamDraw) -> None:
    """Fill in the lives of people who come in the course of the run; shares are cumulative."""
    for index, row in enumerate(rows):
        day = min(int(people.arrival_day[row]), len(shares.rate) - 1)
        if day < shares.since_day:
            continue
        band = _choose(chances.age_band[index], shares.rate[day])
        mixed, chance = shares.mixed[day], chances.dependency[index]
        among = shares.dependency[band]
        dependency = _choose(chance / mixed, among) if chance < mixed else INDEPENDENT
        people.band[row] = band
        people.dependency[row] = dependency
        people.presentation[row] = chances.presentation[index] < shares.hip_fracture[band]
        people.funding[row] = chances.funding[index] < shares.self_funded[band]
        people.first_need[row] = _choose(chances.first_need[index], shares.first[dependency])
        people.starts_in[row] = -1


@compiled
def _enter_residents(
    people: People, rows: np.ndarray, chances: Chances, place: tuple[int, int], weights: Census
) -> None:
    """Fill in the lives of people who are in a service, at a dependency, on the first day."""
    service, dependency = place
    for index, row in enumerate(rows):
        people.band[row] = _choose(chances.age_band[index], weights.band[dependency])
        people.dependency[row] = dependency
        people.presentation[row] = 0
        people.funding[row] = chances.funding[index] < weights.self_funded[service]
        people.first_need[row] = service
        people.starts_in[row] = service


@compiled
def _choose(chance: float, cumulative: Sequence[float]) -> int:
    """Choose one of several by their cumulative weights, whatever these add up to."""
    return pick(chance * cumulative[-1], cumulative)
