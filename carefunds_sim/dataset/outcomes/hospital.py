"""Outcomes of hospital use: admissions, stays, crowding."""

from __future__ import annotations

from collections.abc import Callable

from carefunds_sim.dataset.outcomes.outcome import Outcome
from carefunds_sim.dataset.outcomes.period import Period, ratio
from carefunds_sim.vocabulary import Presentation, Setting, WaitingPlace

HIP = Presentation.HIP_FRACTURE


def _bed_days(period: Period) -> float:
    return period.occupied(period.beds_in(Setting.ACUTE)) / period.years


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
            "Days in acute beds after emergency admission", _bed_days,
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
