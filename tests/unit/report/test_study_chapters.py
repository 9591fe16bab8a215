"""The chapters on agreements, assumptions, method and limits."""

from __future__ import annotations

import json

import numpy as np
import pytest

from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.replicate import run
from carefunds_sim.report import evidence_tables
from carefunds_sim.report.chapters.agreement import agreement
from carefunds_sim.report.chapters.assumptions import assumptions, rules_explained
from carefunds_sim.report.chapters.limits import limits
from carefunds_sim.report.chapters.method import comparisons, how_it_was_run, method
from carefunds_sim.report.document import Appendix, Listing, Paragraph, Results
from carefunds_sim.report.tables import Table
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.schema import arrangement as schema

ARRANGEMENTS = ("separate", "care_trust", "pooled_with_integrated_teams")


@pytest.fixture(scope="module")
def council():
    names = [f"typical_council/{arrangement}/deep_cut" for arrangement in ARRANGEMENTS]
    members = [load_scenario(name, scale=0.05, years=1) for name in names]
    return compare(members, replications=3, workers=1)


@pytest.fixture(scope="module")
def lesson():
    return run(load_scenario("one_queue", years=1), replications=1, workers=1)


def tables(chapter):
    found = [part.table if isinstance(part, Appendix) else part for part in chapter.parts]
    return {part.title: part for part in found if isinstance(part, Table)}


def words(chapter):
    told = [part.words for part in chapter.parts if isinstance(part, Paragraph)]
    listed = [s for part in chapter.parts if isinstance(part, Listing) for s in part.sentences]
    return " ".join([*told, *listed])


def with_targets(study, achieved, agreed=-0.1):
    """The made-up study, whose pooled fund agreed on a change and achieved another."""
    base, mine = {"scenario": "town/separate/none"}, {"scenario": "town/pooled/none"}
    study["delayed_days"].loc[base] = 100.0
    study["delayed_days"].loc[mine] = 100.0 * (1 + np.array(achieved))
    target = {"outcome": "delayed_days", "change": {"value": agreed}}
    text = {"arrangement": {"name": "pooled", "agreement": {"targets": [target]}}}
    texts = study["scenario_text"].astype("U400")
    texts.loc[mine] = json.dumps(text)
    return study.assign_coords(scenario_text=texts)


@pytest.mark.parametrize(
    ("achieved", "agreed", "verdict"),
    [
        ((-0.21, -0.20, -0.19), -0.1, "met"),
        ((-0.03, -0.02, -0.01), -0.1, "not met"),
        ((-0.30, -0.10, 0.10), -0.1, "not clear whether met"),
        ((0.21, 0.20, 0.19), 0.1, "met"),
        ((0.03, 0.02, 0.01), 0.1, "not met"),
    ],
)
def test_a_target_is_met_only_where_the_whole_interval_says_so(study, achieved, agreed, verdict):
    chapter = agreement(Results(with_targets(study, achieved, agreed)))
    (row,) = chapter.parts[1].rows
    assert row[0] == "Pooled with no squeeze"
    without, plan, outturn = (float(cell.replace(",", "")) for cell in row[2:5])
    assert without == pytest.approx(100.0)
    assert plan == pytest.approx(100.0 * (1.0 + agreed))
    assert outturn == pytest.approx(100.0 * (1.0 + np.mean(achieved)))
    assert row[5] == f"{agreed:+.0%}"
    assert row[-1] == verdict
    assert f"Of the 1 target, 1 is {verdict}." in words(chapter)


def test_one_run_cannot_tell_whether_a_target_is_met(study):
    one = with_targets(study, (-0.2, -0.2, -0.2)).isel(replication=[0])
    (row,) = agreement(Results(one)).parts[1].rows
    assert row[-2:] == ("-20.0%\n(no interval)", "not clear whether met")


def test_terms_are_given_in_plain_words(council):
    found = tables(agreement(Results(council)))["What the arrangements lay down"]
    separate, trust, pooled = found.rows
    assert separate[1:5] == (
        "none",
        "on its own services",
        "each body bears what its own fund over- or underspends",
        "the council pays the NHS",
    )
    assert trust[1] == "The trust's one fund: 100% of every service"
    assert pooled[-2:] == (
        "joint assessment team, single assessment, trusted assessor, joint equipment store", "yes",
    )  # fmt: skip


