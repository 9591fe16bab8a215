"""The list of every setting of a study."""

from __future__ import annotations

import json

import pytest

import carefunds_sim as cf
from carefunds_sim.report.scenario_text import settings
from carefunds_sim.scenario.scenario import from_text
from carefunds_sim.scenario.settings import CHOICE


@pytest.fixture(scope="module")
def scenarios():
    return [
        cf.load_scenario(f"typical_council/{arrangement}/deep_cut")
        for arrangement in ("separate", "pooled")
    ]


@pytest.fixture
def texts(scenarios):
    import xarray as xr

    labels = [scenario.name for scenario in scenarios]
    texts = ("scenario", [scenario.text for scenario in scenarios])
    return xr.Dataset(coords={"scenario": labels, "scenario_text": texts})


def test_every_quantity_is_listed_with_its_value_and_evidence(texts, scenarios):
    found = settings(texts)
    for scenario in scenarios:
        mine = {s.path: s for s in found if scenario.name in s.scenarios}
        for path, quantity in scenario.quantities():
            setting = mine[path]
            assert [n.value for n in setting.numbers()] == list(quantity.numbers())
            assert (setting.kind, setting.unit) == (quantity.kind.word, quantity.unit)
            assert setting.range == quantity.range
            assert setting.source == (quantity.source or "")
            assert (setting.at, setting.why) == (quantity.at or "", quantity.why or "")


def test_what_all_share_is_listed_once(texts):
    found = settings(texts)
    paths = [s.path for s in found if s.shared]
    assert len(paths) == len(set(paths))
    assert "area.services.acute.capacity" in paths
    assert all(s.shared for s in found if s.part in ("Area", "Squeeze", "Run"))


def test_what_differs_is_listed_with_the_scenarios_it_holds_in(texts):
    sight = [s for s in settings(texts) if s.path == "arrangement.pools.pool.rules.sight"]
    assert [s.scenarios for s in sight] == [("typical_council/pooled/deep_cut",)]
    months = [s for s in settings(texts) if s.path == "arrangement.overhead.setup_months"]
    assert [(s.value, s.grade, s.shared) for s in months] == [(0.0, "E", False), (12.0, "D", False)]


def test_a_setting_is_called_by_the_titles_of_its_parts(texts):
    titles = {s.path: s.title for s in settings(texts)}
    assert titles["arrangement.pools.pool.rules.sight"] == "Section 75 pooled fund: rules, sight"
    assert titles["squeeze.nhs.after"] == "NHS: after"
    numbers = [n for s in settings(texts) for n in s.numbers()]
    named = {n.path: n.title for n in numbers}
    assert named["area.residents.population.aged_65_74"] == "Residents: population, aged 65-74"
    assert named["squeeze.council.by_year.0"] == "Council: by year (1 of 8)"


def test_choices_have_no_grade_and_what_a_run_decides_is_not_listed(texts):
    found = {s.path: s for s in settings(texts)}
    assert (found["run.years"].kind, found["run.years"].grade) == (CHOICE, "")
    assert found["arrangement.charge"].words == "yes"
    assert found["area.services.acute.flexing.protected"].words == "yes"
    assert "run.replications" not in found
    assert "area.name" not in found


def test_nothing_of_a_scenario_is_left_out_but_its_headings(texts, scenarios):
    """Putting the listed values back where they belong gives the scenario again."""
    paths = [s for s in settings(texts) if scenarios[1].name in s.scenarios]
    text = json.loads(scenarios[1].text)
    for setting in paths:
        _put(text, setting.path.split("."), setting.value)
    assert from_text(json.dumps(text)) == scenarios[1]
    known = {tuple(s.path.split(".")) for s in paths}
    missed = {path for path in _leaves(text) if not any(path[: len(k)] == k for k in known)}
    assert {path[-1] for path in missed} <= {"kind", "name", "title", "about", "seed",
                                             "replications"}  # fmt: skip


def _put(node, keys, value):
    *way, last = keys
    for key in way:
        node = node[key]
    if isinstance(node[last], dict):
        node[last]["value"] = value
    else:
        node[last] = value


def _leaves(node, path=()):
    if isinstance(node, dict):
        for key, item in node.items():
            yield from _leaves(item, (*path, key))
    elif node != []:
        yield path


def test_a_lesson_with_a_step_lists_the_step():
    lesson = cf.run(cf.load_scenario("blocking_with_step"), replications=1)
    found = {s.path: (s.title, s.words) for s in settings(lesson)}
    place = "area.services.intermediate_care.capacity_steps.0.capacity"
    assert found[place] == ("Intermediate care: capacity steps, 1, capacity", "20")
