"""An order is given only where intervals bear it."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.analysis.ordering import is_known_share, order

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "first", "rivals"),
    [
        ([(5, 4, 6), (2, 1, 3)], 0, ()),
        ([(2, 1, 3), (-5, -6, -4)], 1, ()),
        ([(5, 4, 6), (3, 1, 5)], 0, (1,)),
        ([(5, 4, 6), (3, 1, 5), (4, 3.5, 4.5)], 0, (2, 1)),
        ([(5, 4, 6), (3, NAN, NAN)], 0, (1,)),
        ([(5, -1, 11), (1, 0.9, 1.1)], None, ()),
        ([(5, NAN, NAN), (1, NAN, NAN)], None, ()),
        ([(0, 0, 0), (0, 0, 0)], None, ()),
        ([(NAN, NAN, NAN)], None, ()),
    ],
)
def test_the_first_must_stand_clear_of_the_next_and_of_nothing(values, first, rivals):
    found = order(np.array(values, dtype=float))
    assert (found.first, found.rivals) == (first, rivals)
    assert found.is_clear == (first is not None and not rivals)


@pytest.mark.parametrize(
    ("share", "known"),
    [
        ((0.5, 0.4, 0.6), True),
        ((0.02, -0.03, 0.07), True),
        ((1.0, -7.8, 9.8), False),
        ((0.5, 0.1, 0.9), False),
        ((1.4, 1.3, 1.5), False),
        ((NAN, NAN, NAN), False),
    ],
)
def test_a_share_is_known_where_its_interval_is_narrow_and_possible(share, known):
    assert bool(is_known_share(np.array(share))) is known
