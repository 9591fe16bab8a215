"""One number of a new area that differs from the area it is made like, with its evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from carefunds_sim.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from carefunds_sim.scenario.document import Place

Raw = dict[str, Any]
_NOISE = 1e-6  # of multiplying: 26,900 x 1.1 is a little more than 29,590


@dataclass(frozen=True)
class Change:
    """A quantity's new value: where it stands, and which table, row and arithmetic it rests on.

    ``range`` is None where the plausible range stays; ``title`` names what it is for people.
    """

    place: Place
    value: Any
    source: str
    at: str
    range: tuple[float, float] | None = None
    kind: EvidenceKind = EvidenceKind.DERIVED

    def quantity(self, like: Raw) -> Raw:
        """Return the complete quantity, with the unit and role of the area it is made like."""
        before = quantity_at(like, self.place)
        made = {"value": self.value, "unit": before["unit"]}
        span = self.range or before.get("range")
        if span is not None:
            made["range"] = [_plain(bound) for bound in span]
        return made | {
            "role": before["role"],
            "kind": self.kind.word,
            "source": self.source,
            "at": self.at,
        }


def quantity_at(like: Raw, place: Place) -> Raw:
    """Return the quantity of an area at a place."""
    found: Any = like
    for key in place:
        found = found[key]
    return dict(found)


def whole(number: float) -> int:
    """Return the nearest whole number, a half upwards."""
    return math.floor(number + 0.5)


def scaled(span: tuple[float, float], factor: float) -> tuple[float, float]:
    """Return a range of whole things made larger or smaller, never narrower for rounding."""
    return math.floor(span[0] * factor + _NOISE), math.ceil(span[1] * factor - _NOISE)


def _plain(bound: float) -> float:
    return int(bound) if float(bound).is_integer() else bound
