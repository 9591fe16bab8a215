"""Where the parts of each view of the stocks stand, in inches from the lower left corner.

A bend is the height of an arrow's arc against its length, positive to the left of its direction;
a badge's place is a share of its arrow. Flows stand where their valve is; a turn is where across
the page a pipe turns towards a stock.
"""

from __future__ import annotations

from typing import NamedTuple

from carefunds_sim.scenario.stock_flow import View

Point = tuple[float, float]
Pair = tuple[str, str]


class Layout(NamedTuple):
    """A view's title and size, the top of its key, and where everything stands."""

    title: str
    size: Point
    key_top: float
    key_rows: int
    places: dict[str, Point]
    bends: dict[Pair, float]
    badges: dict[Pair, float]
    clouds: dict[str, Point]
    labels: dict[str, tuple[float, float, str, str]]
    turns: dict[Pair, float]


LAYOUTS = {
    View.BOARD: Layout(
        "People, places and money: for the board", (13.6, 9.4), 1.95, 3,
        places={
            "admissions": (1.5, 8.0), "treated": (3.2, 8.0), "ready": (4.95, 8.0),
            "delayed": (6.7, 8.0), "places_given": (8.7, 8.0), "places_in_use": (10.9, 8.0),
            "leave_care": (12.6, 8.0), "discharged": (5.2, 6.55), "without": (6.8, 6.35),
            "referrals": (5.6, 6.05), "starts": (8.8, 6.55), "leave_home": (8.4, 6.05),
            "acute_first": (2.9, 5.0), "budgeted": (1.5, 3.75), "budget_outside": (3.2, 3.75),
            "carried": (4.9, 2.55), "deficits": (3.2, 2.55), "recovered": (1.5, 2.55),
            "overspend": (4.7, 4.5), "eroded": (8.4, 4.9), "trust": (10.0, 4.9),
            "built": (11.6, 4.9), "moved": (6.9, 4.2), "recruit": (9.1, 3.2),
            "capacity": (10.9, 3.2), "close": (12.6, 3.2),
        },
        bends={
            ("capacity", "places_given"): -0.14, ("delayed", "moved"): 0.31,
            ("overspend", "close"): 0.06, ("deficits", "recovered"): -0.3,
            ("beds_in_use", "overspend"): -0.07, ("beds_in_use", "acute_first"): -0.03,
            ("budget_outside", "recruit"): -0.04, ("capacity", "overspend"): 0.16,
            ("trust", "moved"): 0.05, ("overspend", "eroded"): 0.08,
        },
        badges={("overspend", "close"): 0.7, ("delayed", "moved"): 0.72,
                ("beds_in_use", "overspend"): 0.62},
        clouds={"recruit": (9.1, 3.85), "eroded": (8.4, 5.5)},
        labels={"discharged": (0, 0.2, "center", "bottom"),
                "starts": (0, 0.2, "center", "bottom"),
                "places_given": (0, 0.2, "center", "bottom"),
                "budgeted": (0, 0.2, "center", "bottom"),
                "built": (0, 0.2, "center", "bottom"),
                "leave_home": (0.95, 0, "left", "center")},
        turns={},
    ),
    View.CLASS: Layout(
        "People, places and money: for a class", (18.4, 13.3), 2.3, 5,
        places={
            "emergencies": (1.2, 11.15), "drawn_in": (1.2, 10.6), "emergency": (2.9, 10.9),
            "admissions": (4.5, 10.9), "treated": (6.1, 10.9), "ready": (7.8, 10.9),
            "delayed": (9.5, 10.9), "places_given": (11.8, 10.9), "places_in_use": (14.3, 10.9),
            "leave_care": (16.1, 10.9), "from_care": (9.8, 12.45), "leave_hospital": (6.1, 12.0),
            "free_beds": (4.5, 9.4), "cut_short": (7.0, 9.5), "refused": (9.0, 9.6),
            "readmissions": (4.0, 8.1), "discharged": (7.4, 8.55), "without": (9.5, 8.3),
            "starts": (12.6, 8.55), "care_ends": (12.3, 9.5), "leave_home": (10.8, 8.0),
            "uncovered": (9.0, 7.3), "referrals": (9.9, 7.3), "need": (11.3, 6.9),
            "decline": (7.3, 5.95), "dependency": (8.8, 5.95), "rehabilitation": (10.3, 5.95),
            "free_places": (14.6, 7.0), "eligibility": (16.9, 9.0), "bar_moves": (16.9, 7.9),
            "places_open": (15.7, 5.5), "provider_places": (17.0, 5.5),
            "places_close": (17.0, 4.6), "recruit": (13.9, 4.6), "capacity": (14.4, 3.6),
            "close": (12.6, 3.6), "budgeted": (1.4, 4.1), "budget_outside": (3.2, 4.1),
            "acute_first": (2.8, 5.3), "charge": (3.7, 5.3), "carried": (5.1, 2.95),
            "deficits": (3.2, 2.95), "recovered": (1.4, 2.95), "overspend": (5.95, 3.9),
            "escalation_cost": (5.6, 6.4), "eroded": (7.9, 5.0), "trust": (9.4, 5.0),
            "built": (10.9, 5.0), "worth": (12.8, 6.0), "moved": (12.8, 4.85),
        },
        bends={
            ("places_in_use", "free_places"): 0.12, ("refused", "uncovered"): -0.25,
            ("budget_outside", "recruit"): -0.03, ("overspend", "close"): 0.0,
            ("capacity", "overspend"): 0.1, ("deficits", "recovered"): -0.3,
            ("delayed", "worth"): 0.12, ("trust", "worth"): 0.0, ("uncovered", "need"): -0.03,
            ("free_places", "rehabilitation"): -0.12, ("cut_short", "readmissions"): 0.0,
            ("delayed", "decline"): -0.03, ("delayed", "charge"): 0.0,
            ("beds_in_use", "acute_first"): -0.02, ("capacity", "free_places"): -0.06,
            ("need", "starts"): -0.05, ("dependency", "need"): 0.1,
        },
        badges={("free_places", "places_given"): 0.75, ("refused", "uncovered"): 0.75,
                ("delayed", "decline"): 0.7, ("beds_in_use", "escalation_cost"): 0.7},
        clouds={"recruit": (13.9, 5.3), "close": (12.6, 2.95), "eroded": (7.9, 5.6)},
        labels={
            "admissions": (0, 0.2, "center", "bottom"), "emergencies": (0, 0.2, "center", "bottom"),
            "drawn_in": (-0.1, -0.2, "center", "top"), "budgeted": (0, 0.2, "center", "bottom"),
            "refused": (-0.2, 0, "right", "center"), "uncovered": (-0.2, 0, "right", "center"),
            "leave_home": (0, -0.2, "center", "top"), "places_given": (0, 0.2, "center", "bottom"),
            "close": (0, 0.2, "center", "bottom"), "starts": (0, 0.2, "center", "bottom"),
            "referrals": (0.2, 0.1, "left", "center"),
            "recruit": (-0.2, -0.15, "right", "top"), "acute_first": (-0.2, 0, "right", "center"),
        },
        turns={("starts", "places_in_use"): 14.75, ("care_ends", "places_in_use"): 13.9,
               ("care_ends", "without"): 9.8},
    ),
    View.COMPLETE: Layout(
        "People, places and money: the complete model", (23.6, 16.6), 2.3, 5,
        places={
            "emergencies": (1.2, 14.25), "drawn_in": (1.2, 13.7), "emergency": (2.9, 14.0),
            "admissions": (4.6, 14.0), "treated": (6.3, 14.0), "ready": (8.1, 14.0),
            "delayed": (9.9, 14.0), "places_given": (12.9, 14.0), "intermediate": (15.5, 14.1),
            "move_on": (16.9, 14.1), "care_at_home": (18.3, 14.1), "move_in": (19.6, 14.1),
            "care_homes": (20.8, 14.1), "leave_care": (22.3, 14.0), "from_care": (12.0, 15.75),
            "back": (12.9, 15.2), "leave_hospital": (6.6, 15.0), "free_beds": (4.6, 12.3),
            "cut_short": (7.4, 12.4), "refused": (9.4, 12.6), "attention": (11.7, 12.9),
            "arranging": (13.4, 12.8), "search": (17.0, 12.4), "discharged": (7.9, 11.45),
            "readmissions": (4.0, 10.95), "without": (9.9, 11.2), "starts": (13.2, 11.45),
            "care_ends": (13.0, 12.0), "leave_home": (11.3, 10.9), "uncovered": (9.4, 10.1),
            "referrals": (10.4, 10.1), "need": (12.2, 9.5), "demand_moves": (14.3, 10.3),
            "demand_seen": (15.7, 10.3), "free_places": (17.7, 10.6), "eligibility": (22.0, 11.6),
            "bar_moves": (20.3, 11.6), "leaving_moves": (20.5, 9.9), "leaving_seen": (22.0, 9.9),
            "gets_used_to": (2.2, 9.6), "used_to": (3.9, 9.6), "decline": (7.5, 8.6),
            "dependency": (9.0, 8.6), "rehabilitation": (10.5, 8.6), "prevention": (12.7, 8.5),
            "felt_moves": (14.2, 8.5), "income_moves": (17.0, 8.9), "provider_income": (18.6, 8.9),
            "places_open": (20.5, 8.0), "provider_places": (22.0, 8.0), "places_close": (22.0, 7.1),
            "growth": (1.5, 7.9), "contributions": (1.5, 6.9), "budgeted": (1.5, 5.6),
            "budget_outside": (3.5, 5.6), "acute_first": (3.2, 6.6), "budget_hospital": (3.2, 7.7),
            "charge": (4.1, 6.5), "beds_open": (5.2, 7.9), "hospital_beds": (6.5, 7.9),
            "beds_saved": (6.5, 7.0), "saved": (5.3, 4.4), "saving": (3.5, 4.4),
            "reinvested": (1.7, 4.4), "carried": (5.3, 3.2), "deficits": (3.5, 3.2),
            "recovered": (1.5, 3.2), "acute_spending": (5.7, 5.6), "escalation_cost": (8.3, 7.2),
            "overspend": (8.3, 5.4), "beyond_contract": (7.6, 3.3), "hospital_deficit": (9.2, 3.3),
            "support": (10.8, 3.3), "eroded": (10.2, 6.9), "trust": (11.6, 6.9),
            "built": (13.0, 6.9), "weight": (13.4, 7.7), "worth": (15.6, 7.6),
            "moved": (15.6, 6.6), "cuts": (13.6, 5.5), "spending_outside": (12.2, 4.3),
            "staff_change": (13.4, 3.1), "team_staff": (14.9, 3.1), "caseload": (14.9, 4.5),
            "recruit": (17.9, 6.7), "capacity": (18.4, 5.5), "close": (16.6, 5.5),
            "outlive": (19.9, 5.5), "committed": (21.3, 5.5), "granted": (22.6, 5.5),
            "fees_move": (20.2, 3.9), "fees": (21.8, 3.9),
        },
        bends={}, badges={}, clouds={}, labels={},
        turns={("back", "treated"): 5.9, ("back", "places_in_use"): 14.8,
               ("starts", "places_in_use"): 15.7, ("care_ends", "places_in_use"): 15.0,
               ("care_ends", "without"): 10.2},
    ),
}  # fmt: skip
