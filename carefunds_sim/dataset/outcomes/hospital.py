"""Outcomes of hospital: admissions, stays, crowding, and delays as the official return counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from carefunds_sim.dataset.outcomes.outcome import Outcome, Period, ratio
from carefunds_sim.vocabulary import Presentation, Responsible, Setting, WaitingPlace

HIP = Presentation.HIP_FRACTURE


def _mean_stay(period: Period) -> float:
    return ratio(float(period.total("stay_days_ended")), float(period.total("stays_ended")))


def _hip_fracture_stay(period: Period) -> float:
    days = period.total("stay_days_ended", "presentation")[HIP]
    return ratio(float(days), float(period.total("stays_ended", "presentation")[HIP]))


def _hip_fractures(period: Period) -> float:
    return float(period.yearly_by("admissions", "presentation")[HIP])


def _hip_fracture_rate(period: Period) -> float:
    return 100_000 * ratio(_hip_fractures(period), period.residents)


def _waiting_at(place: WaitingPlace) -> Callable[[Period], float]:
    return lambda period: float(period.yearly_by("waiting_days", "waiting_place")[place])


HOSPITAL: tuple[Outcome, ...] = (
    Outcome("emergency_admissions", "admissions a year", "Emergency admissions",
            "Emergency admissions of residents aged 65 and over",
            lambda p: p.yearly("admissions"), "Hospital Episode Statistics, emergency admissions"),
    Outcome("readmissions_30d", "admissions a year", "Readmissions within 30 days",
            "Emergency admissions within 30 days of a discharge from hospital",
            lambda p: p.yearly("readmissions_30d"), "NHS Outcomes Framework 3b"),
    Outcome("bed_days", "bed days a year", "Emergency bed days",
            "Days in acute beds after emergency admission",
            lambda p: p.occupied(p.beds_in(Setting.ACUTE)) / p.years,
            "Hospital Episode Statistics, emergency bed days"),
    Outcome("mean_stay_days", "days", "Mean hospital stay",
            "Mean length of the hospital stays that ended", _mean_stay,
            "Hospital Episode Statistics, mean length of stay"),
    Outcome("hip_fracture_admissions", "admissions a year", "Hip fracture admissions",
            "Emergency admissions for hip fracture", _hip_fractures,
            "Public Health Outcomes Framework 4.14, numerator"),
    Outcome("hip_fracture_stay_days", "days", "Mean stay after hip fracture",
            "Mean length of the hospital stays for hip fracture that ended", _hip_fracture_stay,
            "National Hip Fracture Database, mean length of stay"),
    Outcome("hip_fracture_rate_per_100000", "admissions a year per 100,000 residents 65+",
            "Hip fractures per 100,000 aged 65+",
            "Hip fracture admissions for each 100,000 residents aged 65 and over",
            _hip_fracture_rate, "Public Health Outcomes Framework 4.14"),
    Outcome("escalation_bed_days", "bed days a year", "Escalation bed days",
            "Bed days above core capacity", lambda p: p.yearly("escalation_days"),
            "Winter daily situation reports, escalation beds"),
    Outcome("emergency_department_wait_days", "person-days a year",
            "Days spent waiting for a bed in A&E",
            "Time people spend in the emergency department waiting for a bed",
            _waiting_at(WaitingPlace.EMERGENCY_DEPARTMENT),
            "A&E waits from decision to admit to admission (NHS England)"),
    Outcome("ae_attendances", "attendances a year", "A&E attendances",
            "A&E attendances of residents aged 65 and over, admitted or not",
            lambda p: p.yearly("attendances"), "A&E attendances (NHS England)"),
)  # fmt: skip


RETURN = "Delayed transfers of care, total delayed days (NHS England)"


def _in_setting(setting: Setting) -> Callable[[Period], float]:
    return lambda period: float(period.yearly_by("delayed_days", "setting")[setting])


def _attributed_to(responsible: Responsible) -> Callable[[Period], float]:
    def days(period: Period) -> float:
        split = period.delayed_days_by_responsible()
        return np.nan if split is None else float(split[..., responsible].sum()) / period.years

    return days


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
            "Delayed days for each 1,000 residents aged 65 and over",
            lambda p: 1000 * ratio(p.yearly("delayed_days"), p.residents),
            "ASCOF 2C (delayed transfers of care), in days and per resident aged 65 and over"),
    Outcome("people_delayed", "people", "People delayed at a moment",
            "Mean number of people whose discharge is delayed, over time",
            lambda p: float(p.total("delayed_days")) / p.days,
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
