"""How many examples there are in the gate and on demand, and how what they find is told."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

FIRST = int(os.environ.get("CAREFUNDS_FUZZ_FIRST", "0"))
"""The number of the first example; another one gives other examples."""
TOLD = 3


def examples(*, gate: int, long: int) -> list[Any]:
    """Return the numbers of a few examples for the gate, and of many for ``-m slow``."""
    return [
        pytest.param(range(FIRST, FIRST + gate), id="gate"),
        pytest.param(range(FIRST, FIRST + long), id="long", marks=pytest.mark.slow),
    ]


def report(tried: Iterable[tuple[str, str]]) -> None:
    """Fail with everything that is wrong, by kind, and with some examples of each."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for wrong, example in tried:
        if wrong:
            kinds.setdefault(wrong.strip().splitlines()[-1][:60], []).append((wrong, example))
    told = [
        f"{len(found)} times\n{found[0][0].strip()}\n"
        + "\n".join(f"    {example}" for _, example in found[:TOLD])
        for found in kinds.values()
    ]
    assert not told, "\n\n".join(told)
