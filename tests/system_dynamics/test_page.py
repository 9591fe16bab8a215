"""The page says what the tests find."""

from __future__ import annotations

import pytest
from system_dynamics import page
from system_dynamics.boundary import LEFT_OUT
from system_dynamics.extremes import EXTREMES

RENEW = "write it again: pytest tests/system_dynamics -m slow --write-sd-tests"


def test_the_page_tells_every_condition_and_all_of_the_boundary() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert all(f"| {each.says} | {each.expected} |" in text for each in EXTREMES), RENEW
    assert page.head().split("\n\n", 2)[2].strip() in text, RENEW
    assert page.list_of_tests() in text, RENEW
    assert page.the_boundary().strip() in text, RENEW
    assert page.surprises().strip() in text, RENEW
    assert all(each.done for each in LEFT_OUT)


@pytest.mark.slow
def test_the_page_is_what_the_tests_find(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--write-sd-tests"):
        pytest.skip("it is written when all are done")
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), RENEW
