"""Everybody who may come forward, drawn ahead of the run from their own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.model.draws import uniforms
from carefunds_sim.model.plan import People
from carefunds_sim.vocabulary import Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence


class StreamDraw(NamedTuple):
    """What is needed to draw one stream's people.

    ``rate`` is (days, bands) people a day; ``dependency`` is (bands, d) shares; ``first`` is
    (d, s) shares; the other shares are by band.
    """

    code: int
    rate: np.ndarray
    dependency: np.ndarray
    hip_fracture: np.ndarray
    self_funded: np.ndarray
    first: np.ndarray


class Census(NamedTuple):
    """People in services on the first day: expected numbers (s, d) and their bands (d, bands)."""

    code: int
    numbers: np.ndarray
    band: np.ndarray
    self_funded: np.ndarray


def draw_people(
    key: tuple[int, int],
    streams: Sequence[StreamDraw],
    census: Census | None,
    commissioner_share: np.ndarray,
) -> People:
    """Draw everybody, in order of arrival, then stream, then number.

    ``key`` is (seed, replication).
    """
    tables = [_arrivals(key, stream) for stream in streams]
    if census is not None:
        tables.append(_residents_in_services(key, census))
    joined = [np.concatenate(column) for column in zip(*tables, strict=True)]
    people = People(*joined)
    share = np.cumsum(commissioner_share)
    chance = _of_each(key, people, Purpose.COMMISSIONER)
    people = people._replace(
        commissioner=np.minimum(np.searchsorted(share, chance, side="right"), len(share) - 1),
        thinning=_of_each(key, people, Purpose.THINNING),
    )
    order = np.lexsort((people.number, people.stream, people.arrival_day))
    return People(*(column[order] for column in people))


def _arrivals(key: tuple[int, int], stream: StreamDraw) -> People:
    """Turn a unit-rate Poisson process into the stream's times through its cumulative rate."""
    per_day = stream.rate.sum(axis=1)
    cumulative = np.concatenate([[0.0], np.cumsum(per_day)])
    expected = cumulative[-1]
    numbers = np.arange(int(expected + 8 * np.sqrt(expected) + 20))
    gaps = -np.log(uniforms(*key, stream.code, numbers, Purpose.GAP))
    unit_times = np.cumsum(gaps)
    numbers = numbers[unit_times < expected]
    times = np.interp(unit_times[: len(numbers)], cumulative, np.arange(len(cumulative)))
    day = np.minimum(times.astype(np.int64), len(per_day) - 1)

    def draw(purpose: Purpose) -> np.ndarray:
        return uniforms(*key, stream.code, numbers, purpose)

    band = _choose(draw(Purpose.AGE_BAND), stream.rate[day])
    dependency = _choose(draw(Purpose.DEPENDENCY), stream.dependency[band])
    return _table(
        arrival_day=times,
        stream=stream.code,
        number=numbers,
        band=band,
        dependency=dependency,
        presentation=(draw(Purpose.PRESENTATION) < stream.hip_fracture[band]).astype(np.int64),
        funding=(draw(Purpose.FUNDING) < stream.self_funded[band]).astype(np.int64),
        first_need=_choose(draw(Purpose.FIRST_NEED), stream.first[dependency]),
        starts_in=-1,
    )


def _residents_in_services(key: tuple[int, int], census: Census) -> People:
    """Make every place of the first day's census a person."""
    counts = _whole(census.numbers)
    service, dependency = np.divmod(
        np.repeat(np.arange(counts.size), counts.ravel()), counts.shape[1]
    )
    numbers = np.arange(len(service))
    band = _choose(uniforms(*key, census.code, numbers, Purpose.AGE_BAND), census.band[dependency])
    chance = uniforms(*key, census.code, numbers, Purpose.FUNDING)
    return _table(
        arrival_day=np.zeros(len(numbers)),
        stream=census.code,
        number=numbers,
        band=band,
        dependency=dependency,
        presentation=0,
        funding=(chance < census.self_funded[service]).astype(np.int64),
        first_need=service,
        starts_in=service,
    )


def _whole(numbers: np.ndarray) -> np.ndarray:
    """Round each service's row to whole people without losing its total to rounding."""
    below = np.floor(np.cumsum(numbers, axis=1) + 0.5)
    return np.diff(below, axis=1, prepend=0.0).astype(np.int64)


def _choose(chance: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Choose a column for each row of ``weights`` (rows, choices) by its chance."""
    cumulative = np.cumsum(weights, axis=1)
    reached = chance[:, None] * cumulative[:, -1:] >= cumulative
    chosen: np.ndarray = np.minimum(reached.sum(axis=1), weights.shape[1] - 1)
    return chosen


def _of_each(key: tuple[int, int], people: People, purpose: Purpose) -> np.ndarray:
    drawn = np.empty(len(people.number))
    for code in np.unique(people.stream):
        own = people.stream == code
        drawn[own] = uniforms(*key, int(code), people.number[own], purpose)
    return drawn


def _table(**columns: np.ndarray | int) -> People:
    number = np.asarray(columns["number"])
    filled = {
        name: np.broadcast_to(np.asarray(columns.get(name, 0)), number.shape).copy()
        for name in People._fields
    }
    return People(**filled)
