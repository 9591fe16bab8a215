"""Facts beside the model: what is met, what may be chance, and how far off counts."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.analysis.fit import Met, misfits
from carefunds_sim.scenario.schema.study import PublishedFact


def target(**changes: object) -> PublishedFact:
    said = {
        "title": "A fact", "measure": "readmitted", "years": [2010, 2010], "value": 15.0,
        "interval": [13.0, 17.0], "unit": "% of stays", "kind": "assumed", "why": "of this test",
    }  # fmt: skip
    return PublishedFact.model_validate(said | changes)


def test_a_fact_is_met_when_the_mean_lies_in_its_interval() -> None:
    assert Met("x", target(), mean=13.1, low=12.0, high=14.2).is_met
    outside = Met("x", target(), mean=12.9, low=12.0, high=13.8)
    assert not outside.is_met
    assert outside.might_be_met
    assert not Met("x", target(), mean=12.0, low=11.5, high=12.5).might_be_met


def test_a_misfit_of_one_is_a_quarter_of_the_interval() -> None:
    facts = {"a": target(), "b": target(value=14.0, interval=[10.0, 18.0])}
    assert misfits(np.array([16.0, 10.0]), facts) == pytest.approx([1.0, -2.0])


@pytest.mark.parametrize("changes", [{"interval": [16, 17]}, {"interval": [17, 13]},
                                     {"years": [2011, 2010]}])  # fmt: skip
def test_a_fact_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must"):
        target(**changes)
