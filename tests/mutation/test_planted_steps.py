"""A fault planted in a step of the engines is noticed without the other engine."""

from __future__ import annotations

import pytest
from mutation.steps import BY, FILES, faults_in_steps, found, key, noticed_by, right_run, stored

from carefunds_sim.model.record import ACCOUNTS

# Python closes the stories of a run that broke down, and stumbles over the same fault again.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

EVERY = 60  # one in so many is planted in the short form


@pytest.mark.parametrize("file", FILES)
def test_every_fault_is_written_down(file: str) -> None:
    faults = [key(fault, at) for at, fault in enumerate(faults_in_steps(file))]
    assert list(stored()[file]) == faults
    assert set(stored()[file].values()) <= set(BY)


@pytest.mark.parametrize("file", FILES)
def test_some_faults_are_noticed_as_written_down(file: str) -> None:
    for at, fault in list(enumerate(faults_in_steps(file)))[7::EVERY]:
        assert noticed_by(file, fault) == stored()[file][key(fault, at)]


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_all_faults_are_noticed_as_written_down(file: str) -> None:
    assert found(file) == stored()[file]


def test_every_count_of_people_is_met_in_the_run() -> None:
    """Else a slip in one of them could not be noticed."""
    met = right_run().values
    counts = [account.name for account in ACCOUNTS if account.unit == "people"]
    assert all(met[name].any() for name in counts)


def test_slips_of_bookkeeping_are_noticed_by_the_run_or_the_recount() -> None:
    """What a step adds to a count of the event log's subjects does not slip by unnoticed."""
    counted = {
        fault: who
        for fault, who in stored()["movements"].items()
        if "month_of_" in fault and (" sign of" in fault or " without" in fault)
    }
    assert len(counted) >= 10
    assert set(counted.values()) <= {"run", "recount"}
