"""The shipped study's numbers, beside what today's program makes of today's files."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from backtests import kept, page

from carefunds_sim.experiments.compare import compare
from carefunds_sim.scenario.load import load_experiment

RENEW = (
    "what is kept of the shipped study is no longer what the program makes. If that is meant: "
    "renew it with `python -m pytest tests/backtests --write-backtest`, look at what changed, "
    "and say in CHANGELOG.md that results changed, and why"
)
CLOSE = 1e-9
"""Relative: last bits may differ between processors."""

SQUEEZES = ("none", "nao_decade", "deep_cut")


def assert_kept(scenarios, replications):
    """Run replications of the scenarios of a squeeze, and compare with the rows that are kept."""
    made = compare(scenarios, replications=replications)
    stored = kept.read().sel(scenario=made["scenario"], replication=made["replication"])
    for name in kept.HEADLINE:
        expected = pytest.approx(stored[name].to_numpy(), rel=CLOSE)
        assert made[name].to_numpy() == expected, (name, RENEW)


def members(squeeze):
    design = load_experiment(kept.STUDY)
    return replace(
        design, scenarios=tuple(s for s in design.scenarios if s.squeeze.name == squeeze)
    )


def test_the_scenarios_are_those_that_were_run():
    design = load_experiment(kept.STUDY)
    hashes = {scenario.name: scenario.hash for scenario in design.scenarios}
    assert hashes == kept.scenarios()["scenario_hash"].to_dict(), RENEW
    assert {scenario.squeeze.name for scenario in design.scenarios} == set(SQUEEZES)
    stored = kept.read()
    assert stored.sizes["replication"] == design.scenarios[0].run.replications
    assert (stored.attrs["seed"], stored.attrs["baseline"]) == (
        design.scenarios[0].run.seed, design.baseline,
    )  # fmt: skip


@pytest.mark.parametrize("squeeze", SQUEEZES)
def test_the_first_replications_are_the_same(squeeze):
    assert_kept(members(squeeze), 2)


@pytest.mark.slow
@pytest.mark.parametrize("squeeze", SQUEEZES)
def test_all_replications_are_the_same(squeeze):
    assert_kept(members(squeeze), None)


def test_the_differences_follow_from_the_headline_numbers():
    stored = pd.read_csv(kept.FOLDER / "differences.csv")
    pd.testing.assert_frame_equal(kept.gaps(kept.read()), stored, rtol=CLOSE, check_dtype=False)


def test_the_numbers_of_the_page_are_the_headline_numbers():
    text = (kept.FOLDER / "README.md").read_text(encoding="utf-8")
    assert numbers(text) == numbers(page.page(kept.read(), {})), RENEW


def numbers(text):
    """Return the numbers above the figures; how they are put into words may change."""
    return re.findall(r"[-+]?\d[\d,.]*", text.split("## Figures")[0])


def test_every_picture_of_the_page_is_there_and_all_of_it_is_small():
    text = (kept.FOLDER / "README.md").read_text(encoding="utf-8")
    pictures = [*(kept.FOLDER / "pictures").iterdir()]
    assert pictures
    assert set(re.findall(r"\(pictures/(.*?)\)", text)) == {path.name for path in pictures}
    files = [kept.FOLDER / name for name in ("README.md", *kept.FILES)]
    assert sum(path.stat().st_size for path in (*files, *pictures)) < 2_500_000
