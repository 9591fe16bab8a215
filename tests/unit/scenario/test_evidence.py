"""Every number that is shipped says what it is, what it could be, and what it rests on.

Every kind of evidence has a grade, and counts are given in one order.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import pytest

from carefunds_sim.scenario.catalogue import catalogue
from carefunds_sim.scenario.evidence import GRADES, counted, grade, shipped_sources
from carefunds_sim.scenario.files import read_part
from carefunds_sim.scenario.scenario import quantities_of
from carefunds_sim.scenario.schema.quantity import Quantity
from carefunds_sim.vocabulary import EvidenceKind, Role

FILES = [entry for entry in catalogue() if entry.kind in ("area", "arrangement", "squeeze")]
NUMBERS = {
    entry.name: dict(quantities_of(entry.kind, read_part(entry.kind, entry.path).model))
    for entry in FILES
}
SEEN = (EvidenceKind.MEASURED, EvidenceKind.DERIVED)
BEHAVIOUR = (
    "sight", "sight_lag", "regard", "goodwill", "virement", "council_offset", "chance", "length",
    "disruption", "disruption_months", "saving", "saving_after",
    "initial", "built", "eroded_by_overspend", "eroded_by_transfer",
)  # fmt: skip
"""How partners see, weigh, quarrel and trust: no source says how much, so judgement does."""


def behavioural() -> dict[tuple[str, str], Quantity[Any]]:
    return {
        (name, path): quantity
        for name, numbers in NUMBERS.items()
        for path, quantity in numbers.items()
        if path.startswith("arrangement.") and path.rsplit(".", 1)[1] in BEHAVIOUR
    }


def every_value() -> dict[str, set[float]]:
    """What shipped arrangements say of each behaviour, whichever fund it is of."""
    found: dict[str, set[float]] = defaultdict(set)
    for (_, path), quantity in behavioural().items():
        found[path.rsplit(".", 1)[1]].update(quantity.numbers())
    return found


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_has_unit_and_range(name: str) -> None:
    numbers = NUMBERS[name]
    assert numbers
    assert [path for path, quantity in numbers.items() if not quantity.unit] == []
    assert [path for path, quantity in numbers.items() if quantity.range is None] == []


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_lies_within_its_range(name: str) -> None:
    assert [path for path, quantity in NUMBERS[name].items() if quantity.outside_range] == []


@pytest.mark.parametrize("name", NUMBERS)
def test_what_may_change_has_room_to_change(name: str) -> None:
    stuck = [
        path
        for path, quantity in NUMBERS[name].items()
        if quantity.role is not Role.CONSTANT
        and (quantity.range is None or quantity.range[0] == quantity.range[1])
    ]
    assert stuck == []


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_says_where_it_stands_or_why_it_was_chosen(name: str) -> None:
    silent = [
        path
        for path, q in NUMBERS[name].items()
        if not (q.why if q.kind is EvidenceKind.ASSUMED else q.source and q.at)
    ]
    assert silent == []


@pytest.mark.parametrize("name", NUMBERS)
def test_every_source_is_in_the_register(name: str) -> None:
    named = {quantity.source for quantity in NUMBERS[name].values() if quantity.source}
    assert named <= set(shipped_sources())


@pytest.mark.parametrize("name", NUMBERS)
def test_what_was_remembered_is_not_called_seen(name: str) -> None:
    told = {p: q.at for p, q in NUMBERS[name].items() if q.kind in SEEN and q.at}
    assert [path for path, at in told.items() if "memory" in at] == []


def test_behaviour_is_found_in_every_arrangement() -> None:
    found = {path.rsplit(".", 1)[1] for _, path in behavioural()}
    assert found == set(BEHAVIOUR)
    assert {name for name, _ in behavioural()} == {
        entry.name for entry in FILES if entry.kind == "arrangement"
    }


def test_behaviour_that_rests_on_judgement_is_called_assumed() -> None:
    other = [place for place, q in behavioural().items() if q.kind is not EvidenceKind.ASSUMED]
    assert other == []


def test_behaviour_may_be_half_or_double_or_what_any_other_arrangement_says() -> None:
    said = every_value()
    narrow = []
    for (name, path), quantity in behavioural().items():
        word = path.rsplit(".", 1)[1]
        numbers = set(quantity.numbers())
        least = min({number / 2 for number in numbers} | said[word])
        most = max({min(2 * number, highest(word, quantity)) for number in numbers} | said[word])
        low, high = quantity.range or (0.0, 0.0)
        if low > least or high < most:
            narrow.append((name, path))
    assert narrow == []


def highest(word: str, quantity: Quantity[Any]) -> float:
    """The most a behaviour can be: all of something, or eleven months, as twelve are none."""
    return 11.0 if word == "council_offset" else 1.0 if quantity.unit == "share" else math.inf


def test_every_kind_of_evidence_has_a_grade() -> None:
    letters = [grade(kind).letter for kind in EvidenceKind]
    assert len(set(letters)) == len(letters)


def test_grades_are_letters_from_the_best_to_the_worst() -> None:
    letters = [given.letter for given in GRADES.values()]
    assert letters == sorted(set(letters))
    assert (grade(EvidenceKind.MEASURED).letter, grade(EvidenceKind.ASSUMED).letter) == ("A", "E")


def test_counts_go_from_the_best_grade_to_the_worst_and_leave_none_out() -> None:
    assert (
        counted({"assumed": 18, "measured": 41, "expert": 0}) == "41 measured (A), 18 assumed (E)"
    )
    everything = dict.fromkeys(EvidenceKind.words(), 2)
    assert counted(everything).count("2 ") == len(everything)


def test_nothing_to_count_has_no_words() -> None:
    assert counted({}) == ""
