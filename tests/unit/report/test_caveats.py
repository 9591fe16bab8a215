"""What must be said before any number is believed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from carefunds_sim.dataset.store import open_results
from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.replicate import run
from carefunds_sim.report import summary, text
from carefunds_sim.report.caveats import BEST_FIT, notices, unsettled
from carefunds_sim.report.worlds import differences_over_worlds
from carefunds_sim.scenario.load import compose, load_scenario


@pytest.fixture(scope="module")
def ward():
    return load_scenario("one_queue", years=4)


def with_beds(ward, beds):
    return ward.with_value("area.services.hospital.capacity", beds).renamed(f"{beds:g} beds")


def without_run(study, label):
    gone = study.copy(deep=True)
    for name, variable in gone.data_vars.items():
        gone[name].loc[{"scenario": label}] = False if variable.dtype == bool else np.nan
    failure = {"scenario": label, "replication": 0, "message": "lost a pound."}
    return gone.assign_attrs(failures=json.dumps([failure]))


def test_a_sound_study_has_no_notice(ward):
    found = run(ward, replications=5, workers=1)
    assert notices(found) == []
    assert unsettled(found).rows == ()


def test_a_ward_with_too_few_beds_is_unstable(ward):
    (notice,) = notices(run(with_beds(ward, 20.0), replications=5, workers=1))
    assert notice.startswith("UNSTABLE: Hospital ward cannot cope in this scenario")
    assert "22.5 units are wanted at a time and 20.0 are open" in notice


def test_of_several_scenarios_the_unstable_one_is_named(ward):
    found = compare([ward, with_beds(ward, 20.0)], replications=5, workers=1)
    assert "in '20 beds'" in notices(found)[0]
    ((scenario, service, *_, rise),) = unsettled(found).rows
    assert (scenario, service) == ("20 beds", "Hospital ward")
    assert rise.startswith("+")


def test_a_ward_without_beds_is_asked_in_vain(ward):
    (notice,) = notices(run(with_beds(ward, 0.0), replications=3, workers=1))
    assert notice.startswith("Hospital ward has no capacity at all in this scenario")


def test_an_empty_ward_is_said_to_be_empty(ward):
    empty = ward.with_value("area.streams.arrivals.per_day", 0.0)
    dataset = run(empty, replications=2, workers=1)
    assert notices(dataset)[0].startswith("Nobody came in this scenario")
    assert "Nobody came" in " ".join(text.as_text(summary.results(dataset)).split())


def test_a_short_run_cannot_tell_growth(ward):
    (notice,) = notices(run(ward.with_run(years=1), replications=2, workers=1))
    assert "12 months in this scenario" in notice


def test_one_run_cannot_tell_growth_from_chance(ward):
    (notice,) = notices(run(ward, replications=1, workers=1))
    assert notice.startswith("One replication in this scenario")


def test_a_scenario_without_a_run_is_missing_with_its_reason(study):
    gone = without_run(study, "town/pooled/none")
    assert notices(gone)[0] == (
        "No run of pooled with no squeeze was finished, so nothing is shown of it: lost a pound."
    )


def test_delays_that_grow_are_shown_by_an_example(study):
    growing = study.copy(deep=True)
    growing["monthly_waiting_days"][:] = 0.0
    growing["monthly_delayed_days"][:] = 10.0
    growing["monthly_delayed_days"].loc[{"month": study["month"][12:]}] = 20.0
    growing["monthly_delayed_days"].loc[{"scenario": "town/aligned/none"}] *= 2
    (notice,) = notices(growing)
    assert notice.startswith("NOT SETTLED: delays still grew in the last year in all 8 scenarios")
    assert "for example with aligned with no squeeze, where" in notice


def test_only_the_queues_that_grow_most_are_named(study):
    growing = study.copy(deep=True)
    growing["monthly_delayed_days"][:] = 10.0
    for i, factor in enumerate((1.0, 2.0, 3.0, 4.0, 5.0)):
        growing["monthly_waiting_days"][:, :, :12, i] = 100.0
        growing["monthly_waiting_days"][:, :, 12:, i] = 100.0 + 100.0 * factor
    (notice,) = notices(growing)
    assert "and 2 more services" in notice
    assert notice.index("going without") < notice.index("care home")
    assert len(unsettled(growing).rows) == 5 * 8


def test_what_a_ranking_hinges_on_is_said_before_the_answer():
    small = {"scale": 0.02, "years": 1, "warmup_months": 0}
    separate, pooled = (compose("typical_council", a, run=small) for a in ("separate", "pooled"))
    ranked = compare([separate, pooled], replications=2, workers=1)
    assert notices(ranked)[0].startswith("Do not rank arrangements on these numbers alone")
    said = text.as_text(summary.results(ranked))
    assert said.index("Do not rank arrangements") < said.index("The answer")
    alone = run(separate, replications=2, workers=1)
    assert not any("Do not rank" in notice for notice in notices(alone))


def test_what_is_said_of_the_best_fit_is_what_the_kept_study_found() -> None:
    kept = open_results(Path(__file__).parents[3] / "results" / "in_all_worlds" / "by_year.nc")
    found = differences_over_worlds(kept, "delayed_days_per_1000")
    assert {over.whole.verdict for over in found.values()} == {0.0}
    assert f"In {len(set(kept['world'].values.tolist()))} sets of numbers" in BEST_FIT
    assert json.loads(kept.attrs["worlds"])["source"] in BEST_FIT
