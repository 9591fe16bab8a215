"""`carefunds calibrate`: a small fit from end to end, and what it refuses."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner, Result

from carefunds_sim.cli.app import app
from carefunds_sim.cli.streams import INCOMPLETE
from carefunds_sim.experiments import calibrate as experiment
from carefunds_sim.report.analyses.forecast import rivals
from carefunds_sim.scenario.load import compose, load_calibration
from carefunds_sim.vocabulary import EvidenceKind

FILE = """\
kind: calibration
name: small
title: A small calibration
scenario: typical_council/separate/none
run: {years: 1, scale: 0.05, replications: 2}
targets:
  stay:
    title: Mean stay
    measure: mean_stay
    years: [2010, 2010]
    value: 12
    observation_error: 0.5
    discrepancy: 0
    unit: days
    kind: assumed
    why: of this test
fitted:
  stay:
    title: Days in hospital
    judged:
      area.services.acute.stay_days: {independent: 6, some_help: 9, much_help: 12}
    between: [0.5, 2]
"""
FORECAST = FILE.replace(
    "targets:\n",
    """\
forecast_years: 2
unidentified:
  attention: {title: With attention, values: {area.money.arranging.attention: 1.0}}
targets:
"""
    + "".join(
        f"""\
  level_{year}:
    title: Delayed days, {year}
    measure: delayed_days_per_1000
    years: [{year}, {year}]
    value: {value}
    observation_error: 5
    discrepancy: 5
    unit: bed days per 1,000 residents 65+ a year
    kind: assumed
    why: of this test
"""
        for year, value in ((2008, 100), (2009, 110), (2010, 150))
    ),
).replace("years: 1,", "years: 1, start_year: 2009,")


def calibrate(folder: Path, text: str, *options: str) -> Result:
    file = folder / "small.yaml"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["calibrate", str(file), *options])


@pytest.mark.slow  # in the short form: test_calibrate fits, and the command checks
def test_a_fit_writes_an_area_that_can_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    said = calibrate(tmp_path, FILE, "-o", str(folder), "--steps", "3", "--replications", "2", "-q")
    assert said.exit_code == 0, said.output
    assert "Mean stay" in said.output
    fitted = compose(folder / "fitted.yaml").area.services["acute"].stay_days
    assert fitted.kind is EvidenceKind.FITTED
    assert fitted.source == "calibration"
    assert max(fitted.value.values()) > 12


def test_a_check_fits_nothing_and_tells_machines(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    said = calibrate(
        tmp_path, FILE, "--check", "--json", "--replications", "2", "--page", str(page)
    )
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout)["stay"]["published"] == 12
    assert "| Mean stay |" in page.read_text(encoding="utf-8")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("measure: mean_stay", "measure: mean_sty"), "did you mean 'mean_stay'"),
        (("unit: days", "unit: hours"), "must be 'days' (got 'hours')"),
        (("discrepancy: 0", "discrepancy: -1"), "must be >= 0 (got -1)"),
        (("between: [0.5, 2]", "between: [2, 3]"), "must hold 1"),
        (
            ("between: [0.5, 2]", "between: [0.5, 2]\n    facts: [stey]"),
            "must be a target above 0 that is fitted to (got 'stey'; did you mean 'stay'?)",
        ),
        (
            ("between: [0.5, 2]", "between: [0.5, 2]\n    facts: [stay, stay]"),
            "must be named once (got 'stay' again)",
        ),
        (("acute.stay_days", "acute.stay_dys"), "is not a value of this scenario"),
        (("years: [2010, 2010]", "years: [2010, 2012]"), "do not hold all of 2010 to 2012"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, wrong: tuple[str, str], told: str) -> None:
    folder = tmp_path / "out"
    said = calibrate(tmp_path, FILE.replace(*wrong), "-q", "-o", str(folder))
    assert said.exit_code == 2
    assert told in " ".join(said.output.split())
    assert not folder.exists()


@pytest.mark.parametrize("facts", ["stey", "stay, stay"])
def test_facts_that_a_fit_refuses_are_found_by_validate(tmp_path: Path, facts: str) -> None:
    file = tmp_path / "small.yaml"
    group = f"between: [0.5, 2]\n    facts: [{facts}]"
    file.write_text(FILE.replace("between: [0.5, 2]", group), "utf-8")
    said = CliRunner().invoke(app, ["validate", str(file)])
    assert said.exit_code == 2
    assert "fitted.stay.facts" in said.output


def test_a_forecast_has_simple_rivals(tmp_path: Path) -> None:
    """A straight line through 100, 110 and 150 rises by 25 a year from 145 in the last."""
    file = tmp_path / "forecast.yaml"
    file.write_text(FORECAST, "utf-8")
    assert rivals(load_calibration(file), [2011, 2012]) == {
        "The last year again": [150.0, 150.0],
        "A straight line through all years": pytest.approx([170.0, 195.0]),
    }


def test_a_forecast_is_written_with_a_check(tmp_path: Path) -> None:
    text = FORECAST
    for year in (2008, 2009):
        text = text.replace(f"years: [{year}, {year}]", "years: [2010, 2010]")
    page, table = tmp_path / "forecast.md", tmp_path / "forecast.csv"
    said = calibrate(
        tmp_path, text, "--check", "--replications", "2", "-q", "--forecast", str(page)
    )
    assert said.exit_code == 0, said.output
    words, rows = page.read_text("utf-8"), table.read_bytes()
    assert hashlib.sha256(rows.replace(b"\r\n", b"\n")).hexdigest() in words
    assert words.count("With attention") == 2
    assert "# A forecast: 2011-12 to 2012-13" in words
    assert len(rows.splitlines()) == 1 + 2 * 3 * 9  # scenarios, years, measures


def test_a_forecast_needs_years_to_forecast(tmp_path: Path) -> None:
    page = tmp_path / "forecast.md"
    said = calibrate(tmp_path, FILE, "--check", "-q", "--forecast", str(page))
    assert said.exit_code == 2
    assert "has no forecast_years" in " ".join(said.output.split())
    assert not page.exists()


def test_an_interrupted_forecast_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = FORECAST
    for year in (2008, 2009):
        text = text.replace(f"years: [{year}, {year}]", "years: [2010, 2010]")
    cut_off = xr.Dataset(attrs={"incomplete": True})
    monkeypatch.setattr(experiment, "forecast", lambda *_, **__: cut_off)
    page = tmp_path / "forecast.md"
    said = calibrate(
        tmp_path, text, "--check", "--replications", "2", "-q", "--forecast", str(page)
    )
    assert said.exit_code == INCOMPLETE
    assert list(tmp_path.glob("forecast.*")) == []


@pytest.mark.parametrize("option", ["--page", "--forecast"])
def test_a_page_goes_with_a_check(tmp_path: Path, option: str) -> None:
    said = calibrate(tmp_path, FILE, option, str(tmp_path / "page.md"))
    assert said.exit_code == 2
