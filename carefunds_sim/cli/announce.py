"""What a command prints about a study: what will be run, the results, the files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import typer
import xarray as xr
from rich.console import Console, RenderableType

from carefunds_sim.analysis.stopping_rule import LEAST
from carefunds_sim.cli.options import Destination, StudyRuns
from carefunds_sim.cli.streams import INCOMPLETE
from carefunds_sim.report.text import PLAIN, Printable, as_text
from carefunds_sim.report.wording import counted
from carefunds_sim.scenario.comparison import StudyDesign
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.screen import columns, say


def study(design: StudyDesign, how: StudyRuns) -> None:
    """Say plainly what will be run, and why it has this size."""
    scenarios = design.scenarios
    lines = [f"{design.title} ({design.name})"]
    lines += [_line("Area", words) for words in {s.area.name: _area(s) for s in scenarios}.values()]
    arrangements = dict.fromkeys(s.arrangement.name for s in scenarios if s.arrangement)
    squeezes = dict.fromkeys(s.squeeze.name for s in scenarios if s.squeeze)
    for what, names in (("Arrangements", arrangements), ("Squeezes", squeezes)):
        if names:
            lines.append(_line(what, ", ".join(names)))
    if len(scenarios) > 1:
        lines.append(_line("Baseline", design.baseline))
    lines += _changes(how)
    _say([*lines, *_amount(scenarios, how)])


def scenario(one: Scenario, how: StudyRuns) -> None:
    """Say plainly what will be run."""
    lines = [f"{one.title or one.name}", _line("Area", _area(one)), *_changes(how)]
    _say([*lines, *_amount((one,), how)])


def _changes(how: StudyRuns) -> list[str]:
    return [_line("Set", text) for text in how.assigned or ()]


def _amount(scenarios: Sequence[Scenario], how: StudyRuns) -> list[str]:
    run = scenarios[0].run
    lines = [
        _line("Years", f"{run.years}, after {run.warmup_months} uncounted months of warm-up"),
        _line("Runs", f"{_runs(scenarios, how)}; seed {run.seed}; engine {how.engine}"),
    ]
    if scenarios[0].area.residents is not None:
        lines.append("Change the size with --scale, --years, --replications or --precision.")
    return lines


def _runs(scenarios: Sequence[Scenario], how: StudyRuns) -> str:
    """Say how many runs there will be, or what decides it, and on how many processes."""
    found = f"{counted(len(scenarios), 'scenario')} x "
    if how.wanted:
        wanted = how.wanted
        most = len(scenarios) * wanted.most
        found += (
            f"as many replications as it takes, {LEAST} to {wanted.most}, to know "
            f"{wanted.on} to {100 * wanted.share:g}%"
        )
    else:
        replications = scenarios[0].run.replications
        most = len(scenarios) * replications
        found += f"{counted(replications, 'replication')} = {most}"
    return f"{found}, on {_makers(how, most)}"


def _makers(how: StudyRuns, most: int) -> str:
    """Say on what the runs are made."""
    if how.scheduler and how.scheduler != "local":
        return f"the Dask cluster at {how.scheduler}"
    processes = min(how.workers or os.cpu_count() or 1, most)
    words = f"{processes} process{'es' * (processes > 1)}"
    return f"a Dask cluster of {words}" if how.scheduler else words


def _area(one: Scenario) -> str:
    if one.area.residents is None:
        return one.area.title
    people = sum(one.area.residents.population.value.values())
    return (
        f"{one.area.title}; {people * one.run.scale:,.0f} of its {people:,.0f} residents "
        f"are simulated (scale {one.run.scale:g})"
    )


def _line(what: str, words: str) -> str:
    return f"  {what + ':':14}{words}"


def _say(lines: Iterable[str]) -> None:
    say("\n".join(lines) + "\n", sys.stderr)


def show(results: RenderableType) -> None:
    """Print results; as a plain page where there is no terminal."""
    if sys.stdout.isatty():
        console = Console(**PLAIN, width=columns(sys.stdout))
        console.print(Printable(results), crop=False)
    else:
        sys.stdout.write(as_text(results, width=columns(sys.stdout)))


def writing(*, quiet: bool) -> Callable[[str], None]:
    """Return a function that prints which part of the files is being written."""
    if quiet:
        return lambda _what: None
    return lambda what: say(f"Writing {what} ...", sys.stderr)


def written(files: Sequence[Path]) -> None:
    """Say what was written and what to open first."""
    folder = files[0].parent
    names = [file.relative_to(folder).as_posix() for file in files]
    others = [f"{folder / name} in Excel" for name in names if name.endswith(".xlsx")]
    if any(file.suffix == ".png" for file in files):
        others.append(f"the pictures in {folder / 'figures'}")
    then = f", then {' and '.join(others)}" if others else ""
    _say([
        f"Written to {folder}{os.sep}",
        *(f"  {name}" for name in names),
        f"Open first: {folder / names[0]}{then}",
    ])  # fmt: skip


def ended(
    files: Sequence[Path], as_json: Callable[[], str], into: Destination, dataset: xr.Dataset | None
) -> None:
    """Print one JSON object, or what was written; exit with code 3 if results are incomplete."""
    if into.json:
        typer.echo(as_json())
    elif not into.quiet:
        written(files)
    if dataset is not None and dataset.attrs["incomplete"]:
        raise typer.Exit(INCOMPLETE)
