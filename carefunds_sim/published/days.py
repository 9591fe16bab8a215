"""Delayed days of a year, by reason, by responsible body and, where told, by both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from carefunds_sim.vocabulary import Responsible

if TYPE_CHECKING:
    from carefunds_sim.vocabulary import DelayReason, Setting

Split = dict[tuple["Setting | None", "DelayReason"], dict[Responsible, float]]
"""Days of each body by setting (None: both together) and reason."""


@dataclass
class Days:
    """Delayed days a year; ``split`` is empty where reasons and bodies are told apart."""

    by_reason: dict[DelayReason, float] = field(default_factory=dict)
    by_body: dict[Responsible, float] = field(default_factory=dict)
    split: Split = field(default_factory=dict)

    @property
    def total(self) -> float:
        """All delayed days of the year."""
        return float(sum(self.by_reason.values()))

    def of_reason(self, reason: DelayReason, days: float) -> None:
        """Count days of a reason."""
        self.by_reason[reason] = self.by_reason.get(reason, 0.0) + days

    def of_body(self, body: Responsible, days: float) -> None:
        """Count days of a body."""
        self.by_body[body] = self.by_body.get(body, 0.0) + days

    def of_both(
        self, setting: Setting | None, reason: DelayReason, body: Responsible, *, days: float
    ) -> None:
        """Count days whose setting, reason and body are known."""
        self.of_reason(reason, days)
        self.of_body(body, days)
        row = self.split.setdefault((setting, reason), dict.fromkeys(Responsible, 0.0))
        row[body] += days

    def add(self, other: Days) -> None:
        """Count another place's days too, by reason and by body."""
        for reason, days in other.by_reason.items():
            self.of_reason(reason, days)
        for body, days in other.by_body.items():
            self.of_body(body, days)
