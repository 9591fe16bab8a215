"""No run loses or makes people or pounds, whatever the area, the arrangement and the squeeze."""

from __future__ import annotations

import pytest
from verification.comparison import Verify
from verification.conservation import SCALE, rows


def test_no_arrangement_and_no_squeeze_loses_people_or_pounds(verify: Verify) -> None:
    verify("conservation", rows(tuple(SCALE), years=1, every=False))


@pytest.mark.slow
def test_the_simpy_engine_loses_nothing_either(verify: Verify) -> None:
    verify("conservation", rows(("typical_council",), years=1, every=False, engine="simpy"))


@pytest.mark.slow
def test_no_pair_of_arrangement_and_squeeze_loses_people_or_pounds(verify: Verify) -> None:
    verify("conservation", rows(tuple(SCALE), years=4, every=True))
