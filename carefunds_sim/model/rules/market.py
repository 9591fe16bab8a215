"""A market of care providers: what they earn, how many places they open, and how long a search is.

All are numbers by market, or one number; money is against the base year's.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model import elementary
from carefunds_sim.model.rules.pricing import Amount

LARGEST_FALL = 0.5  # of a fee in a year
FEWEST_FREE = 1e-6  # share of places; keeps what is divided by it finite


def opened(turnover: Amount, response: Amount, income: Amount) -> Amount:
    """Return the share of places that open in a year, at an income against the base year's."""
    share: Amount = turnover * np.maximum(0.0, 1.0 + response * (income - 1.0))
    return share


def closed(turnover: Amount, response: Amount, income: Amount) -> Amount:
    """Return the share of places that close in a year."""
    share: Amount = np.minimum(1.0, turnover * np.maximum(0.0, 1.0 - response * (income - 1.0)))
    return share


def vacancies(usual: Amount, change: Amount, response: Amount, income: Amount) -> Amount:
    """Return the share of posts that are vacant."""
    share: Amount = np.clip(usual + change - response * (income - 1.0), 0.0, 1.0)
    return share


def staffed(vacant: Amount, usual: Amount, closed_by_vacancies: Amount) -> Amount:
    """Return the share of places that staff keep open; all of them at the usual vacancies."""
    share: Amount = np.clip(1.0 - closed_by_vacancies * (vacant - usual), 0.0, 1.0)
    return share


def search_factor(usual_free: Amount, free: Amount, power: Amount, longest: Amount) -> Amount:
    """Return how long a search takes against the base year, by the share of places free."""
    fewer: Amount = usual_free / np.maximum(free, FEWEST_FREE)
    factor: Amount = np.minimum(longest, elementary.power(np.maximum(fewer, FEWEST_FREE), power))
    return factor


def fee_change(growth: Amount, restraint: Amount, money_growth: float) -> Amount:
    """Return the yearly change of a council's fee: what is decided, and its part of a cut."""
    change: Amount = np.maximum(-LARGEST_FALL, growth + restraint * min(0.0, money_growth))
    return change
