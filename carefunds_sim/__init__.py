"""Simulate older people's care under separate, aligned, pooled and single budgets.

The public interface is what ``__all__`` lists, and nothing else:

>>> import carefunds_sim as cf
>>> scenario = cf.load_scenario("one_queue", years=1, replications=2)
>>> results = cf.run(scenario, workers=1)
>>> float(results["bed_days"].mean()) > 7000
True

Names are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import (
    ArgumentError,
    CarefundsError,
    ConservationError,
    DamagedError,
    Fault,
    GridlockError,
    ResultError,
    ScenarioError,
    SimulationError,
    StorageError,
    UnknownNameError,
)
from carefunds_sim.version import __version__ as __version__

if TYPE_CHECKING:
    from carefunds_sim.dataset.outcomes.own import outcome as outcome
    from carefunds_sim.dataset.store import open_results as open_results
    from carefunds_sim.engines import simulate as simulate
    from carefunds_sim.engines.event_hooks import event_hook as event_hook
    from carefunds_sim.experiments.attribute import attribute as attribute
    from carefunds_sim.experiments.best_split import best_split as best_split
    from carefunds_sim.experiments.compare import compare as compare
    from carefunds_sim.experiments.population import population as population
    from carefunds_sim.experiments.replicate import run as run
    from carefunds_sim.experiments.session import begin as begin
    from carefunds_sim.experiments.sweep.sweep import sweep as sweep
    from carefunds_sim.extension import load_extension as load_extension
    from carefunds_sim.model.money.fund_view import FundView as FundView
    from carefunds_sim.model.money.own_rules import Decision as Decision
    from carefunds_sim.model.money.own_rules import decision_rule as decision_rule
    from carefunds_sim.published.new_area import new_area as new_area
    from carefunds_sim.report.figures.own import figure as figure
    from carefunds_sim.scenario.load import load_scenario as load_scenario
    from carefunds_sim.scenario.saved import save_scenario as save_scenario
    from carefunds_sim.scenario.sweep_design import sweep_design as sweep_design
    from carefunds_sim.scenario.variant import variants as variants

logging.getLogger(__name__).addHandler(logging.NullHandler())  # who wants to hear it, listens

_HOMES = {
    "Decision": "carefunds_sim.model.money.own_rules",
    "FundView": "carefunds_sim.model.money.fund_view",
    "attribute": "carefunds_sim.experiments.attribute",
    "begin": "carefunds_sim.experiments.session",
    "best_split": "carefunds_sim.experiments.best_split",
    "compare": "carefunds_sim.experiments.compare",
    "decision_rule": "carefunds_sim.model.money.own_rules",
    "event_hook": "carefunds_sim.engines.event_hooks",
    "figure": "carefunds_sim.report.figures.own",
    "load_extension": "carefunds_sim.extension",
    "load_scenario": "carefunds_sim.scenario.load",
    "new_area": "carefunds_sim.published.new_area",
    "open_results": "carefunds_sim.dataset.store",
    "outcome": "carefunds_sim.dataset.outcomes.own",
    "population": "carefunds_sim.experiments.population",
    "run": "carefunds_sim.experiments.replicate",
    "save_scenario": "carefunds_sim.scenario.saved",
    "simulate": "carefunds_sim.engines",
    "sweep": "carefunds_sim.experiments.sweep.sweep",
    "sweep_design": "carefunds_sim.scenario.sweep_design",
    "variants": "carefunds_sim.scenario.variant",
}

__all__ = [
    "ArgumentError",
    "CarefundsError",
    "ConservationError",
    "DamagedError",
    "Decision",
    "Fault",
    "FundView",
    "GridlockError",
    "ResultError",
    "ScenarioError",
    "SimulationError",
    "StorageError",
    "UnknownNameError",
    "attribute",
    "begin",
    "best_split",
    "compare",
    "decision_rule",
    "event_hook",
    "figure",
    "load_extension",
    "load_scenario",
    "new_area",
    "open_results",
    "outcome",
    "population",
    "run",
    "save_scenario",
    "simulate",
    "sweep",
    "sweep_design",
    "variants",
]


def __getattr__(name: str) -> Any:
    """Load a public function when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'carefunds_sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
