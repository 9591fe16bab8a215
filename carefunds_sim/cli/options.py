"""The options that several commands share, in bundles.

A command takes a bundle as one argument; ``with_bundles`` turns the bundle's fields into options.
A new option for all studies is one field here.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from carefunds_sim.cli import names
from carefunds_sim.engines import DEFAULT_ENGINE, ENGINES
from carefunds_sim.errors import UnknownNameError, did_you_mean
from carefunds_sim.experiments.precision import FEWEST_TO_TELL, HEADLINE, MOST, Precision
from carefunds_sim.extension import VARIABLE, load_extension

if TYPE_CHECKING:
    from carefunds_sim.experiments.progress import OnProgress
    from carefunds_sim.scenario.comparison import StudyDesign
    from carefunds_sim.scenario.scenario import Scenario


def _share(text: str) -> float:
    """Read a share such as 5% or 0.05; a bare 5 is refused, as it could mean either."""
    number = text.strip()
    try:
        share = float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise typer.BadParameter(f"'{text}' is not a share; write 5% or 0.05")
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
WorldsGiven = Annotated[
    str | None,
    typer.Option(
        "--worlds",
        metavar="none|NAME|FILE",
        help="Sets of numbers that fit, one for each replication: a table's name, such as "
        "england_2010_17, or its file. Unless given: the files' own numbers, and chance alone.",
        show_default=False,
    ),
]
Streams = Annotated[
    int | None,
    typer.Option(min=1, max=1000, help="Replications in turn that meet the same world."),
]
Years = Annotated[int | None, typer.Option(min=1, max=100, help="Years reported.")]
Scale = Annotated[
    float | None, typer.Option(min=0.001, max=100, help="Share of the area that is simulated.")
]
Assigned = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a number or a word of the scenario: PATH=VALUE, PATH*=NUMBER or PATH+=NUMBER; "
        "may be given several times. See carefunds paths.",
        autocompletion=names.assignments,
    ),
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="PATH=VALUES",
        help="Run a variant too: PATH=60, or PATH=40,60,80 for one each; several changes with "
        "spaces between them make one variant. May be given several times.",
        autocompletion=names.assignments,
    ),
]
Save = Annotated[
    Path | None,
    typer.Option(
        "--save",
        metavar="FILE",
        help="Write what was run as a scenario file; of several scenarios, a folder of files.",
        show_default=False,
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        help="Arrangement, squeeze, area or scenario to compare the others with.",
        autocompletion=names.baselines,
    ),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="Folder to write into.", show_default=False)
]


def _load(files: list[Path] | None) -> list[Path] | None:
    for file in files or ():
        load_extension(file)
    return files


Extensions = Annotated[
    list[Path] | None,
    typer.Option(
        "--extension",
        metavar="FILE",
        callback=_load,
        help="A Python file that registers decision rules, outcomes, figures or event hooks; "
        f"several times for several. {VARIABLE} names files for every command.",
        show_default=False,
    ),
]
Files = Annotated[
    bool, typer.Option("--files/--no-files", help="Write the report and its files, or not.")
]


RUN_SETTINGS = ("years", "scale", "seed", "replications")
"""The run settings that options of the same name replace."""


@dataclass(frozen=True)
class OneRun:
    """How one run is made; None leaves the file's own setting."""

    engine: Engine = DEFAULT_ENGINE
    seed: Seed = None
    years: Years = None
    scale: Scale = None
    assigned: Assigned = None
    extension: Extensions = None

    def __post_init__(self) -> None:
        """Refuse an unknown engine."""
        if self.engine not in ENGINES:
            near = did_you_mean(self.engine, ENGINES)
            raise UnknownNameError(
                f"no engine is called '{self.engine}'{near} (there are: {', '.join(ENGINES)})"
            )

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the values and the run settings that were given."""
        return self.applied_to_all((scenario,))[0]

    def applied_to_all(self, scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
        """Return scenarios with the run settings, and each with those values that it can have."""
        from carefunds_sim.scenario.assignment import with_assignments

        changed = with_assignments(scenarios, self.assigned or ())
        given = {name: getattr(self, name, None) for name in RUN_SETTINGS}
        settings = {name: value for name, value in given.items() if value is not None}
        return tuple(one.with_run(**settings) if settings else one for one in changed)


@dataclass(frozen=True)
class Runs(OneRun):
    """How many runs are made on the processors of one machine."""

    replications: Replications = None
    workers: Workers = None

    def applied_to(self, design: StudyDesign) -> StudyDesign:
        """Return a study with the run settings that were given, in all its scenarios."""
        return replace(design, scenarios=self.applied_to_all(design.scenarios))

    def settings(self) -> dict[str, Any]:
        """Return the keywords with which every study is called."""
        names = ("engine", "replications", "seed", "workers", "scheduler", "worlds")
        return {name: getattr(self, name) for name in names if hasattr(self, name)}


@dataclass(frozen=True)
class ClusterRuns(Runs):
    """How many runs are made, here or on a cluster."""

    scheduler: Scheduler = None
    worlds: WorldsGiven = None


@dataclass(frozen=True)
class StudyRuns(ClusterRuns):
    """How runs are made; their number may follow from a required precision."""

    precision: Share = None
    on: On = None
    most: Most = None

    def __post_init__(self) -> None:
        """Refuse both a number and a precision, and options of a precision without one."""
        super().__post_init__()
        if self.precision is None and (self.on is not None or self.most is not None):
            raise typer.BadParameter(
                "it goes with --precision", param_hint="--on" if self.on is not None else "--most"
            )
        if self.precision and self.replications:
            raise typer.BadParameter(
                "it finds the number of replications; give one of the two",
                param_hint="--precision",
            )

    @property
    def wanted(self) -> Precision | None:
        """The required precision, if there is one."""
        if self.precision is None:
            return None
        return Precision(self.precision, self.on or HEADLINE, self.most or MOST)

    def settings(self) -> dict[str, Any]:
        """Return the keywords of ``run`` and ``compare``."""
        found = super().settings()
        if self.wanted:
            found |= {"precision": self.wanted.share, "on": self.wanted.on}
            found["most"] = self.wanted.most
        return found


@dataclass(frozen=True)
class Destination:
    """Where results go, and what is printed meanwhile."""

    output: Output = None
    json: Json = False
    quiet: Quiet = False

    @property
    def is_silent(self) -> bool:
        """Whether no progress is shown."""
        return self.json or self.quiet

    def progress(self) -> AbstractContextManager[OnProgress | None]:
        """Return a display of a study's progress, which shows nothing where it is silent."""
        from carefunds_sim.experiments.progress import display

        return display(not self.is_silent)


