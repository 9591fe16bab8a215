"""Numbers stand to the right, words to the left."""

from __future__ import annotations

import pytest

from carefunds_sim.report.tables import Table, numbered


@pytest.mark.parametrize(
    ("cells", "is_number"),
    [
        (("1,234", "-0.2"), True),
        (("+1\n(0 to 2)", "no clear difference\n(-1 to 1)"), True),
        (("GBP 3.2m", "-"), True),
        (("-", "-"), False),
        (("3 beds", "none"), False),
        (("words", "12"), False),
    ],
)
def test_a_column_of_numbers_is_told_from_words(cells, is_number):
    table = Table("", ("", "x"), tuple(("row", cell) for cell in cells))
    assert numbered(table) == [False, is_number]
