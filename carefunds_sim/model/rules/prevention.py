"""What prevention does: a cost now, and fewer people who need care once it is felt."""

from __future__ import annotations

from carefunds_sim.model.rules.pricing import Amount


def felt_capacity(felt: Amount, now: Amount, lag_months: Amount) -> Amount:
    """Return the capacity that is felt a month later, against the starting capacity.

    ``now`` is what is open; what is felt follows it by the lag: at once where that is a month.
    """
    moved: Amount = felt + (now - felt) / lag_months
    return moved


def share_coming(effect: Amount, felt: Amount) -> Amount:
    """Return the share of a stream's people who come all the same, of those who would without it.

    ``effect`` is the share that the starting capacity keeps from needing care.
    """
    share: Amount = 1.0 - effect * felt
    return share
