"""Money that changes hands between bodies."""

from __future__ import annotations

import pytest

from carefunds_sim.analysis.transfers import overheads, transfers


def test_transfers_of_all_kinds_are_what_the_outcome_says(study):
    found = transfers(study).sum("transfer")
    for body in ("nhs", "council"):
        outcome = study[f"transfers_net_{body}"]
        assert found.sel(body_kind=body).values == pytest.approx(outcome.values)


def test_overhead_of_all_bodies_is_what_the_outcome_says(study):
    assert overheads(study).sum("body_kind").values == pytest.approx(study["overhead"].values)
