"""The commands, and how their errors end: a plain sentence and an exit code.

Commands import what they run inside their functions, so that ``--help`` and ``list`` are quick: a
test holds them to it.
"""

from __future__ import annotations

import sys
from io import StringIO
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from carefunds_sim.cli import analyses, files, population, results, structure, studies, sweep
from carefunds_sim.cli.log import Level, on_screen
from carefunds_sim.cli.paths import paths
from carefunds_sim.cli.streams import INTERRUPTED, code_of
from carefunds_sim.cli.worlds import worlds
from carefunds_sim.disk import NO_ROOM
from carefunds_sim.errors import CarefundsError, StorageError
from carefunds_sim.screen import say
from carefunds_sim.version import __version__

KEPT = ". What was there before is as it was"
GO_ON = ": make room, or write elsewhere, and try again"
_UsageError: Any = typer.BadParameter.__base__  # of whichever click typer brings


class _PlainErrors(TyperGroup):
    """Commands whose errors are one sentence; only a defect of the program shows a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and turn its error into a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except (CarefundsError, OSError) as error:
            _say(f"{error}{_kept(error)}")
            raise typer.Exit(code_of(error)) from error
        except _UsageError as error:
            page = StringIO()
            error.show(page)
            _say(page.getvalue().rstrip("\n"))
            raise typer.Exit(code_of(error)) from error
        except KeyboardInterrupt as error:
            _say(error if error.args else INTERRUPTED)
            raise typer.Exit(code_of(error)) from error


def _kept(error: Exception) -> str:
    """Return what is kept where a disk refused a file, and how to go on where it was full."""
    if not isinstance(error, StorageError) or error.safe:
        return ""
    cause = error.__cause__
    return KEPT + GO_ON if isinstance(cause, OSError) and cause.errno in NO_ROOM else KEPT


def _say(error: object) -> None:
    say(str(error), sys.stderr)


app = typer.Typer(
    cls=_PlainErrors,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"carefunds_sim {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback has answered
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
    log_level: Annotated[
        Level | None,
        typer.Option(
            help="Show what is done on stderr too; give it before the command. Results carry "
            "warnings anyway, and a results folder its run.log.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Simulate older people's care under separate, aligned and pooled budgets and a care trust.

    Start with: carefunds compare --quick
    """
    if log_level is not None:
        context.with_resource(on_screen(log_level))


app.command("list")(files.list_shipped)
app.command("show")(files.show)
app.command("evidence")(files.evidence)
app.command("paths")(paths)
app.command("validate")(files.validate)
app.command("loops")(structure.loops)
app.command("stocks")(structure.stocks)
app.command("routes")(structure.routes)
app.command("xmile")(structure.xmile)
app.command("run")(studies.run)
app.command("compare")(studies.compare)
app.command("report")(results.report)
app.command("analyse")(results.analyse)
app.command("trace")(studies.trace)
app.command("export")(results.export)
app.command("schema")(files.schema)
app.command("new-area")(files.new_area)
app.command("calibrate")(analyses.calibrate)
app.command("worlds")(worlds)
app.command("screen")(analyses.screen)
app.command("attribute")(analyses.attribute)
app.command("best")(analyses.best)
app.command("population")(population.population)
app.command("sweep")(sweep.sweep)
app.command("merge")(sweep.merge)
app.command("pack")(sweep.pack)
app.command("bench")(studies.bench)
