"""A person's chances, keyed as in ``model/draws.py``."""

from __future__ import annotations

from carefunds_sim.engines.compiled.records import Record, World
from carefunds_sim.model.compiling import compiled, inlined
from carefunds_sim.model.draws import uniform


@inlined
def chance(w: World, person: Record, purpose: int) -> float:
    """Return this spell's draw for a purpose."""
    return draw(w, person, person.spell, purpose)


@inlined
def is_so(w: World, person: Record, purpose: int, likely: float) -> bool:
    """Tell whether something happens that is so likely; what is sure needs no draw."""
    if likely <= 0.0 or likely >= 1.0:
        return likely >= 1.0
    return chance(w, person, purpose) < likely


@compiled
def draw(w: World, person: Record, spell: int, purpose: int) -> float:
    """Return a person's draw for a purpose of a spell."""
    return uniform(w.seed, w.replication, person.key, person.number, spell, purpose)
