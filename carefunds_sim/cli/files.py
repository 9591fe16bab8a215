"""The commands about files: list, show, evidence, validate, schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from carefunds_sim.cli.exits import BAD_INPUT
from carefunds_sim.disk import put
from carefunds_sim.plain_text import printable

PLURALS = {
    "area": "Areas",
    "arrangement": "Funding arrangements",
    "squeeze": "Squeezes",
    "experiment": "Experiments (carefunds compare NAME)",
    "scenario": "Lessons (carefunds run NAME)",
    "calibration": "Calibrations (carefunds calibrate NAME)",
    "sweep": "Sweeps (carefunds sweep NAME)",
}


def list_shipped() -> None:
    """List everything that is shipped, by name."""
    from carefunds_sim.scenario.catalogue import catalogue

    entries = catalogue()
    width = max((len(entry.name) for entry in entries), default=0)
    for kind in dict.fromkeys(entry.kind for entry in entries):
        typer.echo(PLURALS.get(kind, kind))
        for entry in entries:
            if entry.kind == kind:
                typer.echo(f"  {entry.name:{width}}  {entry.title}")
        typer.echo()


def show(
    name: Annotated[str, typer.Argument(help="Any shipped name, a file, or a triple.")],
) -> None:
    """Show a file: every number and its evidence."""
    from carefunds_sim.cli.contents import contents

    typer.echo(contents(name))


def evidence(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Markdown file to write.", show_default=False),
    ] = None,
) -> None:
    """List every shipped number with its grade and source, as a page in Markdown."""
    from carefunds_sim.report.evidence import evidence_page

    page = evidence_page()
    if output is None:
        typer.echo(page, nl=False)
    else:
        put(output, page)


def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of any kind.")],
) -> None:
    """Check files and name every fault with its line."""
    from carefunds_sim.scenario.load import validate_files

    faulty = False
    for path in paths:
        faults = validate_files([path])
        faulty |= bool(faults)
        for fault in faults:
            typer.echo(str(fault), err=True)
        if not faults:
            typer.echo(f"OK  {printable(str(path))}")
    if faulty:
        raise typer.Exit(BAD_INPUT)


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            help="area, arrangement, squeeze, experiment, scenario, calibration or sweep."
        ),
    ],
) -> None:
    """Print the JSON Schema of a kind of file."""
    from carefunds_sim.errors import UnknownNameError, did_you_mean
    from carefunds_sim.scenario.catalogue import KINDS
    from carefunds_sim.scenario.json_schema import json_schema

    if kind not in KINDS:
        listed = ", ".join(KINDS)
        raise UnknownNameError(
            f"no kind of file is called '{kind}'{did_you_mean(kind, KINDS)} (there are: {listed})"
        )
    typer.echo(json.dumps(json_schema(kind), indent=2))
