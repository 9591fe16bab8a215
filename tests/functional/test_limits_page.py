"""The page on limits says at least what every report says."""

from __future__ import annotations

from pathlib import Path

import pytest

from carefunds_sim.report.chapters import limits

PAGE = Path(__file__).parents[2] / "docs/background/limits.md"
GROUPS = ("ALWAYS", "OF_ARRANGEMENTS", "OF_PLACES", "NO_PLACE", "SCALED", "BEYOND")


@pytest.mark.parametrize("group", GROUPS)
def test_every_limit_that_reports_tell_is_on_the_page(group: str) -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    sentences: tuple[str, ...] = getattr(limits, group)
    assert [sentence for sentence in sentences if f"- {sentence}" not in page] == []
