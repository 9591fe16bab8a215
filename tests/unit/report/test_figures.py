"""Figures: what they show, not how they look."""

from __future__ import annotations

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from carefunds_sim.report import figures
from carefunds_sim.report.figures import (
    FIGURES,
    delayed_over_time,
    drawings,
    service_load,
    shifted_cost,
)
from carefunds_sim.report.figures.labels import spread
from carefunds_sim.report.figures.style import OTHERS, STANDARD, strokes

FEW = {name: FIGURES[name] for name in ("delayed_over_time", "shifted_cost", "where_people_go")}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_names_its_source_and_tells_what_it_shows(study, name):
    figure = FIGURES[name](study)
    below = figure.get_supxlabel().replace("\n", " ")
    assert "3 replications, seed 1" in below
    assert "41 measured (A), 23 derived (B), 18 assumed (E)" in below
    title = figure.get_suptitle().replace("\n", " ").rstrip(".")
    assert title
    told = figure.get_label().removeprefix(title)
    assert told != figure.get_label()
    if name != "where_people_go":  # which shows the last squeeze only
        assert "None, " in told
    assert "Deep cut, " in told
    assert "in the tables" in told
    assert len(told) < 1500


def test_a_network_without_money_or_delays_has_no_empty_figures(study):
    quiet = study.isel(scenario=[0])
    for name in ("delayed_days", "monthly_delayed_days", "monthly_delayed_days_by_responsible"):
        quiet[name] = quiet[name] * 0
    for name in ("cost_total", "monthly_budget", "monthly_spend"):
        quiet[name] = quiet[name] * np.nan
    people = ["where_people_are", "where_people_go"]
    assert list(drawings(quiet)) == ["capacity", "service_load", *people]


@pytest.fixture(params=["one scenario", "one replication", "a lost run", "one year", "no baseline"])
def unusual(request, study):
    study = study.isel(scenario=slice(4))
    if request.param == "one scenario":
        return study.isel(scenario=[2])
    if request.param == "one replication":
        return study.isel(replication=[0])
    if request.param == "one year":
        return study.isel(month=slice(12))
    if request.param == "no baseline":
        return study.assign_attrs(baseline="")
    for name in study.data_vars:
        if study[name].dtype == float:
            study[name][1, 2] = np.nan
            study[name][2] = np.nan
    return study


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_copes_with_what_is_unusual(unusual, name):
    figure = FIGURES[name](unusual)
    if figure is not None:
        assert "nan" not in figure.get_label()
        assert figure.get_suptitle()


def test_a_title_tells_no_difference_from_one_replication(study):
    once = study.isel(replication=[0])
    for name in ("delayed_over_time", "cost_by_body", "shifted_cost", "budget_balance"):
        assert "one replication" in FIGURES[name](once).get_suptitle().replace("\n", " ")


def test_what_is_not_clear_is_drawn_hollow(study):
    for name in ("net_cost_nhs", "net_cost_council"):
        study[name][:] = 1e6 * (1 + np.arange(3))
    pooled = {"scenario": "town/pooled/none"}
    study["net_cost_nhs"].loc[pooled] = study["net_cost_nhs"].loc[pooled] + [1e6, 1.1e6, 0.9e6]
    study["net_cost_council"].loc[pooled] = study["net_cost_council"].loc[pooled] + [1e6, -1e6, 0]
    lines = shifted_cost(study).axes[0].get_lines()
    filled, hollow = ([line for line in lines if line.get_markerfacecolor() == colour
                       and line.get_marker() == STANDARD["pooled"].marker]
                      for colour in (STANDARD["pooled"].colour, "white"))  # fmt: skip
    assert np.isfinite(filled[0].get_xdata()).tolist()[:2] == [True, False]
    assert np.isfinite(hollow[0].get_xdata()).tolist()[:2] == [False, True]


def test_the_ground_is_tinted_where_more_is_offered_than_is_open(study):
    study["monthly_capacity"].loc[{"service": ["home_care", "care_home"]}] = 10.0
    study["monthly_offered_load"].loc[{"service": "home_care"}] = 20.0
    study["monthly_offered_load"].loc[{"service": "care_home"}] = 5.0
    figure = service_load(study)
    words = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    tinted = [patch.get_y() + 0.5 for patch in figure.axes[0].patches]
    assert words.index("Home care") in tinted
    assert words.index("Care home") not in tinted


def test_a_notebook_shows_a_figure_by_itself(study):
    shown, _ = DisplayFormatter().format(delayed_over_time(study))
    assert shown["image/png"].startswith(b"\x89PNG")


def test_figures_are_written_as_png_and_svg(study, tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "FIGURES", FEW)
    drawn = drawings(study.isel(scenario=[0, 1]))
    files = [file for drawing in drawn.values() for file in drawing.save(tmp_path / "figures")]
    assert len(files) == 2 * len(FEW)
    assert all(path.stat().st_size > 5000 for path in files)
    assert {path.suffix for path in files} == {".png", ".svg"}


@pytest.mark.parametrize("chosen", [FEW, pytest.param(FIGURES, marks=pytest.mark.slow)], ids=len)
def test_a_figure_is_the_same_whenever_it_is_drawn(study, chosen, monkeypatch):
    monkeypatch.setattr(figures, "FIGURES", chosen)
    first, second = (drawings(study.isel(scenario=[0, 1])) for _ in range(2))
    assert {name: drawing.svg for name, drawing in first.items()} == {
        name: drawing.svg for name, drawing in second.items()
    }


def test_labels_keep_their_order_and_distance():
    places = spread([0.10, 0.11, 0.12, 0.90], gap=0.1)
    assert places == pytest.approx([0.01, 0.11, 0.21, 0.90])
    assert spread([], gap=0.1) == []


def test_labels_stay_beside_their_panel():
    assert spread([0.0, 0.01, 0.02], gap=0.1, top=1.0) == pytest.approx([0.0, 0.1, 0.2])
    assert spread([0.98, 0.99, 1.0], gap=0.1, top=1.0) == pytest.approx([0.8, 0.9, 1.0])
    crowded = spread([0.2, 0.5, 0.8], gap=0.6, top=1.0)
    assert crowded == pytest.approx([-0.1, 0.5, 1.1])


def test_every_arrangement_looks_different(study):
    look = strokes(study)
    assert look["separate"].colour == "#12436D"
    everything = [*STANDARD.values(), *OTHERS]
    assert len({(s.colour, s.dash) for s in everything}) == len(everything)
    assert len({s.marker for s in everything}) == len(everything)
