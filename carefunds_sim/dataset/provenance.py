"""What made a dataset: versions, inputs, seed, platform, date and command.

Of a sweep, who ran it when and on what is in a journal beside its store: it decides no number.
"""

from __future__ import annotations

import json
import platform
import socket
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from carefunds_sim.extension import used
from carefunds_sim.scenario.evidence import Source, shipped_sources
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.timetable_words import timetable_words
from carefunds_sim.version import __version__

LIBRARIES = (
    "numpy", "numba", "llvmlite", "scipy", "simpy", "xarray", "pydantic", "h5netcdf", "h5py",
)  # fmt: skip


def provenance(
    scenarios: Sequence[Scenario], *, seed: int, engine: str, study: str = "", title: str = "",
    about: str = "", baseline: str = "", command: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return the dataset attributes that say what made it: plain strings and numbers only.

    ``title`` and ``about`` are what the study's file says that it asks.
    """
    first = scenarios[0]
    return {
        "title": "carefunds_sim results",
        "study": study,
        "study_title": title,
        "study_about": about,
        "baseline": baseline,
        "package_version": __version__,
        "git_commit": git_commit(),
        "seed": seed,
        "engine": engine,
        "scale": first.run.scale,
        "years": first.run.years,
        "warmup_months": first.run.warmup_months,
        "evidence": json.dumps(_evidence(scenarios)),
        "sources": json.dumps(_sources(scenarios)),
        "warnings": "",
        "extensions": json.dumps(used()),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "libraries": json.dumps({name: _installed(name) for name in LIBRARIES}),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command,
        **_timetables(scenarios),
    }


def _timetables(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Return what changes during the runs, in words by scenario, where anything does."""
    words = {scenario.name: timetable_words(scenario) for scenario in scenarios}
    found = {name: [each._asdict() for each in said] for name, said in words.items() if said}
    return {"timetables": json.dumps(found)} if found else {}


def git_commit() -> str:
    """Return the commit of the checkout the package runs from, or an empty string."""
    folder = Path(__file__).parents[1]
    try:
        if not (folder.parent / ".git").exists():
            return ""
        found = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"],
            capture_output=True, text=True, timeout=5, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.strip()


def _evidence(scenarios: Sequence[Scenario]) -> dict[str, int]:
    """How many numbers rest on each kind of evidence, in the scenario that has most of them."""
    counts = (scenario.evidence_counts() for scenario in scenarios)
    return max(counts, key=lambda found: sum(found.values()))


def _sources(scenarios: Sequence[Scenario]) -> dict[str, dict[str, str]]:
    """Return what is known of every source that a number of the scenarios names, by its id.

    Of a source from a register beside a user's own files only the id is known here.
    """
    cited = {
        quantity.source
        for scenario in scenarios
        for _, quantity in scenario.all_quantities()
        if quantity.source
    }
    register = shipped_sources()
    return {key: _described(register[key]) if key in register else {} for key in sorted(cited)}


def _described(source: Source) -> dict[str, str]:
    found = {"title": source.title, "publisher": source.publisher, "year": str(source.year)}
    return found | ({"url": source.url} if source.url else {})


def _installed(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def begin_session(path: Path, command: str) -> None:
    """Note that a process begins to work on a store."""
    said = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": socket.gethostname(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "command": command,
    }
    with journal_of(path).open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{json.dumps(said)}\n")


def last_session(path: Path) -> dict[str, Any]:
    """Return date, platform and command of who worked on a store last; nothing if unknown."""
    for line in reversed(lines_of(path)):
        try:
            said = json.loads(line)
        except ValueError:
            continue  # a kill tore it
        if isinstance(said, dict):
            kept = ("platform", "python", "date", "command")
            return {key: str(said.get(key, "")) for key in kept}
    return {}


def lines_of(path: Path) -> list[str]:
    """Return the journal of a store line by line; a damaged one costs no results."""
    journal = journal_of(path)
    if not journal.exists():
        return []
    return journal.read_text(encoding="utf-8", errors="replace").splitlines()


def journal_of(path: Path) -> Path:
    """Return where the journal of a store is."""
    return path.with_suffix(".log")
