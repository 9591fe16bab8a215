"""Figures: what they show, not how they look."""

from __future__ import annotations

import pytest

from carefunds_sim.report.figures import FIGURES, drawings
from carefunds_sim.report.figures.style import OTHERS, STANDARD, spread, strokes


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_names_its_source(study, name):
    figure = FIGURES[name](study)
    below = figure.get_supxlabel().replace("\n", " ")
    assert "3 replications, seed 1" in below
    assert "41 measured (A), 23 derived (B), 18 assumed (E)" in below
    assert figure.get_suptitle()


def test_a_network_without_money_or_delays_has_no_empty_figures(study):
    quiet = study.isel(scenario=[0])
    for name in ("delayed_days", "cost_total", "monthly_budget", "monthly_delayed_days"):
        quiet[name] = quiet[name] * (0 if "delayed" in name else float("nan"))
    assert list(drawings(quiet)) == ["capacity"]


def test_figures_are_written_as_png_and_svg(study, tmp_path):
    drawn = drawings(study.isel(scenario=[0, 1]))
    files = [file for drawing in drawn.values() for file in drawing.save(tmp_path / "figures")]
    assert len(files) == 2 * len(FIGURES)
    assert all(path.stat().st_size > 5000 for path in files)
    assert {path.suffix for path in files} == {".png", ".svg"}


def test_a_figure_is_the_same_whenever_it_is_drawn(study):
    first, second = (drawings(study.isel(scenario=[0, 1])) for _ in range(2))
    assert {name: drawing.svg for name, drawing in first.items()} == {
        name: drawing.svg for name, drawing in second.items()
    }


def test_labels_keep_their_order_and_distance():
    places = spread([0.10, 0.11, 0.12, 0.90], gap=0.1)
    assert places == pytest.approx([0.01, 0.11, 0.21, 0.90])
    assert spread([], gap=0.1) == []


def test_every_arrangement_looks_different(study):
    look = strokes(study)
    assert look["separate"].colour == "#12436D"
    everything = [*STANDARD.values(), *OTHERS]
    assert len({(s.colour, s.dash) for s in everything}) == len(everything)
    assert len({s.marker for s in everything}) == len(everything)
