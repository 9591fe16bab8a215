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
            ("overspend", "close"): 0.09, ("deficits", "recovered"): -0.3,
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
            "readmissions": (4.0, 8.1), "discharged": (6.8, 8.55), "without": (9.5, 8.3),
            "starts": (12.6, 8.55), "care_ends": (12.3, 9.5), "leave_home": (10.8, 8.0),
            "uncovered": (9.0, 7.3), "referrals": (9.9, 7.3), "need": (11.3, 6.9),
            "decline": (7.3, 5.95), "dependency": (8.8, 5.95), "rehabilitation": (10.3, 5.95),
            "free_places": (14.6, 7.0), "eligibility": (16.9, 9.0), "bar_moves": (16.9, 7.9),
            "places_open": (15.7, 5.5), "provider_places": (17.0, 5.5),
            "places_close": (17.0, 4.6), "recruit": (13.9, 4.6), "capacity": (14.4, 3.6),
            "close": (12.6, 3.6), "budgeted": (1.4, 4.1), "budget_outside": (3.2, 4.1),
            "acute_first": (2.8, 5.3), "charge": (3.7, 5.3), "carried": (5.1, 2.95),
            "deficits": (3.2, 2.95), "recovered": (1.4, 2.95), "overspend": (5.95, 3.9),
            "escalation_cost": (6.1, 6.6), "eroded": (7.9, 5.0), "trust": (9.4, 5.0),
            "built": (10.9, 5.0), "worth": (12.8, 6.0), "moved": (12.6, 4.9),
        },
        bends={
            ("places_in_use", "free_places"): 0.12, ("free_places", "places_given"): 0,
            ("beds_in_use", "escalation_cost"): 0.2, ("overspend", "close"): 0.06,
            ("capacity", "free_places"): -0.06, ("cut_short", "readmissions"): 0,
            ("delayed", "decline"): -0.03, ("need", "starts"): -0.05,
            ("free_places", "rehabilitation"): -0.02, ("capacity", "overspend"): 0.06,
            ("beds_in_use", "acute_first"): -0.1, ("budget_outside", "recruit"): -0.1,
            ("delayed", "charge"): 0.02, ("refused", "uncovered"): -0.25,
            ("uncovered", "need"): -0.03, ("eligibility", "refused"): -0.06,
            ("delayed", "worth"): 0.12, ("trust", "worth"): 0, ("deficits", "recovered"): -0.3,
        },
        badges={
            ("free_beds", "admissions"): 0.5, ("free_places", "places_given"): 0.46,
            ("overspend", "close"): 0.5, ("free_beds", "drawn_in"): 0.5, ("worth", "moved"): 0.5,
            ("free_places", "places_open"): 0.5, ("beds_in_use", "escalation_cost"): 0.56,
            ("cut_short", "readmissions"): 0.5, ("delayed", "decline"): 0.5,
            ("beds_in_use", "acute_first"): 0.5, ("refused", "uncovered"): 0.38,
            ("overspend", "eroded"): 0.5,
        },
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
            "cut_short": (7.25, 12.45), "refused": (9.4, 12.6), "attention": (11.7, 13.0),
            "arranging": (13.4, 12.95), "search": (17.0, 12.85), "discharged": (7.2, 11.45),
            "readmissions": (4.0, 10.95), "without": (9.9, 11.2), "starts": (13.2, 11.45),
            "care_ends": (13.0, 11.95), "leave_home": (11.3, 10.9), "uncovered": (9.4, 10.1),
            "referrals": (10.4, 10.1), "need": (12.2, 9.5), "demand_moves": (14.3, 10.3),
            "demand_seen": (15.7, 10.3), "free_places": (17.7, 10.6), "eligibility": (22.0, 11.6),
            "bar_moves": (20.3, 11.95), "leaving_moves": (20.5, 9.9), "leaving_seen": (22.0, 9.9),
            "gets_used_to": (2.2, 9.6), "used_to": (3.9, 9.6), "decline": (7.5, 8.6),
            "dependency": (9.25, 8.6), "rehabilitation": (10.75, 8.6), "prevention": (12.7, 8.5),
            "felt_moves": (14.0, 8.5), "income_moves": (17.0, 8.9), "provider_income": (18.6, 8.9),
            "places_open": (20.5, 8.0), "provider_places": (22.0, 8.0), "places_close": (22.0, 7.1),
            "growth": (1.5, 7.9), "contributions": (1.5, 6.9), "budgeted": (1.5, 5.6),
            "budget_outside": (3.5, 5.6), "acute_first": (3.2, 6.6), "budget_hospital": (3.2, 7.7),
            "charge": (4.1, 6.5), "beds_open": (5.5, 7.9), "hospital_beds": (6.8, 7.9),
            "beds_saved": (6.8, 7.0), "saved": (5.3, 4.4), "saving": (3.5, 4.4),
            "reinvested": (1.7, 4.4), "carried": (5.3, 3.2), "deficits": (3.5, 3.2),
            "recovered": (1.5, 3.2), "acute_spending": (5.7, 5.6), "escalation_cost": (8.5, 6.9),
            "overspend": (8.3, 5.4), "beyond_contract": (7.6, 3.3), "hospital_deficit": (9.2, 3.3),
            "support": (10.8, 3.3), "eroded": (10.2, 6.9), "trust": (11.6, 6.9),
            "built": (13.0, 6.9), "weight": (13.4, 7.7), "worth": (15.6, 7.75),
            "moved": (15.6, 6.45), "cuts": (13.6, 5.65), "spending_outside": (12.2, 4.3),
            "staff_change": (13.4, 3.1), "team_staff": (14.9, 3.1), "caseload": (14.9, 4.5),
            "recruit": (17.9, 6.7), "capacity": (18.4, 5.5), "close": (16.6, 5.5),
            "outlive": (20.0, 5.5), "committed": (21.3, 5.5), "granted": (22.6, 5.5),
            "fees_move": (19.1, 4.0), "fees": (20.7, 4.0),
        },
        bends={
            ("beds_in_use", "free_beds"): -0.02, ("free_beds", "admissions"): -0.02,
            ("places_in_use", "free_places"): -0.02, ("free_places", "places_given"): -0.02,
            ("beds_in_use", "escalation_cost"): 0.02, ("escalation_cost", "overspend"): 0.06,
            ("overspend", "cuts"): -0.02, ("cuts", "close"): -0.1,
            ("capacity", "free_places"): -0.38, ("beds_in_use", "cut_short"): -0.02,
            ("delayed", "decline"): -0.06, ("dependency", "need"): -0.02,
            ("need", "starts"): -0.06, ("free_places", "rehabilitation"): -0.32,
            ("capacity", "spending_outside"): 0.14, ("spending_outside", "overspend"): -0.02,
            ("beds_in_use", "acute_spending"): -0.22, ("acute_spending", "acute_first"): 0.04,
            ("budget_outside", "recruit"): -0.1, ("delayed", "charge"): 0.0,
            ("free_beds", "drawn_in"): -0.02, ("refused", "uncovered"): -0.22,
            ("uncovered", "need"): 0.18, ("free_places", "bar_moves"): -0.1,
            ("eligibility", "refused"): 0, ("delayed", "demand_moves"): -0.1,
            ("demand_seen", "worth"): -0.02, ("worth", "moved"): -0.02,
            ("moved", "recruit"): 0.22, ("overspend", "eroded"): 0.06, ("trust", "weight"): -0.02,
            ("weight", "worth"): -0.1, ("acute_spending", "beyond_contract"): 0.02,
            ("hospital_deficit", "beds_saved"): 0.06, ("hospital_beds", "escalation_cost"): -0.02,
            ("escalation_cost", "acute_spending"): 0.06, ("prevention", "referrals"): 0.14,
            ("referrals", "need"): -0.1, ("capacity", "felt_moves"): -0.32,
            ("free_places", "search"): -0.02, ("search", "places_given"): -0.02,
            ("free_places", "income_moves"): 0.22, ("provider_places", "free_places"): -0.02,
            ("need", "demand_moves"): -0.02, ("demand_seen", "caseload"): -0.14,
            ("caseload", "arranging"): -0.02, ("arranging", "places_given"): 0.06,
            ("beds_in_use", "attention"): 0.14, ("attention", "arranging"): -0.02,
            ("overspend", "carried"): -0.06, ("deficits", "recovered"): -0.3,
            ("recovered", "budgeted"): 0.02, ("hospital_beds", "free_beds"): -0.06,
            ("free_places", "starts"): -0.02, ("eligibility", "starts"): 0,
            ("cut_short", "discharged"): -0.02, ("charge", "eroded"): -0.1,
            ("contributions", "budgeted"): -0.02, ("budget_hospital", "beds_open"): -0.1,
            ("budget_outside", "staff_change"): -0.02, ("provider_income", "places_close"): -0.22,
            ("fees", "recruit"): -0.26, ("fees", "income_moves"): 0,
            ("team_staff", "caseload"): 0.06, ("demand_seen", "bar_moves"): -0.26,
            ("leaving_seen", "bar_moves"): -0.02, ("beds_in_use", "gets_used_to"): -0.22,
            ("used_to", "attention"): 0.22,
        },
        badges={
            ("free_beds", "admissions"): 0.5, ("free_places", "places_given"): 0.5,
            ("overspend", "cuts"): 0.5, ("free_beds", "drawn_in"): 0.5, ("worth", "moved"): 0.5,
            ("free_places", "search"): 0.5, ("provider_income", "places_open"): 0.5,
            ("attention", "arranging"): 0.5, ("beds_in_use", "escalation_cost"): 0.68,
            ("cut_short", "readmissions"): 0.5, ("delayed", "decline"): 0.42,
            ("acute_spending", "acute_first"): 0.54, ("refused", "uncovered"): 0.5,
            ("overspend", "eroded"): 0.5, ("acute_spending", "beyond_contract"): 0.54,
            ("prevention", "referrals"): 0.66, ("caseload", "arranging"): 0.6,
        },
        clouds={
            "beds_open": (5.5, 8.55), "close": (16.6, 4.8), "recruit": (17.9, 7.4),
            "demand_moves": (14.3, 10.95), "eroded": (10.2, 7.5), "charge": (4.1, 7.15),
            "felt_moves": (14.0, 9.05), "bar_moves": (20.3, 12.55), "beds_saved": (6.1, 7.0),
            "staff_change": (13.4, 3.75),
        },
        labels={
            "admissions": (0, 0.2, "center", "bottom"), "emergencies": (0, 0.2, "center", "bottom"),
            "drawn_in": (-0.2, -0.2, "center", "top"), "budgeted": (0.2, 0.2, "left", "bottom"),
            "places_given": (0, 0.2, "center", "bottom"), "refused": (-0.2, 0, "right", "center"),
            "uncovered": (-0.2, 0, "right", "center"), "acute_first": (-0.2, 0, "right", "center"),
            "beds_saved": (-0.1, -0.2, "right", "top"), "bar_moves": (0.15, 0.25, "left", "bottom"),
            "income_moves": (0, 0.2, "center", "bottom"), "close": (0, 0.2, "center", "bottom"),
            "recruit": (0.2, 0.2, "left", "center"), "referrals": (0.2, 0, "left", "center"),
            "growth": (0.2, 0, "left", "center"), "charge": (0.2, -0.1, "left", "center"),
        },
        turns={("back", "treated"): 5.9, ("back", "places_in_use"): 14.8,
               ("starts", "places_in_use"): 15.7, ("care_ends", "places_in_use"): 15.0,
               ("care_ends", "without"): 10.2},
    ),
}  # fmt: skip
