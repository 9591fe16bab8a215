"""Flows of people: what is drawn adds up, nothing stands on anything else, the rest is told."""

from __future__ import annotations

from itertools import pairwise

import pytest
import xarray as xr

from carefunds_sim.dataset.places import DIED, NEED_NOTHING, NEW_PEOPLE, Place
from carefunds_sim.report.figures import FIGURES
from carefunds_sim.report.figures.ribbons import Box, Flow, Ribbons
from carefunds_sim.report.figures.where_people_go import AGAIN, BACK, people_flows

FLOWS = (
    Flow("new", "ward", 60.0), Flow("new", "home", 40.0), Flow("ward", "care", 30.0),
    Flow("ward", "end", 30.0), Flow("care", "end", 30.0), Flow("home", "end", 40.0),
)  # fmt: skip
PICTURE = Ribbons(
    columns=[["new"], ["ward"], ["care", "home"], ["end"]],
    order=["new", "ward", "care", "end", "home"],
    sizes={"new": 100.0, "ward": 60.0, "care": 30.0, "home": 40.0, "end": 100.0},
    flows=FLOWS,
    gap=5.0,
)


def moves() -> xr.DataArray:
    origins = [NEW_PEOPLE, Place.HOSPITAL.value, Place.CARE_AT_HOME.value]
    destinations = [*origins[1:], NEED_NOTHING, DIED]
    people = [
        [900.0, 100.0, 0.0, 0.0],
        [1100.0, 500.0, 500.0, 95.0],
        [200.0, 30.0, 365.0, 5.0],
    ]
    return xr.DataArray(
        people, dims=("origin", "destination"),
        coords={"origin": origins, "destination": destinations},
    )  # fmt: skip


def test_lanes_of_one_column_do_not_touch() -> None:
    columns: dict[float, list[Box]] = {}
    for boxes in PICTURE.boxes().values():
        for box in boxes:
            columns.setdefault(box.left, []).append(box)
    assert len(columns) == 4
    for column in columns.values():
        ordered = sorted(column, key=lambda box: box.low)
        assert all(one.low + one.height < next_.low for one, next_ in pairwise(ordered))


def test_a_flow_over_a_column_has_a_lane_there() -> None:
    boxes = PICTURE.boxes()
    assert [box.left for box in boxes[Flow("ward", "end", 30.0)]] == [2]
    assert [box.left for box in boxes[Flow("new", "home", 40.0)]] == [1]
    assert Flow("new", "ward", 60.0) not in boxes


def test_flows_fill_their_boxes_from_end_to_end() -> None:
    boxes = PICTURE.boxes()
    for end in (0, -1):
        for name in ("ward", "end" if end else "new"):
            box = boxes[name][0]
            mine = [steps[end] for flow, steps in PICTURE.ribbons() if flow[end] == name]
            mine = mine or [steps[end] for flow, steps in PICTURE.ribbons() if flow[1] == name]
            ordered = sorted(mine, key=lambda step: step.low)
            assert ordered[0].low == pytest.approx(box.low)
            assert sum(step.height for step in mine) == pytest.approx(box.height)
            assert all(a.low + a.height == pytest.approx(b.low) for a, b in pairwise(ordered))


def test_what_is_drawn_and_what_is_left_out_are_all_moves() -> None:
    ways = people_flows(moves())
    assert ways.moves == moves().sum() - 1100  # from A&E to a ward is no move between places
    drawn = sum(flow.size for flow in ways.flows if flow.origin != AGAIN)
    assert drawn + ways.left_out == pytest.approx(ways.moves)
    assert ways.least == pytest.approx(0.01 * (1000 + 200))
    assert ways.left_out == 30.0 + 5.0  # within care at home, and too few


def test_who_comes_back_to_hospital_is_shown_at_both_sides() -> None:
    ways = people_flows(moves())
    assert Flow(AGAIN, Place.HOSPITAL, 200.0) in ways.flows
    assert Flow(Place.CARE_AT_HOME, BACK, 200.0) in ways.flows
    assert ways.sizes[AGAIN] == ways.sizes[BACK] == 200.0
    assert ways.sizes[Place.HOSPITAL] == 1100.0
    assert ways.columns[0] == [AGAIN, NEW_PEOPLE]


def test_what_was_not_stored_or_run_is_not_drawn(study: xr.Dataset) -> None:
    lost = study.assign(moves=study["moves"].where(study["squeeze"] != "deep_cut"))
    assert FIGURES["where_people_go"](lost) is None
    assert FIGURES["where_people_go"](study.drop_vars("moves")) is None
    assert FIGURES["where_people_are"](study.drop_vars("service_place")) is None


def test_the_figures_are_described_to_those_who_cannot_see_them(study: xr.Dataset) -> None:
    go = FIGURES["where_people_go"](study)
    assert go is not None
    assert "Deep cut, separate: " in str(go.get_label())
    are = FIGURES["where_people_are"](study)
    assert are is not None
    for place in ("At home without the care they need", "Care at home", "Care homes"):
        assert place in str(are.get_label())
