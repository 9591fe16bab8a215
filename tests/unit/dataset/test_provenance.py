"""What made a dataset."""

from __future__ import annotations

import json
import subprocess

import pytest

from carefunds_sim.dataset import provenance
from carefunds_sim.dataset.provenance import journal_of, last_session
from carefunds_sim.scenario.load import load_scenario


def test_it_says_versions_inputs_and_seed(make_scenario):
    found = provenance.provenance([make_scenario()], seed=7, engine="simpy", study="s")
    assert found["seed"] == 7
    assert found["package_version"]
    assert "numpy" in json.loads(found["libraries"])
    assert json.loads(found["evidence"])["measured"] == 41


def test_it_says_what_the_study_asks(make_scenario):
    found = provenance.provenance(
        [make_scenario()], seed=7, engine="simpy", title="Who holds the money", about="It matters."
    )
    assert (found["study_title"], found["study_about"]) == ("Who holds the money", "It matters.")


def test_every_source_that_a_number_names_is_told_with_its_publisher():
    lesson = load_scenario("typical_council/separate/nao_decade")
    found = json.loads(provenance.provenance([lesson], seed=7, engine="simpy")["sources"])
    cited = {quantity.source for _, quantity in lesson.quantities() if quantity.source}
    assert set(found) == cited
    assert found["nao_2018_interface"]["publisher"] == "National Audit Office"
    assert all(source["title"] and source["year"] for source in found.values())


def test_of_a_source_of_somebodys_own_only_the_name_is_known(make_scenario):
    found = json.loads(provenance.provenance([make_scenario()], seed=7, engine="simpy")["sources"])
    assert found == {"beds_statistics": {}}


def test_a_broken_git_never_stops_a_study(monkeypatch):
    def broken(*_args, **_options):
        raise subprocess.TimeoutExpired("git", 5)

    monkeypatch.setattr(provenance.subprocess, "run", broken)
    assert provenance.git_commit() == ""


@pytest.mark.parametrize("damage", [b'{"date": "2', b"\xff\xfe\x00\n", b"5\n", b"[1]\n", b"\n\n"])
def test_a_damaged_line_is_passed_over(tmp_path, damage):
    store = tmp_path / "sweep.zarr"
    assert last_session(store) == {}
    journal_of(store).write_bytes(b'{"date": "2026", "command": "carefunds sweep"}\n' + damage)
    assert last_session(store)["command"] == "carefunds sweep"
