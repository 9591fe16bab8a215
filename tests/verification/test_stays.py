"""People stay as long, on average, as the files say."""

from __future__ import annotations

import pytest
from verification.comparison import Verify
from verification.stays import AREAS, drawn_rows, lived_row, planned_row


def test_stays_are_drawn_with_the_stated_mean_in_every_area(verify: Verify) -> None:
    verify("stays", [*drawn_rows(), *(planned_row(area) for area in AREAS)])


def test_everybody_stays_as_long_as_was_drawn(verify: Verify) -> None:
    verify("stays", [lived_row(AREAS[0], engine, 1) for engine in ("compiled", "simpy")])


@pytest.mark.slow
@pytest.mark.parametrize("area", AREAS)
def test_everybody_stays_as_long_as_was_drawn_in_every_area(area: str, verify: Verify) -> None:
    verify("stays", [lived_row(area, "compiled", 4), lived_row(area, "simpy", 1)])
