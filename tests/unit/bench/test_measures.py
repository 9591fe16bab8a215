"""The tools of measuring: watching calls, parts of a run, memory, new processes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from carefunds_bench.extent import two_services
from carefunds_bench.parts import Seconds, measure_parts, middle, timed, watched
from carefunds_bench.processes import in_fresh_process, measure_size, peak_mb
from carefunds_sim.engines import ENGINES
from carefunds_sim.errors import SimulationError


def test_a_watched_function_answers_as_before_and_is_put_back() -> None:
    def double(number: int) -> int:
        return 2 * number

    owner = SimpleNamespace(double=double)
    with watched(owner, "double") as seconds:
        assert owner.double(3) == 6
        assert owner.double(number=4) == 8
    assert owner.double is double
    assert len(seconds) == 2


def test_a_watched_function_that_fails_is_put_back() -> None:
    owner = SimpleNamespace(fail=lambda: 1 / 0)
    fail = owner.fail
    with pytest.raises(ZeroDivisionError), watched(owner, "fail"):
        owner.fail()
    assert owner.fail is fail


def test_the_middle_is_not_moved_by_one_interruption() -> None:
    several = [Seconds(1.0, 1.0), Seconds(2.0, 1.5), Seconds(900.0, 1.2)]
    assert middle(several) == Seconds(2.0, 1.2)
    assert timed(lambda: "answer")[0] == "answer"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_parts_of_a_run_are_found_and_are_all_of_it(engine: str) -> None:
    parts = measure_parts(two_services(years=2), engine, repeats=1)
    assert min(parts["plan"], parts["events"], parts["month_ends"], parts["dataset"]) > 0
    found = parts["plan"] + parts["events"] + parts["month_ends"] + parts["rest"]
    assert found == pytest.approx(parts["whole"])
    assert parts["rest"] > 0
    assert 0 < parts["outside"] < 1


def test_an_engine_that_counts_no_events_has_no_cost_of_one() -> None:
    assert measure_parts(two_services(years=1), "simpy", repeats=1)["ns_per_event"] is None
    parts = measure_parts(two_services(years=1), "compiled", repeats=1)
    assert parts["ns_per_event"]
    assert parts["ns_per_event_of_whole"]
    assert parts["ns_per_event"] < parts["ns_per_event_of_whole"]
    assert parts["events_handled"] > 2.5 * 365


def test_memory_of_a_new_process_is_its_own_and_not_its_parents() -> None:
    held = bytearray(300_000_000)
    peak = peak_mb()
    if peak is None:
        pytest.skip("this system does not tell")
    size = {"scale": 0.002, "years": 1}
    found = in_fresh_process(measure_size, size=size, engine="simpy", repeats=1)
    assert peak > len(held) / 1e6
    assert found["peak_mb_before"] < 300
    assert found["peak_mb"] >= found["peak_mb_before"]


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(SimulationError, match="no engine 'steam'"):
        in_fresh_process(measure_size, size={"scale": 0.002, "years": 1}, engine="steam", repeats=1)
