"""The options that several commands share."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carefunds_sim.engines import DEFAULT_ENGINE, ENGINES
from carefunds_sim.errors import UnknownNameError, did_you_mean
from carefunds_sim.experiments.precision import FEWEST_TO_TELL, HEADLINE, MOST, Precision

if TYPE_CHECKING:
    from carefunds_sim.scenario.comparison import StudyDesign
    from carefunds_sim.scenario.scenario import Scenario


def _share(text: str) -> float:
    """Read a share such as 5% or 0.05; which of the two 5 would be is not guessed."""
    number = text.strip()
    try:
        share = float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise typer.BadParameter(f"'{text}' is no share; write 5% or 0.05")
    return share


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Show what is inside too: numbers, rules, sources.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Engine = Annotated[str, typer.Option(help="The engine that runs the model.")]
Replications = Annotated[
    int | None, typer.Option(min=1, max=100_000, help="Runs of each scenario.")
]
Share = Annotated[
    float | None,
    typer.Option(
        parser=_share,
        metavar="SHARE",
        help="Instead of a number: replicate until the 95% interval of an outcome's mean is this "
        "narrow, such as 5%.",
    ),
]
On = Annotated[
    str | None,
    typer.Option(metavar="OUTCOME", help=f"The outcome of --precision; {HEADLINE} unless given."),
]
Most = Annotated[
    int | None,
    typer.Option(
        min=FEWEST_TO_TELL,
        max=100_000,
        help=f"Most replications for --precision; {MOST} unless given.",
    ),
]
Seed = Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help="Same seed, same numbers.")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Processes; all processors unless given.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Run on a Dask cluster: its scheduler's address, such as tcp://host:8786, or local.",
    ),
]
Years = Annotated[int | None, typer.Option(min=1, max=100, help="Years reported.")]
Scale = Annotated[
    float | None, typer.Option(min=0.001, max=100, help="Share of the area that is simulated.")
]
Baseline = Annotated[
    str | None,
    typer.Option(help="Arrangement, squeeze, area or scenario to compare the others with."),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="Folder to write into.", show_default=False)
]

Files = Annotated[
    bool, typer.Option("--files/--no-files", help="Write the report and its files, or not.")
]


@dataclass(frozen=True)
class How:
    """How a study is run, as the command line says it; None leaves the file's own setting."""

    engine: str = DEFAULT_ENGINE
    replications: int | None = None
    precision: Precision | None = None
    seed: int | None = None
    workers: int | None = None
    years: int | None = None
    scale: float | None = None
    scheduler: str | None = None

    def __post_init__(self) -> None:
        """Refuse an engine that there is not, and two answers to how many replications."""
        if self.engine not in ENGINES:
            near = did_you_mean(self.engine, ENGINES)
            listed = ", ".join(ENGINES)
            raise UnknownNameError(
                f"no engine is called '{self.engine}'{near} (there are: {listed})"
            )
        if self.precision and self.replications:
            raise typer.BadParameter(
                "it finds the number of replications; give one of the two",
                param_hint="--precision",
            )

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the run settings that were given."""
        given = {"years": self.years, "scale": self.scale, "seed": self.seed,
                 "replications": self.replications}  # fmt: skip
        settings = {key: value for key, value in given.items() if value is not None}
        return scenario.with_run(**settings) if settings else scenario

    def applied_to(self, design: StudyDesign) -> StudyDesign:
        """Return a study with the run settings that were given, in all its scenarios."""
        return replace(design, scenarios=tuple(self.applied(s) for s in design.scenarios))

    def settings(self) -> dict[str, Any]:
        """Return the keywords of ``run`` and ``compare``."""
        found: dict[str, Any] = {
            "engine": self.engine,
            "replications": self.replications,
            "seed": self.seed,
            "workers": self.workers,
            "scheduler": self.scheduler,
        }
        if self.precision:
            wanted = self.precision
            found |= {"precision": wanted.share, "on": wanted.on, "most": wanted.most}
        return found


def precision(share: float | None, on: str | None, most: int | None) -> Precision | None:
    """Return the precision that the command line asks for, if it does."""
    if share is None:
        if on is not None or most is not None:
            raise typer.BadParameter(
                "it goes with --precision", param_hint="--on" if on is not None else "--most"
            )
        return None
    return Precision(share, on or HEADLINE, most or MOST)
