"""Saved scenarios read back equal, and say what they are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

import carefunds_sim as cf
from carefunds_sim.scenario.document import read

POOLED = "typical_council/pooled/nao_decade"
CHANGES = [
    "area.services.reablement.capacity=150",
    "area.services.home_care.stay_days*=1.1",
    "area.services.home_care.stay_days.much_help=900",
    "area.services.home_care.setting=care_home",
    "squeeze.nhs.after=-0.02 run.years=3",
    "squeeze.council.by_year=[0.0, -0.01]",
    "arrangement.pools.pool.share={acute: 0.5}",
    "arrangement.pools.pool.rules.sight=0.35",
    "arrangement.charge=false",
    "replaced.own_funds.sight=0.25",
    "timetable.stays={month: 2012-10, multiply: {area.services.home_care.stay_days: 1.1}}",
    "timetable.trust={month: 2012-04, arrangement: care_trust}",
    "area.services.home_care.stay_days={independent: 400, much_help: 900}",
]


@pytest.fixture(scope="module")
def pooled():
    return cf.load_scenario(POOLED)


@pytest.mark.parametrize("text", CHANGES)
@pytest.mark.parametrize("made_from", [POOLED, ""])
def test_a_saved_variant_reads_back_equal(pooled, tmp_path, text, made_from):
    (variant,) = cf.variants(pooled, text)
    file = cf.save_scenario(variant, tmp_path / "saved.yaml", made_from=made_from)
    assert cf.load_scenario(file) == variant


@pytest.mark.parametrize(
    "text", [text for text in CHANGES if "trust" not in text and "replaced" not in text]
)
def test_only_what_differs_is_written(pooled, tmp_path, text):
    (variant,) = cf.variants(pooled, text)
    file = cf.save_scenario(variant, tmp_path / "saved.yaml", made_from=POOLED)
    assert len(file.read_text(encoding="utf-8").splitlines()) < 30


def test_a_number_is_said_to_be_assumed_and_why(pooled, tmp_path):
    (variant,) = cf.variants(pooled, CHANGES[0])
    file = cf.save_scenario(variant, tmp_path / "a.yaml", made_from=POOLED, remark="by\nme")
    data = read(file).data
    assert data["evidence"] == {
        "kind": "assumed", "why": "set by a study, in place of the file's value",
    }  # fmt: skip
    assert data["area"] == {
        "extends": "typical_council", "name": "reablement_capacity_150",
        "title": "The same area with reablement: capacity 150",
        "services": {"reablement": {"capacity": 150.0}},
    }  # fmt: skip
    assert (data["arrangement"], data["squeeze"]) == ("pooled", "nao_decade")
    assert file.read_text(encoding="utf-8").startswith("# by")


def test_a_scenario_file_is_extended_by_its_name(tmp_path):
    lesson = cf.load_scenario("two_purses", years=2).with_value("run.scale", 0.5)
    file = cf.save_scenario(lesson, tmp_path / "mine.yaml", made_from="two_purses")
    data = read(file).data
    assert data["extends"] == "two_purses"
    assert data["run"] == {"years": 2, "scale": 0.5}
    assert cf.load_scenario(file) == lesson


def test_a_file_of_ones_own_is_found_from_where_the_saved_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(
        "kind: area\nextends: typical_council\nname: mine\ntitle: Mine\n", encoding="utf-8"
    )
    made_from = "mine.yaml/separate/nao_decade"
    (variant,) = cf.variants(cf.load_scenario(made_from), CHANGES[0])
    file = cf.save_scenario(variant, Path("deep/er/saved.yaml"), made_from=made_from)
    assert read(file).data["area"]["extends"] == "../../mine.yaml"
    monkeypatch.chdir("deep")
    assert cf.load_scenario("er/saved.yaml") == variant


def test_what_stands_in_no_file_is_written_out(tmp_path):
    from carefunds_sim.scenario.hybrid import hybrid

    one, other = (
        cf.load_scenario(f"typical_council/{name}/deep_cut") for name in ("separate", "pooled")
    )
    mixed = hybrid(one, other, ["sight"])
    file = cf.save_scenario(mixed, tmp_path / "mixed.yaml")
    assert cf.load_scenario(file) == mixed


def test_a_timetable_is_saved_without_what_goes_without_saying(pooled, tmp_path):
    beds = "{service: intermediate_beds, units: 20, paid_by: nhs}"
    text = "timetable.trust={month: 2012-04, arrangement: care_trust} "
    text += f"timetable.beds={{month: 2012-04, capacity: {beds}}}"
    (variant,) = cf.variants(pooled, text)
    data = read(cf.save_scenario(variant, tmp_path / "a.yaml", made_from=POOLED)).data
    assert data["timetable"] == {
        "trust": {"month": "2012-04", "arrangement": "care_trust"},
        "beds": {
            "month": "2012-04",
            "capacity": {"service": "intermediate_beds", "units": 20.0, "paid_by": "nhs"},
        },
    }
