"""Lines as wide as there is room, in letters that can be shown."""

from __future__ import annotations

from io import StringIO

import pytest

from carefunds_sim.screen import WIDTH, columns, fitted, say


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("said", "width"), [("60", 60), ("20", 40), ("0", WIDTH), ("wide", WIDTH), ("", WIDTH)]
)
def test_columns_are_those_asked_for_or_a_hundred(monkeypatch, said, width):
    monkeypatch.setenv("COLUMNS", said)
    assert columns(StringIO()) == width


def printed(words, stream, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    say(words, stream)
    return stream.getvalue()


def test_a_long_line_is_wrapped_under_its_own_beginning(monkeypatch):
    words = "  - no scenario is called 'one_qeue'; did you mean 'one_queue'?"
    assert printed(words, StringIO(), monkeypatch).splitlines() == [
        "  - no scenario is called 'one_qeue';",
        "    did you mean 'one_queue'?",
    ]


def test_words_beside_a_name_are_wrapped_under_each_other():
    assert fitted("  Area:   a town of many people", 20) == [
        "  Area:   a town of",
        "          many",
        "          people",
    ]


def test_a_located_fault_is_wrapped_for_people_only(monkeypatch):
    fault = "my_area.yaml:12: area.services.ward.capacity must be above 0 (got -1)"
    assert printed(fault, StringIO(), monkeypatch) == fault + "\n"
    lines = printed(fault, Terminal(), monkeypatch).splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 40
    assert lines[1].startswith("  ")


def test_a_path_is_never_broken(monkeypatch):
    path = "/a/folder/with-a-name-that/is-longer-than/any-line-here"
    assert path in printed(f"Written to {path}", Terminal(), monkeypatch).splitlines()[-1]
