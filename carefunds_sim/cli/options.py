"""The options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carefunds_sim.errors import UnknownNameError, did_you_mean

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Engine = Annotated[str, typer.Option(help="The engine that runs the model.")]
Replications = Annotated[
    int | None, typer.Option(min=1, max=100_000, help="Runs of each scenario.")
]
Seed = Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help="Same seed, same numbers.")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Processes; all processors unless given.")
]
Years = Annotated[int | None, typer.Option(min=1, max=100, help="Years reported.")]
Scale = Annotated[
    float | None, typer.Option(min=0.001, max=100, help="Share of the area that is simulated.")
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="Folder to write into.", show_default=False)
]


@dataclass(frozen=True)
class How:
    """How a study is run, as the command line says it; None leaves the file's own setting."""

    engine: str
    replications: int | None
    seed: int | None
    workers: int | None
    years: int | None
    scale: float | None

    def check_engine(self) -> None:
        """Refuse an engine that there is not."""
        from carefunds_sim.engines import ENGINES

        if self.engine not in ENGINES:
            near = did_you_mean(self.engine, ENGINES)
            listed = ", ".join(ENGINES)
            raise UnknownNameError(
                f"no engine is called '{self.engine}'{near} (there are: {listed})"
            )

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the run settings that were given."""
        given = {"years": self.years, "scale": self.scale, "seed": self.seed,
                 "replications": self.replications}  # fmt: skip
        settings = {key: value for key, value in given.items() if value is not None}
        return scenario.with_run(**settings) if settings else scenario

    def settings(self) -> dict[str, Any]:
        """Return the keywords of ``run`` and ``compare``."""
        return {
            "engine": self.engine,
            "replications": self.replications,
            "seed": self.seed,
            "workers": self.workers,
        }
