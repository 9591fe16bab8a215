"""What an engine keeps of each person, service, stage and stream, and of the run as a whole.

For the compiled engine a record is a row of a NumPy structured array, whose fields machine code
reads and writes by name. For the SimPy engine it is an object with the same attributes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from carefunds_sim.model.plan import People
from carefunds_sim.vocabulary import (
    AgeBand,
    DelayReason,
    Dependency,
    Hazard,
    Origin,
    Presentation,
)

Record = Any  # a row of one of the tables below, or an object with its fields
World = Record  # the row of WORLD, or the SimPy engine's ``World``

OUTSIDE = -1  # in no service: not yet in the model, or in the emergency department
NEW = -2  # where people come from who have just entered the model
NOTHING = -1  # needs no service any more
NO_PERSON = -1
LONG_AGO = float("-inf")
NOT_DELAYED, DELAYED, UNDECLARED = range(3)
SETTLED, DISPLACED, HAS_SEARCHED = range(3)
NOT_DRAWN = -1.0  # an allowance that no hazard has used yet

HAZARDS = len(Hazard)
NUMBER, CODE, FLAG = np.float64, np.int64, np.bool_

# Tables of levels, one after the other in ``levels``; the world says where each begins.
LEVELS = ("occupied", "units", "escalation", "waiting", "delayed", "undeclared")

# The world says where each table is and how many rows it has. Of those of months it says where
# the row of this month is: what is counted is counted there.
TABLES = (
    "services", "stages", "streams", "capacity_steps", "onward", "refused_to", "stage_chance",
    "persons", "event_time", "event_order", "event_slot", "event_at",
    "own_time", "own_order", "own_links", "days", "notes",
    "levels", "month_lengths",
    "service_months", "run_months", "level_months", "starts_months", "arrivals_months",
    "moves_months",
    *(f"comer_{column}" for column in People._fields),
)  # fmt: skip

# What is read together lies together: six lines of 64 bytes, the unit in which memory is fetched.
PERSON = np.dtype(
    [
        # what may strike, and when it was last looked at
        ("since", NUMBER), ("days", NUMBER),
        ("left", NUMBER, (HAZARDS,)), ("rates", NUMBER, (HAZARDS,)),
        # where they are in their story, and where in the services
        ("step", CODE), ("id", CODE), ("episode", CODE), ("place", CODE), ("dependency", CODE),
        ("units", NUMBER), ("discharged_day", NUMBER), ("reabled_day", NUMBER),
        # who they are, and what they need next
        ("key", CODE), ("number", CODE), ("commissioner", CODE), ("presentation", CODE),
        ("need", CODE), ("target", CODE), ("held_bed", CODE),
        ("delay", np.int8), ("early", FLAG), ("in_census", FLAG), ("granted", FLAG),
        ("displaced", np.int8),
        # the line they wait in
        ("waits_for", CODE), ("waiting_place", CODE), ("wanted", NUMBER), ("joined", NUMBER),
        ("queue_place", NUMBER), ("child", CODE), ("sibling", CODE), ("back", CODE),
        # what is counted while it lasts
        ("delay_reason", CODE), ("delay_need", CODE), ("delayed_since", NUMBER),
        ("ready_day", NUMBER), ("asked_day", NUMBER), ("admitted_day", NUMBER),
        ("stage", CODE), ("stage_length", NUMBER),
        # what is seldom asked for
        ("last_part", NUMBER), ("held_units", NUMBER), ("came_as", CODE), ("funding", CODE),
        ("band", CODE), ("renewals", CODE, (HAZARDS,)), ("threats", CODE),
    ],
    align=True,
)  # fmt: skip

SERVICE = np.dtype(
    [
        # what does not change: see ``plan.Network``
        ("setting", CODE), ("stay_family", CODE), ("second_choice", CODE),
        ("self_funded_as", CODE), ("reason", CODE), ("market", CODE),
        ("waits_at_home", FLAG), ("arranged", FLAG), ("kept_in_hospital", FLAG),
        ("long_term", FLAG), ("rehabilitation", FLAG), ("rationed", FLAG), ("limited", FLAG),
        ("escalation", NUMBER), ("stay_spread", NUMBER), ("hip_fracture_death", NUMBER),
        ("patience", NUMBER), ("lowest_acceptance", NUMBER), ("threat", NUMBER),
        ("units", NUMBER, (len(Dependency),)),
        ("stay_mean", NUMBER, (len(Dependency), len(Presentation))),
        ("hazard", NUMBER, (len(Dependency), HAZARDS)),
        ("improvement", NUMBER, (len(Dependency),)),
        ("refusal_weight", NUMBER, (len(Dependency), len(Origin))),
        ("eligible", NUMBER, (len(Dependency),)),
        # what changes once a month: see ``conditions``
        ("open_units", NUMBER), ("acceptance", NUMBER), ("package", NUMBER),
        ("stay_factor", NUMBER), ("head_start", NUMBER), ("dispute_chance", NUMBER),
        ("closing", NUMBER),
        # places and the line for them
        ("limit", NUMBER), ("used", NUMBER), ("first", CODE), ("in_line", CODE),
        # whether no hazard ever takes people from here, and how many of them wait to leave
        ("held_fast", FLAG), ("waiting_here", CODE),
    ],
    align=True,
)  # fmt: skip

STAGE = np.dtype(
    [
        ("team", CODE), ("family", CODE), ("reason", CODE), ("market", CODE),
        ("chance_purpose", CODE), ("days_purpose", CODE),
        ("declared", FLAG), ("dispute", FLAG),
        ("days", NUMBER), ("spread", NUMBER), ("factor", NUMBER), ("search", NUMBER),
    ],
    align=True,
)  # fmt: skip

STREAM = np.dtype([("home", CODE), ("origin", CODE), ("threshold", NUMBER)], align=True)

STEP_OF_CAPACITY = np.dtype([("day", NUMBER), ("service", CODE), ("capacity", NUMBER)], align=True)

# Something that is so much at a moment, and adds up over days.
LEVEL = np.dtype([("now", NUMBER), ("since", NUMBER), ("total", NUMBER)], align=True)

NOTE = np.dtype(
    [("person", CODE), ("note", CODE), ("detail", CODE), ("day", NUMBER), ("days", NUMBER)],
    align=True,
)

# What is counted in a month of a service; see ``model/record.py`` for the words.
SERVICE_MONTH = np.dtype(
    [
        ("waits_ended", NUMBER), ("wait_days_ended", NUMBER), ("requests", NUMBER),
        ("requested_units", NUMBER), ("diverted_units", NUMBER), ("refused", NUMBER),
        ("starts", NUMBER), ("displaced", NUMBER),
        ("second_choices", NUMBER), ("chargeable_days", NUMBER, (len(DelayReason),)),
        # as things stand at the month's end
        ("used", NUMBER), ("in_line", NUMBER), ("open_units", NUMBER),
    ],
    align=True,
)  # fmt: skip

# What is counted in a month of the whole.
RUN_MONTH = np.dtype(
    [
        ("admissions", NUMBER, (len(Presentation),)),
        ("stays_ended", NUMBER, (len(Presentation),)),
        ("stay_days_ended", NUMBER, (len(Presentation),)),
        ("readmissions_30d", NUMBER), ("departures", NUMBER), ("deaths", NUMBER),
        ("care_home_admissions", NUMBER), ("reabled_followed", NUMBER),
        ("reabled_at_home", NUMBER),
        # as things stand at the month's end
        ("day", NUMBER), ("people_here", NUMBER), ("people_outside", NUMBER),
    ],
    align=True,
)  # fmt: skip

# What a level comes to in a month, and what it is at its end.
LEVEL_MONTH = np.dtype([("total", NUMBER), ("now", NUMBER)], align=True)

# What holds for the run as a whole: one row, which leads to everything else.
WORLD = np.dtype(
    [
        # the key of every draw, behaviour and loops
        ("seed", CODE), ("replication", CODE),
        ("recent_days", NUMBER), ("recent_admission", NUMBER), ("deconditioning", NUMBER),
        ("early_above", NUMBER), ("early_chance", NUMBER), ("early_cut", NUMBER),
        ("early_readmission", NUMBER), ("charge_notice_days", NUMBER),
        ("readmission_hip_fracture", NUMBER, (len(AgeBand),)),
        ("admitted_to", CODE), ("home", CODE), ("dispute_length", NUMBER),
        ("early_readmits", FLAG), ("bed_rest_weakens", FLAG), ("missing_costs", FLAG),
        ("traced", FLAG),
        # the clock, and the events that are no person's own
        ("now", NUMBER), ("month", CODE), ("month_day", NUMBER), ("pause_after", CODE),
        ("run_time", NUMBER), ("run_order", CODE),
        ("next_person", CODE), ("next_arrival", NUMBER),
        ("next_step", CODE), ("next_step_day", NUMBER),
        # how many there are of what grows
        ("today", CODE), ("events", CODE), ("event_count", CODE), ("free", CODE),
        ("noted", CODE),
        # where the tables are, and how long: see ``tables``
        *((name, CODE) for name in TABLES), *((f"{name}_size", CODE) for name in TABLES),
        ("commissioners", CODE), ("moves_each", CODE),  # cells of moves in a month
        *((level, CODE) for level in LEVELS),
        # who is here
        ("people_here", CODE), ("people_outside", CODE),
    ],
    align=True,
)  # fmt: skip
