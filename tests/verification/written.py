"""Quantities of a changed lesson, as a file writes them out."""

from __future__ import annotations

from typing import Any


def assumed(value: object) -> dict[str, Any]:
    """Return a quantity that rests on this test alone."""
    return {"value": value, "kind": "assumed", "why": "a number of this test"}


def stream(per_day: float, first: str, origin: str = "hospital") -> dict[str, Any]:
    """Return a stream of independent people who need one service first."""
    return {
        "title": "A stream",
        "origin": origin,
        "per_day": assumed(per_day),
        "first": assumed({"independent": {first: 1.0}}),
    }


def unlimited(mean_days: float, **more: Any) -> dict[str, Any]:
    """Return a service at home in which nobody waits."""
    return {
        "title": "A service without limit",
        "kind": "unlimited",
        "setting": "home",
        "stay_days": assumed({"independent": mean_days}),
        **more,
    }
