"""What the numbers of a sweep are made by."""

from __future__ import annotations

import pytest

from carefunds_sim.dataset.sweeps.description import PACKAGE, SOURCES


@pytest.mark.parametrize("pattern", SOURCES)
def test_the_code_that_is_digested_is_there(pattern):
    assert any(PACKAGE.glob(pattern)), f"no file of the package is called {pattern}"
