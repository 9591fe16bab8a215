"""In the base year's conditions the default area settles: no queue and no delay grows for ever."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.analysis.stability import stability
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.experiments.replicate import replicate
from carefunds_sim.scenario.load import compose
from carefunds_sim.vocabulary import AgeBand

STILL = {
    "area.residents.growth": {band.word: 0.0 for band in AgeBand},
    "squeeze.need_growth": 0.0,
}


@pytest.mark.parametrize(
    ("years", "scale", "replications"),
    [(8, 0.5, 6), pytest.param(14, 1.0, 20, marks=pytest.mark.slow)],
)
def test_nothing_grows_where_residents_and_need_stand_still(
    years: int, scale: float, replications: int
) -> None:
    """Money is that of the base year; so are fees, staff and the people who need care."""
    run = {"years": years, "scale": scale}
    scenario = compose("typical_council", "separate", "none", run=run).with_values(STILL)
    dataset = replicate(
        [scenario], study="settles", amount=replications, seed=1, engine=DEFAULT_ENGINE, workers=1
    )
    found = stability(dataset).isel(scenario=0)
    assert not found["waiting_grows"].any()
    assert not found["delayed_grows"].any()
    days = dataset["monthly_delayed_days"].sum(["setting", "reason"]).isel(scenario=0)
    by_year = days.values.reshape(replications, years, 12).sum(axis=2)
    rise = by_year[:, -years // 3 :].mean(axis=1) - by_year[:, years // 3 : -years // 3].mean(
        axis=1
    )
    assert rise.mean() - 2.0 * rise.std(ddof=1) / np.sqrt(replications) <= 0.0
