"""What ``Scenario.paths`` lists, and how it is searched."""

from __future__ import annotations

import pytest

import carefunds_sim as cf
from carefunds_sim.errors import UnknownNameError
from carefunds_sim.scenario.settings import matching


@pytest.fixture(scope="module")
def pooled():
    return cf.load_scenario("typical_council/pooled/nao_decade")


def test_every_path_can_be_set_to_what_it_is(pooled):
    values = {path: setting.value for path, setting in pooled.paths().items()}
    assert pooled.with_values(values) == pooled


def test_every_path_of_a_timetable_can_be_set_to_what_it_is(pooled):
    dated = pooled.with_values({
        "timetable.stays": {"month": "2012-10", "multiply": {"area.behaviour.refill": 2}},
        "timetable.beds": {
            "month": "2013-04",
            "capacity": {"service": "intermediate_beds", "units": 20, "paid_by": "nhs"},
        },
    })  # fmt: skip
    values = {path: setting.value for path, setting in dated.paths().items()}
    assert "timetable.beds.capacity.units" in values
    assert dated.with_values(values) == dated


def test_every_quantity_has_its_path(pooled):
    known = pooled.paths()
    for path, quantity in pooled.quantities():
        assert known[path].unit == quantity.unit
        assert known[path].range == quantity.range
        assert (known[path].role, known[path].kind) == (quantity.role.word, quantity.kind.word)


def test_all_words_must_match_path_title_or_unit(pooled):
    found = [one.path for one in matching(pooled.paths().values(), ["Reablement", "capacity"])]
    assert found == ["area.services.reablement.capacity"]
    titled = matching(pooled.paths().values(), ["bed-based", "capacity"])
    assert [one.path for one in titled] == ["area.services.intermediate_beds.capacity"]
    (inside,) = matching(pooled.paths().values(), ["area.services.home_care.stay_days.much_help"])
    assert inside.path == "area.services.home_care.stay_days"


def test_without_words_all_are_listed(pooled):
    assert matching(pooled.paths().values(), []) == list(pooled.paths().values())


def test_a_word_that_nothing_has_is_refused_with_the_nearest(pooled):
    with pytest.raises(UnknownNameError, match="did you mean 'intermediate'"):
        matching(pooled.paths().values(), ["intermedate", "capacity"])


def test_a_rule_says_what_it_means(pooled):
    setting = pooled.paths()["arrangement.pools.pool.rules.sight"]
    assert "those who decide see" in setting.meaning
    assert pooled.paths()["area.services.acute.capacity"].meaning == ""
