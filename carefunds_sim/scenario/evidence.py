"""What numbers rest on: the register of sources, and a grade for each kind of evidence.

Every measured, derived or expert number names a source. The grade is one letter, A the best. It
says where a number comes from and nothing of how much it matters: see the screening for that. A
number remembered from literature ranks below one found by calibration, because it has not been
checked against anything.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from carefunds_sim.errors import ScenarioError
from carefunds_sim.scenario.catalogue import shipped
from carefunds_sim.scenario.document import read
from carefunds_sim.scenario.faults import build
from carefunds_sim.scenario.schema.quantity import ServiceName
from carefunds_sim.scenario.schema.words import Line, Strict, Text
from carefunds_sim.vocabulary import EvidenceKind

FILE = "sources.yaml"


class Source(Strict):
    """One published source.

    ``year`` is the year of publication, or the years of a series; ``rows`` are the labels of
    the rows of the project's evidence page that rest on it.
    """

    title: Line
    publisher: Line
    year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | Line
    url: Line | None = None
    rows: list[Line] = []
    note: Text | None = None


class _Register(Strict):
    sources: dict[ServiceName, Source]


def sources_for(*paths: Path) -> Mapping[str, Source]:
    """Return the sources that files may cite: the shipped ones, and those beside the files."""
    registers = {path.resolve().parent / FILE for path in paths} - {shipped() / FILE}
    own = [load_sources(register) for register in sorted(registers) if os.path.lexists(register)]
    return {key: source for known in (shipped_sources(), *own) for key, source in known.items()}


@cache
def shipped_sources() -> Mapping[str, Source]:
    """Return the sources shipped with the package, by id."""
    return load_sources(shipped() / FILE)


def load_sources(path: Path) -> Mapping[str, Source]:
    """Return the sources of a register, by id.

    Raises ScenarioError with every fault of the file.
    """
    document = read(path)
    register, faults = build(_Register, document)
    if register is None or document.faults:
        raise ScenarioError([*document.faults, *faults])
    return register.sources


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
