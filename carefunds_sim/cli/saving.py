"""What ``--save`` writes: a scenario file for each scenario that was run, and how to run it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from carefunds_sim.cli.folders import check_folder, safe
from carefunds_sim.cli.log import command_line
from carefunds_sim.scenario.saved import save_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.screen import say

ENDINGS = (".yaml", ".yml")
SAVED_BY = "Saved by: "
"""How a file begins that this command may replace."""


def file_of(scenario: Scenario, target: Path) -> dict[Path, Scenario]:
    """Return the file of one scenario, having checked that it can be written."""
    if target.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(
            f"a file must end with .yaml (got '{target}')", param_hint="--save"
        )
    return _checked({target: scenario})


def files_of(scenarios: Sequence[Scenario], target: Path) -> dict[Path, Scenario]:
    """Return a file in a folder for each of several scenarios, having checked as ``file_of``."""
    if target.suffix.lower() in ENDINGS:
        said = f"several scenarios are saved, so give a folder (got '{target}')"
        raise typer.BadParameter(said, param_hint="--save")
    found: dict[Path, Scenario] = {}
    for scenario in scenarios:
        name = safe(scenario.name)
        file = target / f"{name}.yaml"
        found[target / f"{name}_{len(found)}.yaml" if file in found else file] = scenario
    return _checked(found)


def _checked(files: Mapping[Path, Scenario]) -> dict[Path, Scenario]:
    """Return files that can be written and replace nothing that a person wrote."""
    for file in files:
        check_folder(file.parent)
        if file.exists() and not (file.is_file() and file.read_bytes()[:99].startswith(_HEAD)):
            said = f"{file} is there already; give another name"
            raise typer.BadParameter(said, param_hint="--save")
    return dict(files)


_HEAD = f"# {SAVED_BY}".encode()


def save_all(files: Mapping[Path, Scenario], made_from: Mapping[str, str], *, quiet: bool) -> None:
    """Write scenarios into their files; say which is which, and the command that runs each.

    ``made_from`` is by each scenario's name the name or path of what it was made of.
    """
    lines = []
    for file, scenario in files.items():
        origin = made_from.get(scenario.name, "")
        save_scenario(scenario, file, made_from=origin, remark=SAVED_BY + command_line())
        lines += [f"Saved {scenario.name}", f"  carefunds run {shlex.quote(file.as_posix())}"]
    if len(files) > 1:
        several = shlex.join(file.as_posix() for file in files)
        lines += ["Saved all of them", f"  carefunds compare {several}"]
    if not quiet:
        say("\n".join(lines), sys.stderr)
