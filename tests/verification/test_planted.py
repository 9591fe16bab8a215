"""Each planted fault is caught by the check that it is for: checks that can fail."""

from __future__ import annotations

import pytest
from verification.comparison import Caught
from verification.planted import PLANTED


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_caught(fault: str, caught: Caught) -> None:
    caught(fault, PLANTED[fault]())
