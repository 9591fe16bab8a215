"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import settings

from carefunds_sim import extension

# The gate looks at the same generated examples each time; at a desk they are new every time.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("gate" if os.environ.get("CI") else "desk")

os.environ.pop("CAREFUNDS_WORLDS", None)  # runs of a scenario as its files have it
os.environ.pop("COLUMNS", None)  # workers are given the width of a terminal they do not write to


@pytest.fixture
def extensions() -> Iterator[None]:
    """Let a test register and load what it likes; nothing of it is left afterwards."""
    kept = [dict(registry._found) for registry in extension.REGISTRIES]
    state = replace(extension._state, loaded=dict(extension._state.loaded))
    yield
    for registry, found in zip(extension.REGISTRIES, kept, strict=True):
        registry._found = found
    extension._state = state
