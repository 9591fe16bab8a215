"""The compiled engine's waiting line: the first is first, whoever joins and gives up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.engines.compiled.people import join_line, leave_line
from carefunds_sim.engines.steps.records import NO_PERSON, PERSON, SERVICE

PEOPLE = 15
PLACES = st.sampled_from([0.0, 1.0, 2.0, 3.5])
DOINGS = st.tuples(st.integers(0, PEOPLE - 1), PLACES, PLACES)


@given(st.lists(DOINGS, max_size=120))
def test_the_first_in_line_has_the_lowest_place_then_joined_first_then_came_first(
    doings: list[tuple[int, float, float]],
) -> None:
    """Who is named joins with their place and day, or leaves when in line; then all leave."""
    persons, service = np.zeros(PEOPLE, PERSON), np.zeros(1, SERVICE)[0]
    persons["id"] = np.random.default_rng(len(doings)).permutation(PEOPLE)
    service["first"] = NO_PERSON
    line: dict[int, tuple[float, float, int]] = {}

    def check() -> None:
        first = min(line, key=line.__getitem__) if line else NO_PERSON
        assert service["first"] == first
        assert service["in_line"] == len(line)

    for slot, place, joined in doings:
        if slot in line:
            leave_line(persons, service, slot)
            del line[slot]
        else:
            persons[slot]["queue_place"], persons[slot]["joined"] = place, joined
            join_line(persons, service, slot)
            line[slot] = (place, joined, int(persons[slot]["id"]))
        check()
    for slot in sorted(line, key=line.__getitem__):
        leave_line(persons, service, slot)
        del line[slot]
        check()
