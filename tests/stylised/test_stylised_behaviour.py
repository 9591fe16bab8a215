"""The model behaves as such systems are known or agreed to behave.

Every statement, its reason and its source are in the files of statements beside this one. The
family of tests has one false alarm in twenty at most. The short form leaves out what takes long to
be shown.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from _pytest.mark import ParameterSet
from stylised import interior, page, pictures
from stylised.statement import (
    Direction,
    Moves,
    Nearly,
    Nothing,
    Statement,
    Vanishes,
    Verdict,
    paired,
)
from stylised.statements import STATEMENTS, family, level
from stylised.world import AREA, LONG, SHORT, Size
from stylised.worlds import CUT

from carefunds_sim.scenario.evidence import shipped_sources
from carefunds_sim.scenario.load import compose
from carefunds_sim.vocabulary import Loop


def listed(size: Size) -> list[ParameterSet]:
    """Return the statements of a size; one with a finding has to fail, until it holds again."""
    return [
        pytest.param(
            each,
            id=each.says,
            marks=[pytest.mark.xfail(reason=each.finding, strict=True)] if each.finding else [],
        )
        for each in family(size)
    ]


@pytest.mark.parametrize("statement", listed(SHORT))
def test_it_is_so(statement: Statement) -> None:
    assert_holds(statement, SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("statement", listed(LONG))
def test_it_is_so_in_the_long_form(statement: Statement) -> None:
    assert_holds(statement, LONG)


def assert_holds(statement: Statement, size: Size) -> None:
    shown = statement.effect(size) if isinstance(statement, Moves | Nearly) else None
    differs = statement.differing(size) if isinstance(statement, Nothing) else None
    assert statement.verdict(size, level(size)) is Verdict.HOLDS, shown or differs


@pytest.mark.parametrize("size", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)])
def test_neither_the_least_nor_the_most_capacity_is_the_cheapest(size: Size) -> None:
    """Zero delay is not cheapest: at the minimum days are delayed that more money would end."""
    assert interior.verdict(size, level(size)) is Verdict.HOLDS, interior.tests(size)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: each.says)
def test_a_statement_gives_its_reason_and_sources_of_the_register(statement: Statement) -> None:
    assert statement.because
    assert set(statement.sources) <= set(shipped_sources())


def test_every_loop_is_knocked_out() -> None:
    changed = [each.changed for each in STATEMENTS if isinstance(each, Vanishes | Nothing)]
    changed += [each.changed[0] for each in STATEMENTS if isinstance(each, Moves)]
    assert {loop for world in changed for loop in world.off} == set(Loop)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([2.0, 3.1, 4.0, 5.1], Verdict.HOLDS),
        ([0.0, 0.9, 2.0, 2.9], Verdict.OPPOSITE),
        ([1.0, 2.1, 2.9, 4.0], Verdict.NOT_SHOWN),
    ],
)
def test_a_verdict_can_be_otherwise(
    after: list[float], expected: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    effect = paired(np.arange(1.0, 5.0), np.array(after), Direction.RISES)
    moves = Moves("rises", "made up", (), "trust", Direction.RISES, (CUT,), (CUT,))
    monkeypatch.setattr(Moves, "effect", lambda *_: effect)
    assert moves.verdict(SHORT, 0.01) is expected


def test_the_opposite_of_a_statement_does_not_hold() -> None:
    """What a test of a wrong statement says: not that it holds."""
    right = next(each for each in STATEMENTS if "A deeper squeeze" in each.says)
    assert isinstance(right, Moves)
    wrong = Moves(right.says, right.because, (), right.measure, Direction.FALLS, right.base,
                  right.changed)  # fmt: skip
    assert wrong.verdict(SHORT, level(SHORT)) is Verdict.OPPOSITE


def test_the_page_tells_every_statement() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert all(f"| {each.says} |" in text for each in STATEMENTS)


@pytest.mark.slow
def test_the_page_was_written_with_the_area_that_is_shipped() -> None:
    assert page.stamp(compose(AREA)) in page.PAGE.read_text(encoding="utf-8")


def test_every_picture_on_the_page_is_there() -> None:
    assert all(Path(page.PICTURES, name).is_file() for name in pictures.DRAWN)
