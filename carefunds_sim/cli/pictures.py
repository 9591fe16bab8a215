"""The commands that show how the model hangs together: loops and routes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Pictures = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Draw it into this .svg or .png file.",
        show_default=False,
    ),
]  # fmt: skip


def loops(
    output: Pictures = None,
    page: Annotated[
        Path | None,
        typer.Option(help="Renew the loops told in this page.", show_default=False),
    ] = None,
) -> None:
    """Tell the feedback loops, or draw them."""
    from carefunds_sim.report import loops as told
    from carefunds_sim.report.pages import renew

    if page:
        renew(page, told.as_markdown())
    if output:
        from carefunds_sim.report.figures.loops import write_loops

        write_loops(output)
    if not page and not output:
        typer.echo(told.as_text(), nl=False)
    for file in [page, *(output or [])]:
        if file:
            typer.echo(f"Wrote {file}", err=True)
