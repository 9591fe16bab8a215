"""What the Tab key completes: names of scenarios and studies, and the paths of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
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


def assignments(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the paths of the scenarios already named, each with what it is, before ``=``."""
    return [(f"{path}=", title) for path, title in _paths(context, incomplete)]


def words(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the paths of the scenario already named, each with what it is."""
    return [*_paths(context, incomplete)]


def _paths(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield paths that go on from what is typed; those of single numbers only below their value."""
    from carefunds_sim.errors import CarefundsError
    from carefunds_sim.scenario.load import load_experiment, load_scenario

    given = [context.params.get(key) for key in ("scenario", "names", "scenarios")]
    named = [name for item in given for name in ([item] if isinstance(item, str) else item or [])]
    found: dict[str, Setting] = {}
    for name in named or [DEFAULT]:
        try:
            found |= load_scenario(name).paths()
        except CarefundsError:
            try:
                for member in load_experiment(name).scenarios:
                    found |= member.paths()
            except CarefundsError:
                found |= load_scenario(DEFAULT).paths()
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
