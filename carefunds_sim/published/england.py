"""England's delayed days in the year that the typical council stands for."""

from __future__ import annotations

from carefunds_sim.vocabulary import DelayReason, Responsible

YEAR = 2011
RESIDENTS = 8_700_000
"""Residents aged 65 and over, mid-2011; Office for National Statistics, rounded."""

DAYS_BY_REASON: dict[DelayReason, float] = {
    DelayReason.ASSESSMENT: 257_454,
    DelayReason.PUBLIC_FUNDING: 82_373,
    DelayReason.FURTHER_NHS_CARE: 265_166,
    DelayReason.RESIDENTIAL_HOME: 163_595,
    DelayReason.NURSING_HOME: 150_465,
    DelayReason.CARE_PACKAGE_AT_HOME: 143_916,
    DelayReason.COMMUNITY_EQUIPMENT: 42_848,
    DelayReason.PATIENT_CHOICE: 186_440,
    DelayReason.DISPUTES: 25_877,
    DelayReason.HOUSING: 55_258,
}
"""Delayed days of 2011-12, all adults, acute and non-acute; NHS England's monthly time series."""

DAYS_BY_BODY: dict[Responsible, float] = {
    Responsible.NHS: 850_420,
    Responsible.SOCIAL_CARE: 422_604,
    Responsible.BOTH: 100_368,
}
