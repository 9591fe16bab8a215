"""Every kind of evidence has a grade, and counts are told in one order."""

from __future__ import annotations

from carefunds_sim.scenario.grade import GRADES, counted, grade
from carefunds_sim.vocabulary import EvidenceKind


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


def test_nothing_to_count_is_told_as_nothing() -> None:
    assert counted({}) == ""
