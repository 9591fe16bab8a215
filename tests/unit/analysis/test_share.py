"""A share of a study keeps what is asked for and names what is not there."""

from __future__ import annotations

import pytest

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.share import share
from carefunds_sim.errors import UnknownNameError


def test_a_squeeze_keeps_its_scenarios_only(study):
    found = share(study, squeezes=["deep_cut"])
    assert set(found["squeeze"].values) == {"deep_cut"}
    assert found.sizes["scenario"] < study.sizes["scenario"]


def test_nothing_asked_is_the_study_itself(study):
    assert share(study) is study


def test_another_baseline_changes_every_pair(study):
    found = share(study, baseline="pooled")
    assert {label.split("/")[1] for label in baselines(found).values()} == {"pooled"}
    assert study.attrs["baseline"] == "separate"


@pytest.mark.parametrize(
    "wanted", [{"squeezes": ["none_such"]}, {"areas": ["none_such"]}, {"baseline": "none_such"}]
)
def test_a_name_that_is_not_there_is_an_error_that_lists_what_is(study, wanted):
    with pytest.raises(UnknownNameError, match=r"'none_such'.*there are: "):
        share(study, **wanted)
