"""What a day of one person's wait costs each body, by what is waited for and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import ServiceKind, Setting, WaitingPlace

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Money, Network, Terms

ACUTE, BEDS = int(Setting.ACUTE), int(ServiceKind.BEDS)
ACUTE_BED = int(WaitingPlace.ACUTE_BED)
AT_HOME = [int(WaitingPlace.HOME), int(WaitingPlace.CARE_HOME)]
BEDS_OF = {  # the beds that a wait takes up; the emergency department waits for an acute bed
    ACUTE: [ACUTE_BED, int(WaitingPlace.EMERGENCY_DEPARTMENT)],
    int(Setting.NON_ACUTE): [int(WaitingPlace.NON_ACUTE_BED)],
}


def waiting_costs(network: Network, money: Money, terms: Terms, pooled: np.ndarray) -> np.ndarray:
    """Return what a day of one person's wait costs each body; pounds (s, where, b).

    ``pooled`` (s) is the share of each service's money that pools hold: no charge is due there.
    """
    costs = np.zeros((len(network.core), len(WaitingPlace), money.pays.shape[1]))
    costs[:, AT_HOME] = (money.pays * money.steering.home_wait_cost)[:, None]
    bed_day = money.prices.fixed + money.prices.variable
    for setting, places in BEDS_OF.items():
        beds = (network.setting == setting) & (network.kind == BEDS)
        if beds.any():
            of_beds = network.core[beds] if network.core[beds].any() else np.ones(beds.sum())
            by_bed = of_beds[:, None] * money.pays[beds] * bed_day[beds, None]
            costs[:, places] = total(by_bed, axis=0) / total(of_beds)
    charge = money.steering.charge * terms.charge_on * (1.0 - pooled)
    social_share = np.where(network.reason >= 0, money.social_share[ACUTE, network.reason], 0.0)
    due = charge * social_share
    council = costs.shape[2] - 2
    costs[:, ACUTE_BED, council] += due
    costs[:, ACUTE_BED, :council] -= due[:, None] * money.commissioner_share
    return costs