ORDER = (
    "assigned", "engine", "replications", "precision", "on", "most", "seed", "workers", "scheduler",
    "worlds", "years", "scale", "extension", "output", "json", "quiet",
)  # fmt: skip
"""The order in which help lists the options of a bundle."""


def with_bundles(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command that takes the fields of its bundles as options, in the bundles' place."""
    hints = get_type_hints(command, include_extras=True)
    bundles: dict[str, Any] = {n: hint for n, hint in hints.items() if is_dataclass(hint)}
    options: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name in bundles:
            options += _options_of(bundles[name])
        else:
            options.append(parameter.replace(kind=parameter.KEYWORD_ONLY, annotation=hints[name]))

    @wraps(command)
    def bundled(**given: Any) -> None:
        for name, bundle in bundles.items():
            chosen = {field.name: given.pop(field.name) for field in fields(bundle)}
            given[name] = bundle(**chosen)
        command(**given)

    called: Any = bundled
    called.__signature__ = inspect.Signature(options)
    called.__annotations__ = {option.name: option.annotation for option in options}
    return bundled


def _options_of(bundle: Any) -> list[inspect.Parameter]:
    """Return the fields of a bundle as the parameters of a command."""
    hints = get_type_hints(bundle, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default,
            annotation=hints[field.name],
        )
        for field in sorted(fields(bundle), key=lambda field: ORDER.index(field.name))
    ]  # fmt: skip
