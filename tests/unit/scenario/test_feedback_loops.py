"""The list of feedback loops is about this model, and its signs are what they are meant to be."""

from __future__ import annotations

import importlib
import inspect
from fnmatch import fnmatch

import pytest

from carefunds_sim.scenario.feedback import Polarity, Variable
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.loops import LOOPS, marks
from carefunds_sim.vocabulary import Loop

WORDS = [loop.word for loop in Loop]
BALANCING = {
    Loop.FREE_BED_ADMITS, Loop.PLACES_DISCHARGE, Loop.OVERSPEND_CUTS, Loop.FREED_BEDS_REFILL,
    Loop.REALLOCATION, Loop.SCARCITY_LENGTHENS_SEARCH, Loop.INCOME_OPENS_PLACES,
    Loop.ATTENTION_SHORTENS_ARRANGING,
}  # fmt: skip


def source_of(rule: str) -> str:
    module, _, name = rule.partition(":")
    found = importlib.import_module(f"carefunds_sim.{module}")
    for part in name.split("."):
        found = getattr(found, part)
    if isinstance(found, property):
        found = found.fget
    return inspect.getsource(getattr(found, "func", getattr(found, "py_func", found)))


def test_every_loop_is_told_once_in_the_order_of_the_vocabulary() -> None:
    assert list(LOOPS) == list(Loop)
    assert len({told.title for told in LOOPS.values()}) == len(LOOPS)


@pytest.mark.parametrize("loop", list(Loop), ids=WORDS)
def test_a_chain_ends_where_it_began_and_meets_nothing_twice(loop: Loop) -> None:
    links = LOOPS[loop].links
    assert links[-1].effect is links[0].cause
    assert len({link.cause for link in links}) == len(links)
    assert {abs(link.sign) for link in links} == {1}


@pytest.mark.parametrize("loop", list(Loop), ids=WORDS)
def test_the_product_of_the_signs_is_what_the_loop_is_meant_to_do(loop: Loop) -> None:
    meant = Polarity.BALANCING if loop in BALANCING else Polarity.REINFORCING
    assert LOOPS[loop].polarity is meant


def test_a_link_has_one_sign_and_one_delay_in_whatever_loop_it_stands() -> None:
    links = {link for told in LOOPS.values() for link in told.links}
    assert len({(link.cause, link.effect) for link in links}) == len(links)


def test_every_loop_cuts_a_link_of_its_own() -> None:
    cut = [told.cut_link for told in LOOPS.values()]
    assert all(link in told.links for link, told in zip(cut, LOOPS.values(), strict=True))
    assert len(set(cut)) == len(Loop)


def test_every_variable_is_met() -> None:
    assert {link.cause for told in LOOPS.values() for link in told.links} == set(Variable)


@pytest.mark.parametrize("loop", list(Loop), ids=WORDS)
def test_the_rules_exist_and_one_of_them_asks_whether_the_loop_is_on(loop: Loop) -> None:
    sources = [source_of(rule) for rule in LOOPS[loop].rules]
    assert any(f"Loop.{loop.name}" in source for source in sources)


def test_a_rule_that_is_not_there_would_be_noticed() -> None:
    with pytest.raises(AttributeError):
        source_of("model.rules.pathway:fitted")


def test_the_parameters_are_numbers_of_an_area_and_an_arrangement() -> None:
    paths = [path for path, _ in compose("with_prevention", "aligned", "none").quantities()]
    for told in LOOPS.values():
        for pattern in told.parameters:
            assert any(fnmatch(path, pattern) for path in paths), (told.loop.word, pattern)


def test_marks_count_up_within_reinforcing_and_balancing() -> None:
    assert set(marks().values()) == {f"B{i}" for i in range(1, 9)} | {f"R{i}" for i in range(1, 12)}
