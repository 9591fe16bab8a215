"""The table of an area's routes: complete, and the one on the page is of the area as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from carefunds_sim.report.description import routes_as_text
from carefunds_sim.report.figures.routes import CELL, digest, draw_routes
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.routes import Way, routes_of

PICTURES = Path(__file__).parents[3] / "docs" / "pictures"
AREA = compose("typical_council").area


def test_shares_from_one_place_leave_room_for_who_needs_nothing_more() -> None:
    routes = routes_of(AREA)
    for start in {route.start for route in routes}:
        moving = [r.shares for r in routes if r.start == start and r.way in (Way.FIRST, Way.ONWARD)]
        for dependency in range(3):
            assert sum(shares[dependency] for shares in moving) <= 1.0 + 1e-9, start


def test_a_route_is_of_each_kind_that_the_file_has() -> None:
    found = {(route.start, route.to, route.way) for route in routes_of(AREA)}
    assert ("emergency_admissions", "acute", Way.FIRST) in found
    assert ("intermediate_beds", "residential", Way.SECOND) in found
    assert ("home_care", "self_funded_home_care", Way.PRIVATE) in found
    assert ("home_care", "informal_care", Way.REFUSED) in found
    assert ("residential", "acute", Way.ADMITTED) in found
    assert ("acute", "acute", Way.ADMITTED) not in found


def test_a_missing_dependency_repeats_the_one_before_it() -> None:
    area = load_scenario("blocking").area
    (first, onward) = routes_of(area)
    assert first.shares == (1.0, 1.0, 1.0)
    assert onward.shares == (0.25, 0.25, 0.25)
    assert "Intermediate care (25)" in routes_as_text(area)


@pytest.mark.parametrize("area", ["typical_council", "london_borough"])
def test_words_stay_within_their_column(area: str) -> None:
    figure = draw_routes(compose(area).area)
    renderer = FigureCanvasAgg(figure).get_renderer()
    for text in figure.axes[0].texts:
        if text.get_horizontalalignment() == "center":
            inches = text.get_window_extent(renderer).width / figure.dpi
            assert inches < CELL, text.get_text()


def test_the_table_on_the_page_is_of_the_area_as_it_is() -> None:
    drawn = (PICTURES / "routes.svg").read_text(encoding="utf-8")
    assert f"drawn from {digest(AREA)}" in drawn, (
        "run: carefunds routes -o docs/pictures/routes.svg"
    )
