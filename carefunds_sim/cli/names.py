"""What the Tab key completes: names of scenarios and studies, and the paths of a scenario."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.settings import Setting

DEFAULT = "typical_council/separate/nao_decade"
"""The scenario whose paths are meant where none is named."""


def scenarios(incomplete: str) -> list[str]:
    """Return lessons, and the next part of area/arrangement/squeeze."""
    from carefunds_sim.scenario.catalogue import names

    before, _, last = incomplete.rpartition("/")
    place = before.count("/") + 1 if before else 0
    if place == 0:
        return [name for name in (*names("scenario"), *_areas()) if name.startswith(last)]
    found = (*names("arrangement"),) if place == 1 else (*names("squeeze"),)
    end = "/" if place == 1 else ""
    return [f"{before}/{name}{end}" for name in found if place < 3 and name.startswith(last)]


def _areas() -> Iterator[str]:
    from carefunds_sim.scenario.catalogue import names

    return (f"{name}/" for name in names("area"))


def studies(incomplete: str) -> list[str]:
    """Return experiments, lessons and the next part of area/arrangement/squeeze."""
    return _named("experiment", incomplete) + scenarios(incomplete)


def sweeps(incomplete: str) -> list[str]:
    """Return the shipped sweeps."""
    return _named("sweep", incomplete)


def populations(incomplete: str) -> list[str]:
    """Return the shipped populations of councils."""
    return _named("population", incomplete)


def areas(incomplete: str) -> list[str]:
    """Return the shipped areas and lessons."""
    return _named("area", incomplete) + _named("scenario", incomplete)


def everything(incomplete: str) -> list[str]:
    """Return every shipped name, and the next part of area/arrangement/squeeze."""
    from carefunds_sim.scenario.catalogue import KINDS

    found = [name for kind in KINDS for name in _named(kind, incomplete)]
    return [*dict.fromkeys([*found, *scenarios(incomplete)])]


def baselines(incomplete: str) -> list[str]:
    """Return the shipped arrangements, squeezes and areas."""
    from carefunds_sim.scenario.catalogue import COMPOSED_OF

    return [name for kind in COMPOSED_OF for name in _named(kind, incomplete)]


def _named(kind: str, incomplete: str) -> list[str]:
    from carefunds_sim.scenario.catalogue import names

    return [name for name in names(kind) if name.startswith(incomplete)]


def assignments(incomplete: str) -> list[tuple[str, str]]:
    """Return the paths of the scenarios already named, each with what it is, before ``=``."""
    return [(f"{path}=", title) for path, title in _paths(incomplete)]


def paths(incomplete: str) -> list[tuple[str, str]]:
    """Return the paths of the scenario already named, each with what it is."""
    return [*_paths(incomplete)]


def _paths(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield paths that go on from what is typed; those of single numbers only below their value."""
    found: dict[str, Setting] = {}
    for scenario in _named_so_far():
        found |= scenario.paths()
    for path, setting in found.items():
        if path.startswith(incomplete):
            yield path, setting.title
        if incomplete.startswith(path):
            inside = (number for number in setting.numbers() if number.path != path)
            yield from (
                (number.path, number.title)
                for number in inside
                if number.path.startswith(incomplete)
            )


def _named_so_far() -> list[Scenario]:
    """Return the scenarios that words of the command line name, else the usual one.

    The parser knows no argument before an option that still lacks its value, so the words are those
    that the shell hands over.
    """
    from carefunds_sim.errors import CarefundsError
    from carefunds_sim.scenario.load import load_experiment, load_scenario

    typed = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS", "")
    found: list[Scenario] = []
    for word in typed.split()[2:-1]:
        with suppress(CarefundsError):
            found.append(load_scenario(word))
        with suppress(CarefundsError):
            found += load_experiment(word).scenarios
    return found or [load_scenario(DEFAULT)]
