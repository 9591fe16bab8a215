"""What prevention does: a cost now, and fewer people who need care once it is felt."""

from __future__ import annotations

from carefunds_sim.model.rules.pricing import Amount


def share_coming(effect: Amount, felt: Amount) -> Amount:
    """Return the share of a stream's people who come all the same, of those who would without it.

    ``effect`` is the share that the starting capacity keeps from needing care.
    """
    share: Amount = 1.0 - effect * felt
    return share
