"""Small scenarios that tests share."""

from __future__ import annotations

import pytest

from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario


@pytest.fixture(scope="session")
def small_council() -> Scenario:
    """A tenth of the typical council for a year after a year's warm-up, separate budgets."""
    return compose("typical_council", "separate", "nao_decade", run={"scale": 0.1, "years": 1})
