"""``area/arrangement/squeeze`` taken apart, where each of the three may be a name or a path.

Paths have separators of their own, so there are several ways to cut a text in three. The one that
is meant has shipped names and files in all three places; where there is none, the nearest to it is
taken, so that its faults are shown.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from carefunds_sim.errors import UnknownNameError, short
from carefunds_sim.scenario import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("area", "arrangement", "squeeze")
ANY = "-"
"""What stands in the place of an arrangement where several are meant."""

_FOUND, _PATH, _WORD, _NOTHING = 3, 2, 1, 0


@dataclass(frozen=True)
class _Cut:
    """One way to read a text, and for each of its parts how surely it can be meant."""

    parts: tuple[str, str, str]
    standing: tuple[int, int, int]

    @property
    def found(self) -> int:
        return self.standing.count(_FOUND)

    @property
    def rank(self) -> tuple[int, int]:
        """How good a reading it is: what is found counts, then what looks like a path."""
        return self.found, self.found + self.standing.count(_PATH)


def triple(
    given: str | Path, *, beside: Path | None = None, separators: str = os.sep
) -> tuple[str, str, str] | None:
    """Return an area, an arrangement and a squeeze when a text means these, and else None.

    A file that there is by the whole text is never cut. Relative paths are looked for from
    ``beside``; ``separators`` are those of the system, besides ``/``.

    Raises
    ------
    UnknownNameError
        When the text can be read in two ways.
    """
    if isinstance(given, Path) or catalogue.is_file(given, beside=beside):
        return None
    cuts = sorted(_cuts(given, beside, separators), key=lambda cut: cut.rank, reverse=True)
    if not cuts:
        return None if catalogue.is_path(given, beside=beside) else _at_the_end(given)
    best = cuts[0]
    if catalogue.is_path(given, beside=beside) and best.found < 2 and best.rank[1] < len(KINDS):
        return None
    if [cut.found for cut in cuts[:2]] == [len(KINDS)] * 2:
        ways = " or as ".join(", ".join(cut.parts) for cut in cuts[:2])
        raise UnknownNameError(
            f"'{short(given)}' can be read as {ways}; begin a path with ./ to say which"
        )
    return best.parts


def _cuts(given: str, beside: Path | None, separators: str) -> Iterator[_Cut]:
    """Yield every way to cut a text in three that can be meant."""
    places = [found.start() for found in re.finditer(f"[/{re.escape(separators)}]", given)]

    def standing(kind: str, part: str) -> int:
        return _standing(kind, part, beside, separators)

    heads = {end: standing("area", given[:end]) for end in places}
    tails = {end: standing("squeeze", given[end + 1 :]) for end in places}
    for first, second in combinations(places, 2):
        if heads[first] and tails[second]:
            middle = given[first + 1 : second]
            found = (heads[first], standing("arrangement", middle), tails[second])
            if all(found):
                yield _Cut((given[:first], middle, given[second + 1 :]), found)


def _standing(kind: str, part: str, beside: Path | None, separators: str) -> int:
    """Return how surely a part of a text is a name or a path of a kind."""
    if not part or part[-1] in "/" + separators:
        return _NOTHING
    if part == ANY and kind == "arrangement":
        return _FOUND
    if part in catalogue.names(kind) or catalogue.is_file(part, beside=beside):
        return _FOUND
    if catalogue.is_path(part, beside=beside):
        return _PATH
    return _WORD if not set(part) & set("/:" + separators) else _NOTHING


def _at_the_end(given: str) -> tuple[str, str, str] | None:
    """Return the last two words and what comes before them, of a text that fits nothing."""
    words = given.rsplit("/", 2)
    return (words[0], words[1], words[2]) if len(words) == len(KINDS) else None
