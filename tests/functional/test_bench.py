"""``carefunds bench``, made small: what it says, not how fast anything is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from carefunds_bench import extent, measure, sweeps
from carefunds_bench.extent import Size
from carefunds_bench.report import speed, sweep_speed
from carefunds_sim.cli.app import app
from carefunds_sim.report.text import as_text

SMALL = Size(scale=0.02, years=1)
TINY = replace(
    extent.QUICK, decade=SMALL, compared=SMALL, traced=SMALL, network_years=(1, 2),
    grown_scale=0.04, repeats=2,
)  # fmt: skip
ASKED_FOR = {"compiled_over_simpy", "compiled_over_ciw", "ns_per_event", "seconds_per_decade",
             "peak_mb", "equal"}  # fmt: skip
MEASURED = ("compiled_over_simpy", "compiled_over_ciw", "ns_per_event", "seconds_per_decade")


whole_command = pytest.mark.slow
"""The fixture below runs everything that the command measures: about 50 seconds."""


@pytest.fixture(scope="module")
def done():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extent, "QUICK", TINY)
        return CliRunner().invoke(app, ["bench", "--quick", "--json"])


@pytest.fixture
def found(done):
    return json.loads(done.stdout)


def page_of(found) -> str:
    return " ".join(as_text(speed(found)).split())


@pytest.mark.parametrize(("equal", "code"), [(True, 0), (False, 3)])
def test_json_is_what_was_measured_and_the_code_says_whether_engines_agree(
    monkeypatch, equal, code
):
    def measured(chosen, *, say):
        say("1 of 1: nothing")
        return {"quick": chosen.quick, "equal": equal}

    monkeypatch.setattr(measure, "measure", measured)
    done = CliRunner().invoke(app, ["bench", "--quick", "--json"])
    assert done.exit_code == code
    assert json.loads(done.stdout) == {"quick": True, "equal": equal}
    assert "1 of 1" in done.stderr
    quiet = CliRunner().invoke(app, ["bench", "--quick", "--json", "--quiet"])
    assert quiet.stderr == ""


@whole_command
def test_json_is_one_object_with_what_is_asked_for_and_progress_is_apart(done, found):
    assert done.exit_code == 0, (done.stderr, done.exception)
    assert done.stdout.count("\n") == 1
    assert found.keys() > ASKED_FOR
    assert "6 of 6" in done.stderr
    for name in MEASURED:
        assert found[name] > 0, name


@whole_command
def test_equal_means_accounts_and_events_that_were_compared(found):
    assert found["equal"] is True
    agreement = found["over_simpy"]["agreement"]
    assert agreement["accounts"] > 30
    assert agreement["values"] > 1000
    assert found["logs"]["events"] > 1000


@whole_command
def test_the_networks_that_are_compared_are_alike(found):
    assert found["over_ciw"]["alike"]
    if found["c_loop"]:
        assert found["c_loop"]["against"]["alike"]
    assert found["over_ciw"]["days"] == 3 * 365 + 1


@whole_command
def test_the_larger_area_is_as_much_larger_as_asked(found):
    assert found["growth"]["times_as_large"] == pytest.approx(2.0, rel=0.01)


@whole_command
def test_the_machine_is_described_without_its_name(found):
    import platform

    assert found["machine"]["cores"] >= 1
    assert platform.node() not in json.dumps(found) or not platform.node()


@whole_command
def test_the_table_says_each_number_in_a_sentence(found):
    page = page_of(found)
    for words in ("Compiled over SimPy", "compared to the last bit", "Peak memory", "Growth"):
        assert words in page


@whole_command
def test_what_could_not_be_measured_is_named(found):
    missing = {"over_ciw": None, "over_ciw_short": None, "c_loop": None, "peak_mb": None}
    page = page_of(found | missing)
    assert "Ciw is not installed" in page
    assert "no C compiler" in page


@whole_command
def test_engines_that_differ_are_named_and_leave_code_3(found, monkeypatch):
    differing = found | {"equal": False}
    differing["logs"] = found["logs"] | {"equal": False, "difference": "Event 5 differs."}
    monkeypatch.setattr(measure, "measure", lambda *_, **__: differing)
    done = CliRunner().invoke(app, ["bench", "--quick"])
    assert done.exit_code == 3
    assert "Event 5 differs." in done.stdout


@pytest.mark.slow
def test_a_sweep_is_measured_beside_its_runs(monkeypatch):
    tiny = sweeps.SweepExtent(SMALL, replications=1, tasks=4, repeats=1, few=4, many=8)
    monkeypatch.setattr(sweeps, "QUICK_SWEEP", tiny)
    monkeypatch.setattr(sweeps, "PLANNED_POINTS", 8)
    monkeypatch.setattr(sweeps, "in_fresh_process", lambda _, points: {"peak_mb": 100.0 + points})
    done = CliRunner().invoke(app, ["bench", "--sweep", "--quick", "--json"])
    assert done.exit_code == 0, (done.stderr, done.exception)
    found = json.loads(done.stdout)
    assert 0 < found["efficiency"] <= 1.5
    assert 0 < found["overhead"] < 1
    assert found["points"] == [4, 8]
    assert found["peak_mb"] == [104.0, 108.0]
    assert found["planned"]["points"] == 8
    assert found["planned"]["gigabytes"] > 0
    words = " ".join(as_text(sweep_speed(found), width=200).split())
    assert "Efficiency of two processes" in words
    assert "8 points, 4 scenarios, 10 replications" in words
