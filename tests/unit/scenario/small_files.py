"""Small files of every kind, as text that a test can break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Write = Callable[[str, str], Path]
"""Writes a file into an empty working folder and returns its path."""

AREA = """\
kind: area
name: small
title: A small network
evidence: {kind: assumed, why: a teaching example}
streams:
  patients:
    title: Patients
    per_day: 2
    first:
      independent: {ward: 1}
      much_help: {ward: 0.5, rehab: 0.5}
services:
  ward:
    title: Ward
    kind: beds
    setting: acute
    capacity: {value: 12, range: [5, 20], role: lever, kind: assumed, why: round}
    stay_days: {independent: 3, much_help: 9}
    onward:
      much_help: {rehab: 0.6, home_care: 0.4}
    paid_by: {nhs: 1}
    costs: {fixed_per_unit: 300}
  rehab:
    title: Rehabilitation
    kind: beds
    setting: non_acute
    capacity: 4
    delay_reason: further_nhs_care
    stay_days: {independent: 20, much_help: 30}
    second_choice: home_care
    patience: 10
    paid_by: {nhs: 0.5, council: 0.5}
    costs: {fixed_per_unit: 100}
  home_care:
    title: Home care
    kind: hours
    capacity: 40
    delay_reason: care_package_at_home
    stay_days: {independent: 200, much_help: 400}
    paid_by: {council: 1}
    costs: {variable_per_unit: 13}
    rationing:
      refused_to: {nothing: 1}
      dependency_weight: {much_help: 1}
      origin_weight: {hospital: 1}
      lowest_acceptance: 0.2
  nothing:
    title: Going without
    kind: unlimited
    stay_days: {independent: 100, much_help: 100}
  assessors:
    title: Assessors
    kind: team
    capacity: 2
    stay_days: {independent: 1, much_help: 1}
    paid_by: {council: 1}
    costs: {fixed_per_unit: 150}
stages:
  assessment:
    title: Assessment
    team: assessors
    from_hospital: {rehab: 1}
practices:
  joint_team:
    title: Joint team
    factors: {assessment: 0.5}
"""

MONEY = """\
money:
  home_wait_cost: 5
  charge: 100
  charge_notice: 2
  priority: {head_start: 3, head_start_per_cost_ratio: 0}
  steering:
    tolerance: 0.01
    strength: 0.5
    largest_cut: 0.1
    late_year_month: 9
    late_year_spending: 0.5
    reserve_limit: 0.1
    acceptance_speed: 0.1
    commitment_horizon: 12
    hysteresis: 0.02
    first_forecast_month: 3
"""

ARRANGEMENT = """\
kind: arrangement
name: half_pooled
title: Half pooled
about: Half of every service in a pool.
evidence: {kind: assumed, why: a teaching example}
own_funds: {sight: 0, sight_lag: 1, regard: 0, goodwill: 0, virement: 0.1, cycle: 12}
pools:
  pool:
    title: The pool
    share: {every_service: 0.5, rehab: 0.8}
    rules: {sight: 1, sight_lag: 1, regard: 1, goodwill: 0, virement: 0.1, cycle: 3}
    risk_share: by_contribution
disputes: {chance: 1, length: 1}
practice: [joint_team]
charge: false
overhead:
  setup_months: 12
  setup_cost: 0.01
  yearly_cost: 0.01
  disruption: 0
  disruption_months: 0
  saving: 0
  saving_after: 0
trust: {initial: 0.5, built: 0.1, eroded_by_overspend: 1, eroded_by_transfer: 1}
"""
