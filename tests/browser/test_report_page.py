"""The report in a real browser: it asks nothing of anybody, and everybody can read it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from browser.visit import DESK, PHONE

from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.replicate import run
from carefunds_sim.report.document import Results
from carefunds_sim.report.figures.drawing import Drawing
from carefunds_sim.report.folder import REPORT, write_report
from carefunds_sim.scenario.load import compose, load_scenario

TINY = {"scale": 0.02, "years": 2, "replications": 3}
SCROLLS = """
() => [...document.querySelectorAll('*')]
    .filter(e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
    .filter(e => e !== document.documentElement && e !== document.body)
    .map(e => [e.tabIndex, e.getAttribute('role'), e.getAttribute('aria-label')])
"""


def small_study():
    """A part of the shipped study, of which every kind of table and picture is made."""
    scenarios = [
        compose("typical_council", arrangement, squeeze, run=TINY)
        for squeeze in ("none", "deep_cut")
        for arrangement in ("separate", "pooled", "care_trust")
    ]
    return compare(scenarios, workers=1)


def one_scenario():
    return run(compose("typical_council", "pooled", "deep_cut", run=TINY), workers=1)


def lesson():
    return run(load_scenario("blocking", years=2, replications=2), workers=1)


def nobody_comes():
    empty = load_scenario("one_queue").with_value("area.streams.arrivals.per_day", 0.0)
    return run(empty.with_run(years=1), replications=1, workers=1)


def shipped_study():
    return compare("four_arrangements")


MADE = {
    make.__name__: make for make in (small_study, one_scenario, lesson, nobody_comes, shipped_study)
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=MADE)
def report(browser, request, tmp_path_factory):  # noqa: ARG001 - without one no page is made
    """The page of one kind of results."""
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Drawing, "save", lambda *_: [folder])  # the page alone is looked at
        patch.setattr("carefunds_sim.report.folder.write_csv", lambda *_: folder)
        write_report(Results(MADE[request.param]()), folder)
    return folder / REPORT


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_it_is_whole_and_without_a_fault(report, open_page, width):
    visit = open_page(report, width)
    assert visit.asked == []
    assert visit.complaints == []
    visit.ask("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert visit.faults() == []
    assert visit.too_wide() == []
    assert visit.captions_cut_off() == []


def test_it_can_be_read_with_a_keyboard(report, open_page):
    visit = open_page(report, PHONE)
    assert 'class="skip"' in visit.press("Tab")
    assert visit.ask("document.activeElement.getBoundingClientRect().top >= 0")
    visit.press("Enter")
    assert visit.page.url.endswith("#main")
    assert visit.press("Tab") != ""
    assert visit.ask("document.querySelector('#main').contains(document.activeElement)")
    for tab, role, label in visit.ask(SCROLLS):
        assert (tab, role) == (0, "group")
        assert label


def test_headings_go_down_one_level_at_a_time(report, open_page):
    visit = open_page(report)
    levels = visit.ask("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_leads_somewhere_in_the_page(report, open_page):
    visit = open_page(report)
    links = visit.ask("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert links
    assert [a for a in links if not visit.ask(f"!!document.getElementById('{a[1:]}')")] == []


def test_it_prints_with_all_its_headings(report, open_page):
    visit = open_page(report)
    headings = visit.ask("[...document.querySelectorAll('h1,h2,h3')].filter(h => !h.closest('nav'))"
                         ".map(h => h.textContent)")  # fmt: skip
    printed = visit.page.pdf(format="A4", outline=True, tagged=True)
    titles = re.findall(rb"/Title \(((?:[^()\\]|\\.)*)\)", printed)
    assert {*map(plain, headings)} <= {plain(title) for title in titles}
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) < 60


def plain(words):
    """Return the letters alone, which every encoding writes alike."""
    text = words.decode("latin-1") if isinstance(words, bytes) else words
    return re.sub("[^A-Za-z]", "", text)


BAD = """<!DOCTYPE html><html><head><title>Bad</title></head><body>
<img src="https://example.org/a.png"><div style="width: 900px">wide</div>
<table style="width: 900px"><caption>Words and words and words and words and words</caption></table>
<script>console.error("oops")</script></body></html>"""


def test_a_bad_page_is_found_out(tmp_path, open_page):
    (tmp_path / "bad.html").write_text(BAD, encoding="utf-8")
    visit = open_page(tmp_path / "bad.html", PHONE)
    assert visit.asked == ["https://example.org/a.png"]
    assert "oops" in visit.complaints
    assert any(fault.startswith("image-alt") for fault in visit.faults())
    assert any("wide" in words for words in visit.too_wide())
    assert visit.captions_cut_off()
