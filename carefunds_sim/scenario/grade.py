"""How far a number can be relied on: one letter for each kind of evidence, A the best.

The letter says where a number comes from and nothing of how much it matters: see the screening for
that. A number remembered from literature ranks below one found by calibration, because nobody has
checked it against anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from carefunds_sim.vocabulary import EvidenceKind


@dataclass(frozen=True)
class Grade:
    """A letter and what it stands for."""

    letter: str
    meaning: str


GRADES = {
    "measured": Grade("A", "read in published data"),
    "derived": Grade("B", "arithmetic on numbers read in published data"),
    "fitted": Grade("C", "found within its range by calibration to published facts"),
    "expert": Grade("D", "remembered from literature or experience, not checked at the source"),
    "assumed": Grade("E", "judgement, with its reason"),
}
"""The grade of each kind of evidence by the kind's word, best first: the order of every count."""


def grade(kind: EvidenceKind) -> Grade:
    """Return the grade of a kind of evidence."""
    return GRADES[kind.word]


def counted(counts: Mapping[str, int]) -> str:
    """Return counts by kind as words, such as ``41 measured (A), 18 assumed (E)``."""
    return ", ".join(
        f"{counts[kind]} {kind} ({given.letter})"
        for kind, given in GRADES.items()
        if counts.get(kind)
    )
