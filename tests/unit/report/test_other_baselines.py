"""Squeezes, areas or unlike scenarios compared: a baseline, differences and names everywhere."""

from __future__ import annotations

import json

import numpy as np
import pytest

from carefunds_sim.analysis.agreement import achievements
from carefunds_sim.analysis.contrasts import baselines, compared_by
from carefunds_sim.report.chapters.answer import sentences
from carefunds_sim.report.contents import chapters
from carefunds_sim.report.document import Results
from carefunds_sim.report.figures import FIGURES
from carefunds_sim.report.findings import sentence
from carefunds_sim.report.machine import as_dict
from carefunds_sim.report.scenario_names import baseline_words, groups, heading, names_within
from carefunds_sim.report.summary import results
from carefunds_sim.report.tables import contrasts
from carefunds_sim.report.text import as_text
from carefunds_sim.report.workbook.outcomes import differences_sheet


def of(study, *labels, baseline):
    return study.sel(scenario=[f"town/{label}" for label in labels]).assign_attrs(baseline=baseline)


@pytest.fixture
def squeezes(study):
    return of(study, "separate/none", "separate/deep_cut", baseline="none")


@pytest.fixture
def unlike(study):
    first = "town/separate/none"
    return of(study, "separate/none", "pooled/deep_cut", baseline=first)


@pytest.fixture
def areas(squeezes):
    names = ("area", "squeeze")
    town = np.array(["town", "county"]), np.array(["deep_cut"] * 2)
    titles = np.array(["A town", "A county"]), np.array(["Deep cut"] * 2)
    made = {n: ("scenario", v) for n, v in zip(names, town, strict=True)}
    made |= {f"{n}_title": ("scenario", v) for n, v in zip(names, titles, strict=True)}
    labels = np.array(["town/separate/deep_cut", "county/separate/deep_cut"])
    return squeezes.assign_coords(scenario=labels, **made).assign_attrs(baseline="town")


def test_two_squeezes_are_one_group_named_by_squeeze(squeezes):
    assert compared_by(squeezes) == "squeeze"
    assert baselines(squeezes) == {"town/separate/deep_cut": "town/separate/none"}
    (group,) = groups(squeezes)
    assert heading(group, squeezes) == "Separate"
    assert names_within(group) == ["none", "deep cut"]
    (table,) = contrasts(group, squeezes)
    assert table.title.startswith("Difference from none")
    assert table.columns == ("", "deep cut")
    assert sentence(squeezes, "delayed_days").startswith("Compared with none, delayed days")
    assert "under deep cut" in sentence(squeezes, "delayed_days")


def test_two_areas_are_one_group_named_by_area(areas):
    (group,) = groups(areas)
    assert names_within(group) == ["town", "county"]
    assert heading(group, areas) == "Separate - Deep cut"
    assert "in a county" in sentence(areas, "delayed_days")
    assert baseline_words(areas) == "a town"


def test_scenarios_that_differ_in_two_parts_are_named_by_both(unlike):
    (group,) = groups(unlike)
    assert names_within(group) == ["separate, none", "pooled, deep cut"]
    assert "with pooled under deep cut" in sentence(unlike, "delayed_days")
    assert baseline_words(unlike) == "separate with no squeeze"


@pytest.mark.parametrize(
    "which",
    [
        pytest.param("squeezes", marks=pytest.mark.slow),
        pytest.param("areas", marks=pytest.mark.slow),
        "unlike",
    ],
)
def test_differences_stand_everywhere(which, request):
    dataset = request.getfixturevalue(which)
    other = str(dataset["scenario"].values[1])
    told = as_text(results(dataset))
    assert "Difference from" in told
    assert any("Compared with" in words for words in sentences(dataset))
    rows = as_dict(dataset)["differences"]
    assert {row["scenario"] for row in rows} == {other}
    assert all(row["low"] is not None for row in rows if row["mean"] is not None)
    assert differences_sheet(dataset).grids
    assert json.dumps(as_dict(dataset))
    assert chapters(Results(dataset))
    assert FIGURES["cost_by_body"](dataset)


def test_a_squeeze_can_be_the_baseline_of_every_arrangement(study):
    dataset = study.assign_attrs(baseline="none")
    assert baselines(dataset)["town/pooled/deep_cut"] == "town/pooled/none"
    assert [heading(group, dataset) for group in groups(dataset)] == [
        "Separate", "Aligned", "Pooled", "Care_trust",
    ]  # fmt: skip
    assert achievements(dataset) == []


def test_an_arrangement_stays_the_baseline_wherever_it_is_one(study):
    assert compared_by(study) == "arrangement"
    assert len(baselines(study)) == 6
    assert [len(group["scenario"]) for group in groups(study)] == [4, 4]


@pytest.mark.parametrize("baseline", ["separate", "none", "town"])
def test_scenarios_told_apart_by_their_names_alone_have_the_first_as_baseline(study, baseline):
    alike = study.isel(scenario=[0, 0]).assign_coords(scenario=["b_first", "a_second"])
    alike = alike.assign_attrs(baseline=baseline)
    assert baselines(alike) == {"a_second": "b_first"}
    (group,) = groups(alike)
    (table,) = contrasts(group, alike)
    assert table.columns == ("", "a_second")
    assert chapters(Results(alike))
