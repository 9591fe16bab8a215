"""Figures: what they show, not how they look."""

from __future__ import annotations

import pytest

from carefunds_sim.report.figures import FIGURES, write_figures
from carefunds_sim.report.figures.style import OTHERS, STANDARD, spread, strokes


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_names_its_source(study, name):
    figure = FIGURES[name](study)
    below = figure.get_supxlabel().replace("\n", " ")
    assert "3 replications, seed 1" in below
    assert "41 measured (A), 23 derived (B), 18 assumed (E)" in below
    assert figure.get_suptitle()


def test_a_network_without_money_or_delays_has_no_empty_figures(study, tmp_path):
    quiet = study.isel(scenario=[0])
    for name in ("delayed_days", "cost_total", "monthly_budget", "monthly_delayed_days"):
        quiet[name] = quiet[name] * (0 if "delayed" in name else float("nan"))
    written = write_figures(quiet, tmp_path)
    assert [path.name for path in written] == ["capacity.png"]


def test_figures_are_written_as_png_and_svg(study, tmp_path):
    files = write_figures(study.isel(scenario=[0, 1]), tmp_path / "figures")
    assert len(files) == len(FIGURES)
    assert all(path.stat().st_size > 5000 for path in files)
    assert all(path.with_suffix(".svg").is_file() for path in files)


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
