"""Where the causal-loop picture puts each variable, and how far its arrows bend.

Places are in inches from the lower left corner. A bend is the height of an arrow's arc against
its length, positive to the left of its way; a badge's place is a share of the way.
"""

from __future__ import annotations

from carefunds_sim.scenario.feedback import Variable
from carefunds_sim.vocabulary import Loop

Place = tuple[float, float]

SIZE = (15.0, 11.6)
KEY_TOP = 2.05  # the key stands below

PLACES: dict[Variable, Place] = {
    Variable.DRAWN_IN: (1.2, 11.0),
    Variable.FREE_BEDS: (4.6, 11.0),
    Variable.ADMISSIONS: (1.2, 9.3),
    Variable.BEDS_IN_USE: (4.6, 9.3),
    Variable.READMISSIONS: (1.1, 7.6),
    Variable.CUT_SHORT: (3.9, 7.6),
    Variable.DELAYED: (6.1, 6.9),
    Variable.DEPENDENCY: (3.1, 5.9),
    Variable.NEED: (1.3, 4.4),
    Variable.REHABILITATION: (5.0, 4.6),
    Variable.PLACES_IN_USE: (4.1, 3.3),
    Variable.PLACES_GIVEN: (6.8, 5.0),
    Variable.FREE_PLACES: (7.6, 3.3),
    Variable.UNCOVERED: (2.0, 2.5),
    Variable.REFUSED: (5.8, 2.5),
    Variable.CAPACITY: (11.6, 3.3),
    Variable.ESCALATION_COST: (7.9, 10.9),
    Variable.OVERSPEND: (11.5, 10.9),
    Variable.ACUTE_SPENDING: (7.9, 9.3),
    Variable.BUDGET_OUTSIDE: (10.0, 7.6),
    Variable.CHARGE: (7.2, 7.9),
    Variable.WORTH: (8.5, 5.8),
    Variable.MOVED: (9.4, 4.2),
    Variable.CUTS: (14.1, 9.0),
    Variable.SPENDING_OUTSIDE: (13.2, 7.0),
    Variable.TRUST: (11.6, 8.9),
    Variable.WEIGHT: (11.6, 6.2),
}

BENDS: dict[tuple[Variable, Variable], float] = {
    (Variable.FREE_BEDS, Variable.DRAWN_IN): 0.1,
    (Variable.DRAWN_IN, Variable.ADMISSIONS): 0.12,
    (Variable.ADMISSIONS, Variable.BEDS_IN_USE): -0.06,
    (Variable.BEDS_IN_USE, Variable.FREE_BEDS): -0.15,
    (Variable.READMISSIONS, Variable.ADMISSIONS): 0.12,
    (Variable.DELAYED, Variable.BEDS_IN_USE): 0.04,
    (Variable.DELAYED, Variable.DEPENDENCY): 0.12,
    (Variable.DEPENDENCY, Variable.NEED): 0.15,
    (Variable.NEED, Variable.PLACES_IN_USE): 0.08,
    (Variable.PLACES_GIVEN, Variable.PLACES_IN_USE): 0.12,
    (Variable.PLACES_IN_USE, Variable.FREE_PLACES): -0.08,
    (Variable.FREE_PLACES, Variable.PLACES_GIVEN): -0.15,
    (Variable.REHABILITATION, Variable.DEPENDENCY): 0.05,
    (Variable.UNCOVERED, Variable.NEED): 0.15,
    (Variable.CUTS, Variable.CAPACITY): 0.16,
    (Variable.CAPACITY, Variable.SPENDING_OUTSIDE): -0.1,
    (Variable.SPENDING_OUTSIDE, Variable.OVERSPEND): -0.12,
    (Variable.OVERSPEND, Variable.CUTS): 0.12,
    (Variable.BUDGET_OUTSIDE, Variable.CAPACITY): -0.05,
    (Variable.WEIGHT, Variable.WORTH): 0.05,
    (Variable.CAPACITY, Variable.FREE_PLACES): 0.08,
    (Variable.ACUTE_SPENDING, Variable.BUDGET_OUTSIDE): 0.15,
}

BADGES: dict[Loop, float] = {
    Loop.EARLY_DISCHARGE_READMISSION: 0.58,
    Loop.OVERSPEND_CUTS: 0.6,
    Loop.REALLOCATION: 0.58,
    Loop.TRUST_EROSION: 0.58,
    Loop.ACUTE_FIRST: 0.55,
    Loop.CHARGE_TAKES_COUNCIL_MONEY: 0.55,
}
