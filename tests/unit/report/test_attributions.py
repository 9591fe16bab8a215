"""Attributions in a study's folder."""

from __future__ import annotations

import pytest

from carefunds_sim.dataset.store import save
from carefunds_sim.experiments.attribute import attribute
from carefunds_sim.experiments.compare import compare
from carefunds_sim.report.chapters.drivers import drivers
from carefunds_sim.report.document import (
    Listing,
    Paragraph,
    Picture,
    Results,
    results_with_attributions,
)
from carefunds_sim.scenario.load import load_scenario

OFF = ("reallocation", "deconditioning")


def small(arrangement, **run):
    settings = {"scale": 0.05, "years": 1, **run}
    return load_scenario(f"typical_council/{arrangement}/deep_cut", **settings)


@pytest.fixture(scope="module")
def ends():
    return small("separate"), small("aligned")


@pytest.fixture(scope="module")
def study(ends):
    return compare(ends, replications=3, workers=1)


@pytest.fixture(scope="module")
def shared_out(ends):
    """Other replications than the study's are fine: it is the same people under the same rules."""
    return attribute(*ends, by="loops", loops=OFF, replications=2, workers=1)


def test_an_attribution_of_the_study_is_taken(tmp_path, study, shared_out):
    save(shared_out, tmp_path / "attribution" / "results.nc")
    save(study, tmp_path / "results.nc")
    found = results_with_attributions(tmp_path, study)
    assert len(found.attributions) == 1
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"seed": 2}, "it was run with seed 2, the study with 1"),
        ({"to_text": small("pooled").text, "to": "x"}, "its scenario 'x' is not one of this study"),
        ({"from_text": small("separate", years=3).text}, "or differs in its run"),
    ],
)
def test_an_attribution_of_something_else_is_left_out(tmp_path, study, shared_out, change, why):
    save(shared_out.assign_attrs(change), tmp_path / "other" / "results.nc")
    found = results_with_attributions(tmp_path, study)
    assert found.attributions == ()
    (told,) = found.left_out
    assert told.startswith("'other' is left out: ")
    assert why in told


def test_another_study_in_the_folder_is_no_attribution(tmp_path, study):
    save(study, tmp_path / "deep_cut" / "results.nc")
    assert results_with_attributions(tmp_path, study) == Results(study)


def test_a_file_that_cannot_be_read_is_named(tmp_path, study):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "results.nc").write_text("no results")
    (told,) = results_with_attributions(tmp_path, study).left_out
    assert told == "'broken' is left out: its results.nc cannot be read."


def test_the_chapter_draws_and_tells_every_headline(study, shared_out):
    chapter = drivers(Results(study, (shared_out,)))
    pictures = [part for part in chapter.parts if isinstance(part, Picture)]
    assert [picture.name for picture in pictures] == [
        "delayed_days_by_loops", "unmet_need_days_by_loops", "cost_total_by_loops",
    ]  # fmt: skip
    assert pictures[0].draw() is not None
    assert chapter.parts[0].words.startswith("From aligned less separate")


def test_without_an_attribution_the_chapter_says_how_to_get_one(study):
    (told,) = drivers(Results(study)).parts
    assert isinstance(told, Paragraph)
    assert (
        "'carefunds attribute typical_council/separate/deep_cut typical_council/aligned/deep_cut "
        "--years 1 --scale 0.05 -o results/comparison/attribution'"
    ) in told.words


def test_what_is_left_out_is_said(study):
    chapter = drivers(Results(study, left_out=("'other' is left out.",)))
    assert chapter.parts[-1] == Listing(
        ("'other' is left out.",), title="Attributions in the folder that are left out"
    )


def test_without_arrangements_there_is_nothing_to_share_out():
    ward = load_scenario("one_queue", years=1)
    beds = ward.with_value("area.services.hospital.capacity", 26.0).renamed("more")
    assert drivers(Results(compare([ward, beds], replications=2, workers=1))) is None
