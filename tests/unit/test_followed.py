"""Whom to follow: who waited longest in a hospital bed, and went on."""

from __future__ import annotations

from carefunds_sim.cli.events import worth_following
from carefunds_sim.model.record import Event
from carefunds_sim.scenario.load import load_scenario

AREA = load_scenario("blocking").area


def stay(person, *, wait, into="intermediate_care", start=0.0):
    """Return a stay in hospital that ends with a wait, and what comes of it."""
    end = start + 5 + wait
    return [
        Event(person, "arrival_departure", "arrival", start, 0),
        Event(person, "resource_use", "hospital", start, 1),
        Event(person, "queue", "waiting for intermediate_care", start + 5, 0),
        Event(person, "resource_use_end", "hospital", end, 1),
        *([Event(person, "resource_use", into, end, 1)] if into else []),
    ]


def test_the_longest_wait_in_a_bed_is_followed():
    found = worth_following([*stay(1, wait=3), *stay(2, wait=23), *stay(3, wait=9)], AREA)
    assert found == (2, "Person 2 waited 23 days in a hospital bed for intermediate care")


def test_who_did_not_go_on_is_not():
    found = worth_following([*stay(1, wait=3), *stay(2, wait=23, into="")], AREA)
    assert found is not None
    assert found.person == 1


def test_without_waits_in_a_bed_it_is_the_longest_anywhere():
    events = [
        Event(4, "queue", "waiting for hospital", 0.0, 0),
        Event(4, "resource_use", "hospital", 2.0, 1),
    ]
    assert worth_following(events, AREA) == (4, "Person 4 waited 2 days for hospital")


def test_without_waits_it_is_the_most_stays_and_without_those_nobody():
    stays = [Event(5, "resource_use", "hospital", float(day), 1) for day in range(3)]
    assert worth_following(stays, AREA) == (5, "Person 5 has 3 stays")
    assert worth_following(stays[:2], AREA) is None
    assert worth_following([], AREA) is None
