"""Ciw and the loop in C run the same network, or are left out where they are missing."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from carefunds_bench import two_services as measured
from carefunds_bench.extent import two_services
from carefunds_bench.two_services import (
    are_alike,
    network_of,
    over_c,
    over_ciw,
    run_c,
    run_ciw,
    source,
)

needs_c = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")


@pytest.fixture(scope="module")
def network():
    return network_of(two_services(years=20))


def test_the_network_is_that_of_the_lesson(network) -> None:
    assert (network.arrivals_per_day, network.beds, network.stay_days) == (2.5, 30, 9.0)
    assert (network.share_going_on, network.places, network.further_days) == (0.25, 17, 24.0)
    assert network.last_day - network.first_day == 20 * 365 + 5


def test_where_ciw_is_missing_there_is_no_answer(monkeypatch) -> None:
    monkeypatch.setattr(measured, "find_spec", lambda _: None)
    assert over_ciw(two_services(years=1), engine="simpy", repeats=1) is None


def test_where_there_is_no_compiler_there_is_no_answer(monkeypatch) -> None:
    monkeypatch.setenv("CC", "no_such_compiler")
    assert over_c(two_services(years=1), engine="simpy", repeats=1) is None


def test_the_loop_is_where_it_is_looked_for() -> None:
    assert source().is_file()


@needs_c
@pytest.mark.slow
def test_ciw_and_c_are_alike_and_another_network_is_not(network) -> None:
    by_ciw = [run_ciw(network, seed)[0] for seed in range(1, 7)]
    by_c, more_places = run_c(network, 12), run_c(replace(network, places=21), 12)
    assert by_c
    assert more_places
    assert are_alike(by_ciw, [run.levels for run in by_c])
    assert not are_alike(by_ciw, [run.levels for run in more_places])
    for run in by_c:
        assert run.levels.beds_occupied < network.beds
        assert 0 < run.levels.beds_blocked < run.levels.beds_occupied
        assert run.events > 2 * network.arrivals_per_day * network.last_day
