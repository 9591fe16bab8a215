"""The shipped area beside what was published: the page says what the files show today."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carefunds_sim.analysis.calibration import FactFit
from carefunds_sim.cli.app import app
from carefunds_sim.experiments.calibrate import run_and_measure
from carefunds_sim.scenario.load import load_calibration, load_scenario

PAGE = Path(__file__).parents[2] / "docs" / "background" / "calibration.md"
FACTS = load_calibration("england_2010_17")


@pytest.fixture(scope="module")
def shown() -> list[FactFit]:
    scenario = load_scenario(FACTS.scenario).with_run(**FACTS.run.model_dump())
    return run_and_measure(scenario, FACTS, replications=12, seed=1066)[1]


@pytest.mark.parametrize("name", [n for n, t in FACTS.targets.items() if t.unmet is None])
def test_a_fact_is_met_or_a_few_runs_cannot_tell(shown: list[FactFit], name: str) -> None:
    (row,) = (row for row in shown if row.name == name)
    assert row.might_be_met, f"{row.mean:.4g} ({row.low:.4g} to {row.high:.4g})"


@pytest.mark.parametrize("name", [n for n, t in FACTS.targets.items() if t.unmet is not None])
def test_a_fact_that_is_said_not_to_be_met_is_not_met(shown: list[FactFit], name: str) -> None:
    """A reason for what is no longer so would mislead."""
    (row,) = (row for row in shown if row.name == name)
    low, high = row.target.interval
    assert not (low < row.low and row.high < high)


def test_every_fact_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for target in FACTS.targets.values():
        assert page.count(f"| {target.title} |") >= 2, target.title
    for fitted in FACTS.fitted.values():
        assert f"| {fitted.title} |" in page


@pytest.mark.slow
def test_the_page_is_what_the_command_writes(tmp_path: Path) -> None:
    """With forty replications: every number and verdict again."""
    again = tmp_path / "calibration.md"
    said = CliRunner().invoke(app, ["calibrate", "--check", "--quiet", "--page", str(again)])
    assert said.exit_code == 0, said.output
    assert facts(again) == facts(PAGE)


@pytest.mark.parametrize("name", ["forecast", "forecast-2026-11-30"])
def test_the_forecast_s_table_is_the_one_that_was_sealed(name: str) -> None:
    """Who compares it later must find what was written down before."""
    words, table = ((PAGE.parent / f"{name}.{kind}") for kind in ("md", "csv"))
    sealed = hashlib.sha256(table.read_text(encoding="utf-8").encode()).hexdigest()
    assert f"`{sealed}`" in words.read_text(encoding="utf-8")


def facts(page: Path) -> list[str]:
    return [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
