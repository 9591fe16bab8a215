"""The command that says what can be changed in a scenario: paths."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carefunds_sim.cli import names, options
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from carefunds_sim.scenario.settings import Setting

LISTED = ("path", "title", "value", "unit", "range", "role", "kind", "grade", "source", "at", "why",
          "meaning")  # fmt: skip
"""What ``--json`` gives of each path."""


def paths(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="Words that all stand in the path, its title or its unit.",
            autocompletion=names.paths,
        ),
    ] = None,
    scenario: Annotated[
        str,
        typer.Option(
            help="A lesson, a scenario file, or area/arrangement/squeeze.",
            autocompletion=names.scenarios,
        ),
    ] = names.DEFAULT,
    json: options.Json = False,
) -> None:
    """Find what can be changed in a scenario: path, value, unit, range, grade of evidence.

    What is found is changed by --set, --vary, a sweep, or with_value in Python.
    """
    from carefunds_sim.scenario.load import load_scenario
    from carefunds_sim.scenario.settings import matching

    chosen = load_scenario(scenario)
    known = chosen.paths()
    found = matching(known.values(), words or [])
    if json:
        listed = [{key: getattr(one, key) for key in LISTED} for one in found]
        typer.echo(json_text.dumps({"scenario": chosen.name, "paths": listed}, allow_nan=False))
        return
    for one in found:
        say("\n".join(_lines(one)), sys.stdout)
    say(f"{len(found)} of {len(known)} paths of {chosen.name}. To change one:", sys.stdout)
    say(f"  carefunds run {scenario} --set {_example(found[0])}", sys.stdout)


def _lines(one: Setting) -> Iterator[str]:
    """Yield a path, what it is and how much, and what that rests on."""
    yield one.path
    unit = f" ({one.unit})" if one.unit else ""
    yield f"    {one.title}{unit}: {one.words or 'none'}"
    if one.meaning:
        yield f"    {one.meaning[:1].upper()}{one.meaning[1:]}"
    within = "" if one.range is None else "range {:.10g} to {:.10g}".format(*one.range)
    graded = f"{one.kind} ({one.grade})" if one.grade else ""
    said = ", ".join(filter(None, (within, one.role, graded)))
    if said:
        yield f"    {said[:1].upper()}{said[1:]}"


def _example(one: Setting) -> str:
    """Return an assignment of the value that a path has, or of its first number."""
    first: Any = next(iter(one.numbers()), None)
    if first is None:
        return f"{one.path}={str(one.value).lower() if isinstance(one.value, bool) else one.value}"
    return f"{first.path}={first.value:.10g}"
