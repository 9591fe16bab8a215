"""Numbers that drive results are read twice; where the readings differ is known and said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from second_reading import Reading, compared, quantity_of, readings

SCREENING = Path(__file__).parents[2] / "docs" / "background" / "screening.md"
READ = readings()


@pytest.mark.parametrize("reading", READ, ids=lambda reading: reading.number)
def test_the_first_reading_lies_where_the_second_has_it_or_is_known_not_to(
    reading: Reading,
) -> None:
    value = compared(reading)
    agrees = reading.low <= value <= reading.high
    said = f"{value:g} against {reading.low:g} to {reading.high:g}: {reading.reading}"
    if reading.disagrees:
        assert not agrees, f"agrees now, so take 'disagrees' away: {said}"
    else:
        assert agrees, f"a new disagreement, to be settled or explained: {said}"


@pytest.mark.parametrize("reading", READ, ids=lambda reading: reading.number)
def test_both_readings_are_of_the_same_thing(reading: Reading) -> None:
    assert quantity_of(reading.number).unit == reading.unit
    assert reading.low <= reading.high
    assert reading.basis in ("source", "judgement")
    assert reading.rows or reading.basis == "judgement"


def test_a_number_is_read_once() -> None:
    assert len({(reading.number, reading.of) for reading in READ}) == len(READ)


def test_the_numbers_that_matter_most_have_all_been_read_again() -> None:
    page = SCREENING.read_text(encoding="utf-8")
    important = re.findall(r"^\| \d+ \| `([^`]+)`", page, re.MULTILINE)
    assert len(important) == 24
    assert set(important) <= {reading.number for reading in READ}
