"""Checks that tie a study's run settings and arrangements to the money."""

from __future__ import annotations

from pathlib import Path

import pytest

from carefunds_sim.scenario.load import validate_files

POOLED_AGAIN = """
extends: pooled
evidence: {kind: assumed, why: a test}
kind: arrangement
name: again
title: A pool after a pool
about: A test.
replaces: pooled
"""
STUDY = """
kind: experiment
name: short
title: A short warm-up
areas: [typical_council]
arrangements: [separate, pooled]
squeezes: [none]
baseline: separate
run: {warmup_months: %d}
"""


def sentences(folder: Path, text: str) -> list[str]:
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8")
    return [fault.message for fault in validate_files([path])]


@pytest.mark.parametrize("months", [0, 6, 18])
def test_a_study_with_money_needs_a_base_year(tmp_path: Path, months: int) -> None:
    (said,) = sentences(tmp_path, STUDY % months)
    assert said == (
        f"run.warmup_months must be 12 months or a multiple where there is money (got {months})"
    )


def test_a_study_with_two_years_of_warm_up_has_no_fault(tmp_path: Path) -> None:
    assert sentences(tmp_path, STUDY % 24) == []


def test_a_pool_cannot_replace_a_pool(tmp_path: Path) -> None:
    (said,) = sentences(tmp_path, POOLED_AGAIN)
    assert said == "replaces must name an arrangement without pools, as pools form once"
