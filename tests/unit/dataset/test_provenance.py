"""What made a dataset."""

from __future__ import annotations

import json
import subprocess

from carefunds_sim.dataset import provenance


def test_it_says_versions_inputs_and_seed(make_scenario):
    found = provenance.provenance([make_scenario()], seed=7, engine="simpy", study="s")
    assert found["seed"] == 7
    assert found["package_version"]
    assert "numpy" in json.loads(found["libraries"])
    assert json.loads(found["evidence"])["measured"] == 41


def test_a_broken_git_never_stops_a_study(monkeypatch):
    def broken(*_args, **_options):
        raise subprocess.TimeoutExpired("git", 5)

    monkeypatch.setattr(provenance.subprocess, "run", broken)
    assert provenance.git_commit() == ""
