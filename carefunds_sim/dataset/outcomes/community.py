"""Outcomes of care outside hospital: unmet need, waits, refusals, where people live."""

from __future__ import annotations

import numpy as np

from carefunds_sim.dataset.outcomes.outcome import Outcome, Period, ratio
from carefunds_sim.vocabulary import Dependency, WaitingPlace


def _waits(period: Period) -> np.ndarray:
    ended = period.total("waits_ended", "service")
    return _divide(period.total("wait_days_ended", "service"), ended)


def _utilisation(period: Period) -> np.ndarray:
    """Units in use over units open; NaN where a service is unlimited or closed."""
    capacity = period.run.values["capacity"]
    limited = np.where(np.isinf(capacity), 0, capacity)
    return _divide(period.total("unit_days", "service"), period.month_days @ limited)


def _divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    shares = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def _at_home_after_91_days(period: Period) -> float:
    return ratio(float(period.total("reabled_at_home")), float(period.total("reabled_followed")))


def _independent(period: Period) -> float:
    """Residents less those in the model who need help with daily living."""
    by_dependency = period.total("occupied_days", "dependency")
    return period.residents - float(by_dependency[Dependency.SOME_HELP :].sum()) / period.days


COMMUNITY: tuple[Outcome, ...] = (
    Outcome("unmet_need_days", "person-days a year", "Days of unmet need",
            "Days that people who need care spend at home without it: refused, or waiting for it",
            lambda p: p.occupied(p.services_where("unmet_need")) / p.years),
    Outcome("unmet_need", "people", "People with unmet need at a moment",
            "Mean number of people at home without the care they need: refused, or waiting for it",
            lambda p: p.occupied(p.services_where("unmet_need")) / p.days),
    Outcome("days_waiting_at_home", "person-days a year", "Days spent waiting at home",
            "Time people at home, with no care or with other care, spend waiting for a service",
            lambda p: float(p.yearly_by("waiting_days", "waiting_place")[WaitingPlace.HOME])),
    Outcome("refused", "people a year", "Requests refused",
            "Requests for a service refused by the eligibility bar",
            lambda p: p.yearly("refused")),
    Outcome("displaced", "people a year", "People whose provider closed",
            "People who have to find another home or carer, as theirs closed or handed back the "
            "contract", lambda p: p.yearly("displaced")),
    Outcome("care_home_admissions", "people a year", "Permanent care-home admissions",
            "Council-funded people who move into a care home for good",
            lambda p: p.yearly("care_home_admissions"), "ASCOF 2A(2), numerator"),
    Outcome("care_home_admissions_per_100000", "people a year per 100,000 residents 65+",
            "Permanent care-home admissions per 100,000 aged 65+",
            "Permanent care-home admissions for each 100,000 residents aged 65 and over",
            lambda p: 100_000 * ratio(p.yearly("care_home_admissions"), p.residents),
            "ASCOF 2A(2)"),
    Outcome("at_home_after_91_days", "share", "At home 91 days after reablement",
            "Share of people discharged from hospital to reablement who are at home on the "
            "91st day", _at_home_after_91_days, "ASCOF 2B(1)"),
    Outcome("deaths", "people a year", "Deaths", "People who die while in the model",
            lambda p: p.yearly("deaths")),
    Outcome("people_independent", "people", "People who live without help",
            "Residents aged 65 and over, less those in the model who need some or much help",
            _independent),
    Outcome("people_in_long_term_care", "people", "People in long-term care",
            "Mean number of people in long-term services",
            lambda p: p.occupied(p.services_where("long_term")) / p.days,
            "Referrals, Assessments and Packages of Care, P7 (a moment's count)"),
    Outcome("wait_days", "days", "Mean wait",
            "Mean wait of the people who got a place in the service, at once or later", _waits,
            dims=("service",)),
    Outcome("waiting", "people", "People waiting",
            "Mean number of people waiting for the service",
            lambda p: p.total("waiting_days", "service") / p.days, dims=("service",)),
    Outcome("in_service", "people", "People in service",
            "Mean number of people in the service, delayed there or not",
            lambda p: p.total("occupied_days", "service") / p.days,
            dims=("service",)),
    Outcome("utilisation", "share", "Utilisation",
            "Units in use divided by units open; empty where a service is unlimited",
            _utilisation, dims=("service",)),
    Outcome("throughput", "people a year", "People started",
            "People who start in the service", lambda p: p.yearly_by("starts", "service"),
            dims=("service",)),
    Outcome("refused_by_service", "people a year", "Requests refused, by service",
            "Requests for the service refused by the eligibility bar",
            lambda p: p.yearly_by("refused", "service"), dims=("service",)),
)  # fmt: skip