def test_without_targets_that_is_said(council):
    chapter = agreement(Results(council.isel(scenario=[0, 1])))
    assert "No targets were agreed" in words(chapter)


def test_a_lesson_has_no_agreement(lesson):
    assert agreement(Results(lesson)) is None


def test_grades_are_counted_as_on_every_figure(council):
    found = tables(assumptions(Results(council)))["How sure the numbers are"]
    counts = json.loads(council.attrs["evidence"])
    assert {row[1]: int(row[3]) for row in found.rows} == counts


def test_what_makes_arrangements_differ_stands_side_by_side_with_grades(council):
    found = evidence_tables.side_by_side(council, "arrangement")
    rows = {row[0]: row[2:] for row in found.rows}
    assert rows["Overhead: setup months"] == ("0 (E)", "24 (E)", "12 (D)")
    assert rows["Charge"] == ("yes", "no", "yes")
    assert not any(name.startswith(("Agreement", "Replaces")) for name in rows)
    assert all(len(set(cells)) > 1 for cells in rows.values())


def test_shares_are_read_as_percentages(council):
    rows = {row[0]: row[2:] for row in evidence_tables.side_by_side(council, "arrangement").rows}
    assert rows["Overhead: yearly cost"] == ("0% (E)", "0.4% (E)", "0.5% (D)")
    assert rows["Section 75 pooled fund: share"][-1] == "every service 50%, acute 10% (E)"


def test_every_rule_that_differs_is_explained(council):
    differing = evidence_tables.differing(council, "arrangement")
    words = {path.rsplit(".", 1)[-1] for path in differing}
    assert words <= set(schema.MEANINGS)
    assert len(rules_explained(differing)) == len(words)


def test_one_squeeze_differs_from_nothing(council):
    assert evidence_tables.differing(council, "squeeze") == {}


def test_every_number_with_a_grade_is_listed_with_its_source(council):
    found = tables(assumptions(Results(council)))["Every number, with its grade and source"]
    assert len(found.rows) > 300
    residents = next(row for row in found.rows if row[1] == "Residents: population")
    assert residents[5] == "B"
    assert residents[6].startswith("Office for National Statistics")
    assert all(row[6] for row in found.rows)


def test_sources_are_named_by_title(council):
    found = tables(assumptions(Results(council)))["Sources"]
    assert all("_" not in row[0] and row[1] != "-" for row in found.rows)


def test_a_dataset_from_before_sources_were_stored_names_them_by_their_id(council):
    older = council.assign_attrs(sources="")
    found = tables(assumptions(Results(older)))["Sources"]
    assert found.rows[0][:3] == ("calibration", "-", "-")


def test_a_lesson_rests_on_round_numbers(lesson):
    chapter = assumptions(Results(lesson))
    assert "partners" not in words(chapter)
    assert "Sources" not in tables(chapter)


def test_the_method_says_what_was_run(council):
    found = dict(tables(method(Results(council)))["How it was run"].rows)
    assert found["Years reported"] == "1, April 2010 to March 2011"
    assert found["Replications"] == "3 of each scenario"
    assert "with 0.05 of the beds and the money" in found["Residents aged 65 and over"]


def test_a_study_with_missing_runs_says_how_many_were_finished(council):
    council = council.copy(deep=True)
    council["completed"][0, 1] = False
    found = dict(how_it_was_run(council).rows)
    assert found["Replications"] == "2 to 3 finished of 3 of each scenario"


def test_comparisons_that_look_clear_by_chance_are_counted(study):
    told = comparisons(study)
    assert "holds 54 differences" in told
    assert "about 3 of them" in told
    assert "under the other squeezes" in told


def test_with_one_run_the_method_speaks_of_no_interval(lesson):
    chapter = method(Results(lesson))
    assert "There was one replication" in words(chapter)
    assert "95%" not in words(chapter)


def test_limits_fit_the_study(council, lesson):
    of_council, of_lesson = words(limits(Results(council))), words(limits(Results(lesson)))
    assert "a smaller area's larger swings" in of_council
    assert "no delays published" not in of_council  # it ends in March 2011
    assert "stands for no real place" in of_lesson
    assert "partners" not in of_lesson


def test_another_area_was_not_fitted():
    county = load_scenario("county/separate/none", scale=0.02, years=8)
    told = words(limits(Results(run(county, replications=2, workers=1))))
    assert "Not fitted in this study: " in told
    assert (
        "The study runs to March 2018; no delays published for the years after March 2017" in told
    )
