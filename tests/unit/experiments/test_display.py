"""Showing how far a study is."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from carefunds_sim.experiments import progress
from carefunds_sim.experiments.progress import Line, Lines, Progress, display
from carefunds_sim.experiments.replicate import run
from carefunds_sim.scenario.load import load_scenario

HALF = Progress(5, 10, 0.5, 100.0)
END = Progress(10, 10, 1.0, None)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved."""
    at = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: at.now)
    return at


@pytest.fixture
def notebook(monkeypatch):
    """What is loaded where a kernel of IPython runs this."""
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))


@pytest.fixture
def lesson():
    return load_scenario("one_queue", years=1, warmup_months=0)


def test_nothing_is_shown_unless_wanted(lesson, capsys):
    for wanted in (None, False):
        with display(wanted) as on_progress:
            assert on_progress is None
        run(lesson, replications=1, workers=1, progress=wanted)
    assert capsys.readouterr() == ("", "")


def test_a_function_of_the_callers_hears_it_itself(lesson):
    heard = []
    with display(heard.append) as on_progress:
        assert on_progress == heard.append
    run(lesson, replications=2, workers=1, progress=heard.append)
    assert (heard[-1].done, heard[-1].total) == (2, 2)


@pytest.mark.usefixtures("notebook")
def test_a_notebook_shows_one_line_that_ends_as_the_study_does(lesson, capsys):
    run(lesson, replications=3, workers=1, progress=True)
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("\r")
    assert out.split("\r")[-1].rstrip() == "100%  3 of 3 runs finished"
    assert out.count("\n") == 1


def test_a_line_is_written_over_and_what_was_longer_is_hidden(clock):
    stream = io.StringIO()
    line = Line(stream)
    line(HALF)
    clock.now += 1
    line(END)
    line.close()
    long, short = " 50%  5 of 10 runs finished, about 1.7 min left", "100%  10 of 10 runs finished"
    assert stream.getvalue() == f"\r{long}\r{short:{len(long)}}\r{short}\n"


def test_a_line_is_not_written_too_often_to_be_read(clock):
    stream = io.StringIO()
    line = Line(stream)
    for done in range(1000):
        line(Progress(done, 1000, done / 1000, None))
        clock.now += 0.001
    assert 4 <= stream.getvalue().count("\r") <= 5


def test_a_line_is_not_written_over_with_itself(clock):
    stream = io.StringIO()
    line = Line(stream)
    for _ in range(10):
        line(HALF)
        clock.now += 1
    assert stream.getvalue().count("\r") == 1


def test_a_note_stays_above_the_line():
    stream = io.StringIO()
    line = Line(stream)
    line(HALF)
    line(Progress(0, 10, 0.0, None, note="compiling"))
    line.close()
    above, below = stream.getvalue().rstrip("\n").split("\n")
    assert above.split("\r")[-1].rstrip() == "compiling"
    assert below == "\r  0%  0 of 10 runs finished"


def test_a_log_gets_a_line_now_and_then(clock):
    stream = io.StringIO()
    lines = Lines(stream)
    lines(Progress(0, 10, 0.0, None, note="compiling"))
    lines(HALF)
    clock.now += 16
    lines(HALF)
    lines(END)
    written = stream.getvalue().splitlines()
    assert written == ["compiling", " 50%  5 of 10 runs finished, about 1.7 min left"]


def test_a_terminal_shows_a_bar_that_goes_away(lesson, monkeypatch):
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    run(lesson, replications=2, workers=1, progress=True)
    assert "2 of 2 runs finished" in terminal.getvalue()
    assert "\x1b[2K" in terminal.getvalue()
