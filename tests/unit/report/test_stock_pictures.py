"""The pictures and page of stocks and flows: readable, linked, and made from the list as it is."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from carefunds_sim.report import stocks as texts
from carefunds_sim.report.figures import loops as loop_picture
from carefunds_sim.report.figures import stocks as picture
from carefunds_sim.report.figures.stocks import layout_of
from carefunds_sim.report.figures.style import TEXT
from carefunds_sim.scenario.stock_flow import Flow, Stock, Subject, View
from carefunds_sim.scenario.stock_views import arrows, parts_of, shown
from carefunds_sim.scenario.stocks import PARTS, SHOWN

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "background" / "stocks.md"
COMMAND = "run: python -m pytest tests/reference --write-reference"
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
each_view = pytest.mark.parametrize("view", list(View), ids=lambda view: view.word)


def solid(view: View) -> dict[str, loop_picture.Box]:
    """Return the boxes that nothing may run through: stocks and what is worked out."""
    return {
        name: box
        for name, box in picture.boxes(view).items()
        if not parts_of(name, view) and not isinstance(PARTS[name], Flow)
    }


def stored(view: View) -> Path:
    return DOCS / "pictures" / f"stocks_{view.word}.svg"


@each_view
def test_every_part_of_a_view_has_a_place_on_its_page(view: View) -> None:
    layout = layout_of(view)
    assert set(layout.places) == {name for name in shown(view) if not parts_of(name, view)}
    width, height = layout.size
    for name, box in picture.boxes(view).items():
        assert box.x - box.half_width > 0, name
        assert box.x + box.half_width < width, name
        assert layout.key_top < box.y - box.half_height, name
        assert box.y + box.half_height < height, name


@each_view
def test_bends_badges_and_labels_are_of_parts_and_links_that_there_are(view: View) -> None:
    layout = layout_of(view)
    pairs = {arrow[:2] for arrow in arrows(view)}
    flows = {name for name, part in shown(view).items() if isinstance(part, Flow)}
    for of_pairs in (layout.bends, layout.badges):
        assert {(one, other) for one, others in of_pairs.items() for other in others} <= pairs
    assert {*layout.clouds, *layout.labels, *layout.turns} <= flows


@each_view
def test_boxes_and_valves_do_not_overlap(view: View) -> None:
    boxes = {n: box for n, box in picture.boxes(view).items() if not parts_of(n, view)}
    for (name, one), (other_name, other) in combinations(boxes.items(), 2):
        apart_across = abs(one.x - other.x) - one.half_width - other.half_width
        apart_down = abs(one.y - other.y) - one.half_height - other.half_height
        assert max(apart_across, apart_down) > 0.04, (name, other_name)


@each_view
def test_words_fit_into_their_boxes(view: View) -> None:
    figure = picture.draw_stocks(view)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = solid(view).values()
    for text in figure.axes[0].texts:
        x, y = text.get_position()
        for box in boxes:
            if x == box.x and abs(y - box.y) < box.half_height:
                inches = text.get_window_extent(renderer).width / figure.dpi
                assert inches < 2 * box.half_width, text.get_text()


@each_view
def test_no_arrow_runs_behind_a_box_that_is_not_its_own(view: View) -> None:
    for arrow, points in picture.lines(view).items():
        assert loop_picture.length_of(points) > 0.2, arrow
        for name, box in solid(view).items():
            part = PARTS[name]
            whole = part.within if isinstance(part, Stock) else ""
            if not {name, whole} & set(arrow[:2]):
                assert not box.holds(points, 0.01).any(), (arrow, name)


@each_view
def test_every_loop_of_a_view_has_a_mark_that_covers_no_box_and_no_other_mark(view: View) -> None:
    badges = picture.badges(view)
    assert set(badges) == set(SHOWN[view])
    for place in badges.values():
        for name, box in solid(view).items():
            assert not box.holds(np.array([place]), 0.1).any(), name
    for one, other in combinations(badges.values(), 2):
        assert np.hypot(one[0] - other[0], one[1] - other[1]) > 2 * picture.BADGE


def brightness(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_words_and_lines_stand_out_from_what_they_are_on() -> None:
    for subject in Subject:
        assert contrast(TEXT, picture.FILL[subject]) > 7
        assert contrast(picture.EDGE[subject], picture.FILL[subject]) > 4.5
        assert contrast(picture.EDGE[subject], "white") > 4.5
    for colour in (picture.PIPE, loop_picture.MORE, loop_picture.LESS):
        assert contrast(colour, "white") > 4.5


def test_what_a_stock_is_of_is_said_in_words_too() -> None:
    for part in PARTS.values():
        if isinstance(part, Stock):
            assert picture.words_of(part)[-1] == part.unit


@each_view
def test_the_picture_is_drawn_from_the_list_as_it_is_and_says_what_it_shows(view: View) -> None:
    text = stored(view).read_text(encoding="utf-8")
    assert f"drawn from {picture.digest(view)}" in text, COMMAND
    root = ElementTree.fromstring(text)
    title, words = picture.in_words(view)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title words"
    assert [root.findtext(f"{SVG}{tag}") for tag in ("title", "desc")] == [title, words]
    said = " ".join(" ".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    for part in shown(view).values():
        assert all(word in said for word in part.label.split()), part.label


@each_view
def test_every_box_and_valve_leads_to_its_row_and_says_so(view: View) -> None:
    root = ElementTree.parse(stored(view)).getroot()
    links = {link.get(HREF): link.findtext(f"{SVG}title") for link in root.iter(f"{SVG}a")}
    rows = set(re.findall(r'<a id="([^"]+)">', PAGE.read_text(encoding="utf-8")))
    assert set(links) == {f"../background/stocks.md#{name}" for name in shown(view)}
    assert {link.partition("#")[2] for link in links if link} <= rows
    for name, part in shown(view).items():
        assert links[f"../background/stocks.md#{name}"] == f"{part.label} ({part.unit})"


@each_view
def test_the_console_tells_every_stock_and_what_moves_it(view: View) -> None:
    for verbose in (False, True):
        said = " ".join(texts.as_text(view, width=60, verbose=verbose).split())
        for part in shown(view).values():
            if isinstance(part, Stock):
                assert f"{part.label} ({part.unit})" in said
            if isinstance(part, Flow):
                assert part.label in said
    assert "model.rules.partnership:next_trust" in said
