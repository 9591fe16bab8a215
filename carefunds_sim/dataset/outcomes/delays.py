"""Outcomes of delayed discharge, as the official monthly return counts it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from carefunds_sim.dataset.outcomes.outcome import Outcome
from carefunds_sim.dataset.outcomes.period import Period, ratio
from carefunds_sim.vocabulary import Responsible, Setting

RETURN = "Delayed transfers of care, total delayed days (NHS England)"


def _in_setting(setting: Setting) -> Callable[[Period], float]:
    return lambda period: float(period.yearly_by("delayed_days", "setting")[setting])


def _attributed_to(responsible: Responsible) -> Callable[[Period], float]:
    def days(period: Period) -> float:
        split = period.delayed_days_by_responsible()
        return np.nan if split is None else float(split[..., responsible].sum()) / period.years

    return days


def _per_1000(period: Period) -> float:
    return 1000 * ratio(period.yearly("delayed_days"), period.residents)


def _people_delayed(period: Period) -> float:
    return float(period.total("delayed_days")) / period.days


def _share_of_occupied_beds(period: Period) -> float:
    beds = period.beds_in(Setting.ACUTE, Setting.NON_ACUTE)
    return ratio(float(period.total("delayed_days")), period.occupied(beds))


DELAYS: tuple[Outcome, ...] = (
    Outcome("delayed_days", "bed days a year", "Delayed days",
            "Days between declared ready for discharge and gone, in acute and non-acute beds",
            lambda p: p.yearly("delayed_days"), RETURN),
    Outcome("delayed_days_acute", "bed days a year", "Delayed days, acute",
            "Delayed days in acute beds", _in_setting(Setting.ACUTE), f"{RETURN}, acute"),
    Outcome("delayed_days_non_acute", "bed days a year", "Delayed days, non-acute",
            "Delayed days in non-acute NHS beds", _in_setting(Setting.NON_ACUTE),
            f"{RETURN}, non-acute"),
    Outcome("delayed_days_per_1000", "bed days a year per 1,000 residents 65+",
            "Delayed days per 1,000 aged 65+",
            "Delayed days for each 1,000 residents aged 65 and over", _per_1000,
            "ASCOF 2C (delayed transfers of care), in days and per resident aged 65 and over"),
    Outcome("people_delayed", "people", "People delayed at a moment",
            "Mean number of people whose discharge is delayed, over time", _people_delayed,
            "Delayed transfers of care, patients delayed (NHS England)"),
    Outcome("delayed_share_of_occupied_beds", "share", "Delayed share of occupied beds",
            "Delayed days divided by days in acute and non-acute beds", _share_of_occupied_beds,
            "Delayed transfers of care as a share of occupied bed days (NHS England)"),
    Outcome("delayed_days_nhs", "bed days a year", "Delayed days attributed to the NHS",
            "Delayed days attributed to the NHS", _attributed_to(Responsible.NHS),
            f"{RETURN}, attributable to the NHS"),
    Outcome("delayed_days_social_care", "bed days a year",
            "Delayed days attributed to social care",
            "Delayed days attributed to social care", _attributed_to(Responsible.SOCIAL_CARE),
            f"{RETURN}, attributable to social care"),
    Outcome("delayed_days_both", "bed days a year", "Delayed days attributed to both",
            "Delayed days attributed to the NHS and social care together",
            _attributed_to(Responsible.BOTH), f"{RETURN}, attributable to both"),
    Outcome("undeclared_days", "bed days a year", "Days of no benefit before declared ready",
            "Bed days of no further benefit before a person is declared ready, which the "
            "official count misses", lambda p: p.yearly("undeclared_days")),
)  # fmt: skip
