"""The groups of rules that an arrangement consists of: every field stands in exactly one."""

from __future__ import annotations

from carefunds_sim.scenario.arrangement import Arrangement, Overhead, Pool, Rules

GROUPS: dict[str, str] = {
    "funds": "Whose money it is, and how much of it may move",
    "sight": "What is seen of partners, and how late",
    "regard": "How much partners' costs weigh, and trust",
    "cycle": "How often and when decisions are taken",
    "risk_share": "Who bears an overspend",
    "disputes": "Disputes over who pays",
    "practice": "How staff work",
    "charge": "The charge for delayed days",
    "overhead": "What the arrangement costs and disrupts",
    "set_up": "How long until it is in force",
}
"""The groups by name, and what each is about."""

LABELS = frozenset({"kind", "name", "title", "about", "agreement"})
"""Fields of an arrangement that no run reads."""

FIELDS: dict[type, dict[str, str]] = {
    Arrangement: {
        "replaces": "set_up",
        "disputes": "disputes",
        "practice": "practice",
        "charge": "charge",
        "trust": "regard",
    },
    Rules: {
        "sight": "sight",
        "sight_lag": "sight",
        "regard": "regard",
        "goodwill": "regard",
        "virement": "funds",
        "cycle": "cycle",
        "council_offset": "cycle",
    },
    Pool: {
        "title": "funds",
        "share": "funds",
        "lead": "funds",
        "risk_share": "risk_share",
        "risk_cap": "risk_share",
        "host": "risk_share",
    },
    Overhead: {
        "setup_months": "set_up",
        "setup_cost": "overhead",
        "yearly_cost": "overhead",
        "joint_working": "overhead",
        "disruption": "overhead",
        "disruption_months": "overhead",
        "saving": "overhead",
        "saving_after": "overhead",
    },
}
"""The group of every field, by the part of an arrangement that holds it.

Parts that are not listed (own funds, a pool's rules, overhead) are taken apart; what is listed is
taken whole. Trust acts only where regard or sight rests on goodwill, so all three belong together.
"""
