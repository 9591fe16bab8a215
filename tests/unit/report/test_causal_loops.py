"""The causal-loop picture and page: readable, and made from the list as it is."""

from __future__ import annotations

import re
from html import escape
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from carefunds_sim.report import loops as texts
from carefunds_sim.report.figures import loops as layout
from carefunds_sim.report.figures import loops as picture
from carefunds_sim.report.figures.loops import Box, arc
from carefunds_sim.scenario.feedback import Variable
from carefunds_sim.scenario.loops import LOOPS
from carefunds_sim.vocabulary import Loop

DOCS = Path(__file__).parents[3] / "docs"
MARGIN = 0.05  # inches
MOST_CROSSINGS = 2
COMMAND = "run: python -m pytest tests/reference --write-reference"


def segments_cross(one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether two lines of points cross, each taken at a few of its points."""
    a, b = one[::4], other[::4]
    for i in range(len(a) - 1):
        for j in range(len(b) - 1):
            if _crosses(a[i], a[i + 1], b[j], b[j + 1]):
                return True
    return False


def _crosses(p: np.ndarray, q: np.ndarray, r: np.ndarray, s: np.ndarray) -> bool:
    def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
        return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

    return side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0


def test_every_variable_has_a_place_on_the_page() -> None:
    assert set(layout.PLACES) == set(Variable)
    width, height = layout.SIZE
    for variable, box in picture.boxes().items():
        assert box.half_width < box.x < width - box.half_width, variable
        assert box.y - box.half_height > layout.KEY_TOP, variable
        assert box.y + box.half_height < height, variable


def test_no_two_labels_overlap() -> None:
    for one, other in combinations(picture.boxes().values(), 2):
        apart_across = abs(one.x - other.x) - one.half_width - other.half_width
        apart_down = abs(one.y - other.y) - one.half_height - other.half_height
        assert max(apart_across, apart_down) > 2 * MARGIN, (one, other)


def test_words_fit_into_their_boxes() -> None:
    figure = picture.draw_loops()
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = {(box.x, box.y): box for box in picture.boxes().values()}
    for text in figure.axes[0].texts:
        box = boxes.get(text.get_position())
        if box:
            inches = text.get_window_extent(renderer).width / figure.dpi
            assert inches < 2 * box.half_width, text.get_text()


def test_no_arrow_runs_through_a_label_that_is_not_its_own() -> None:
    for link, points in picture.arrows().items():
        for variable, box in picture.boxes().items():
            if variable not in (link.cause, link.effect):
                assert not box.holds(points, MARGIN).any(), (link, variable)


def test_arrows_are_long_enough_to_read_and_hardly_cross() -> None:
    arrows = picture.arrows()
    for link, points in arrows.items():
        assert picture.length_of(points) > 0.4, link
    crossing = [
        (one, other)
        for (one, first), (other, second) in combinations(arrows.items(), 2)
        if segments_cross(first, second)
    ]
    assert len(crossing) <= MOST_CROSSINGS, crossing


def test_no_badge_covers_a_label_or_another_badge() -> None:
    badges = picture.badges()
    assert set(badges) == set(Loop)
    for place in badges.values():
        for box in picture.boxes().values():
            assert not box.holds(np.array([place]), picture.BADGE).any()
    for one, other in combinations(badges.values(), 2):
        assert np.hypot(one[0] - other[0], one[1] - other[1]) > 2 * picture.BADGE


def test_an_arrow_bends_to_the_left_of_its_way_and_stays_clear_of_both_ends() -> None:
    start, end = Box(0, 0, 0.5, 0.2), Box(4, 0, 0.5, 0.2)
    points = arc(start, end, 0.1, gap=0.1)
    assert points[:, 1].max() == pytest.approx(0.4, abs=1e-3)
    assert points[0, 0] >= 0.6
    assert points[-1, 0] <= 3.4


@pytest.mark.parametrize("file", ["loops.svg", "loops.png"])
def test_the_picture_of_the_page_is_drawn_from_the_list_as_it_is(file: str) -> None:
    path = DOCS / "pictures" / file
    assert f"drawn from {picture.digest()}".encode() in path.read_bytes(), COMMAND


def test_the_picture_can_be_searched_and_read_out() -> None:
    page = (DOCS / "pictures" / "loops.svg").read_text(encoding="utf-8")
    texts_drawn = re.findall(r"<text [^>]*>(.*?)</text>", page)
    title, words = picture.in_words()
    assert f'<title id="title">{title}</title>' in page
    assert f'<desc id="words">{escape(words)}</desc>' in page
    for loop in LOOPS.values():
        assert escape(loop.title, quote=False) in texts_drawn
        assert loop.title in words


def test_the_console_tells_every_loop() -> None:
    said, inside = texts.as_text(width=60), texts.as_text(width=60, verbose=True)
    for loop, found in LOOPS.items():
        assert found.title in said
        assert loop.word not in said
        assert f"{found.title} ({found.polarity.label}): {loop.word}" in " ".join(inside.split())
