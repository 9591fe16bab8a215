"""Who the players of an attribution are, and which runs tell what a coalition of them is worth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from carefunds_sim.errors import CarefundsError, did_you_mean
from carefunds_sim.scenario.hybrid import hybrid, players, rules_of
from carefunds_sim.scenario.loops import LOOPS
from carefunds_sim.scenario.schema.arrangement import GROUPS
from carefunds_sim.vocabulary import Loop

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario


class Game(Protocol):
    """Players, and the scenarios that tell what a coalition of them is worth.

    A coalition is worth the outcome of its last scenario, less that of the one before if there
    are two.
    """

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody, by name."""

    def title(self, player: str) -> str:
        """Return what a player is, in words."""

    def scenarios(self, members: Collection[str]) -> tuple[Scenario, ...]:
        """Return the scenarios of a coalition."""


@dataclass(frozen=True)
class RuleGame:
    """Groups of rules: a coalition is the first scenario with those groups of the second.

    Hybrids that ask the same of a run are one scenario, the first that was asked for.
    """

    one: Scenario
    other: Scenario
    players: tuple[str, ...]
    _known: dict[str, Scenario] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def between(cls, one: Scenario, other: Scenario) -> RuleGame:
        """Return the game of all groups in which two scenarios differ."""
        found = players(one, other)
        if not found:
            raise CarefundsError(f"'{one.name}' and '{other.name}' have the same rules")
        return cls(one, other, found)

    def title(self, player: str) -> str:
        """Return what a group of rules is about."""
        return GROUPS[player]

    def scenarios(self, members: Collection[str]) -> tuple[Scenario, ...]:
        """Return the one hybrid."""
        found = hybrid(self.one, self.other, GROUPS if set(members) == {*self.players} else members)
        return (self._known.setdefault(repr(rules_of(found)), found),)


@dataclass(frozen=True)
class LoopGame:
    """Feedback loops: of the players, only those of a coalition run; all other loops always do."""

    ends: tuple[Scenario, ...]
    players: tuple[str, ...]
    _known: dict[tuple[str, ...], tuple[Scenario, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(cls, ends: tuple[Scenario, ...], loops: Sequence[str] = ()) -> LoopGame:
        """Return the game of some loops, or of all that the scenarios do not switch off."""
        _alike(ends)
        live = tuple(loop.word for loop in Loop if loop not in ends[0].switched_off)
        for name in loops:
            if name not in live:
                raise CarefundsError(
                    f"no loop called '{name}' runs in '{ends[0].name}'{did_you_mean(name, live)} "
                    f"(there are: {', '.join(live)})"
                )
        return cls(ends, tuple(name for name in live if name in loops) if loops else live)

    def title(self, player: str) -> str:
        """Return the title of a loop."""
        return LOOPS[Loop.of(player)].title

    def scenarios(self, members: Collection[str]) -> tuple[Scenario, ...]:
        """Return each end with the other players switched off."""
        off = tuple(player for player in self.players if player not in members)
        if off not in self._known:
            self._known[off] = tuple(_without(end, off) for end in self.ends)
        return self._known[off]


def _without(scenario: Scenario, loops: Sequence[str]) -> Scenario:
    if not loops:
        return scenario
    off = (*scenario.switched_off, *(Loop.of(name) for name in loops))
    return replace(scenario, switched_off=off, name=f"{scenario.name} without {', '.join(loops)}")


def _alike(ends: tuple[Scenario, ...]) -> None:
    """Refuse scenarios whose difference within a replication would mean nothing."""
    for part in ("area", "run", "switched_off"):
        if any(getattr(end, part) != getattr(ends[0], part) for end in ends):
            names = " and ".join(f"'{end.name}'" for end in ends)
            raise CarefundsError(f"{names} must have the same {part.replace('_', ' ')}")
