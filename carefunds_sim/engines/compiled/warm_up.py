"""Compiling before the first run, with a word of explanation."""

from __future__ import annotations

from collections.abc import Callable

from carefunds_sim.model.compiling import cache_is_complete, complete_cache

EXPLANATION = (
    "Compiling the simulation engine, once on this machine and for this version; "
    "this takes up to a minute."
)


def compile_all(announce: Callable[[str], None] | None) -> None:
    """Run a small area, so that all machine code is there; at once where it was kept."""
    from carefunds_sim.engines import simulate
    from carefunds_sim.scenario.load import compose

    if cache_is_complete():
        return
    if announce:
        announce(EXPLANATION)
    small = {"scale": 0.01, "years": 2, "warmup_months": 12}
    simulate(compose("county", "pooled", "winter_grants", run=small), engine="compiled")
    complete_cache()
