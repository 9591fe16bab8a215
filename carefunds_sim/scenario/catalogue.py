"""Where files are: the ones shipped with the package, by name, and anybody's own, by path."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from carefunds_sim.errors import UnknownNameError, did_you_mean, short

FOLDERS = {
    "area": "areas",
    "arrangement": "arrangements",
    "squeeze": "squeezes",
    "experiment": "experiments",
    "scenario": "lessons",
    "calibration": "calibrations",
    "sweep": "sweeps",
}
KINDS = tuple(FOLDERS)
_ENDINGS = (".yaml", ".yml", ".json")
_LONGEST = 400
_USES = {
    "area": "an area is run as {}/separate/nao_decade",
    "arrangement": "an arrangement is run as typical_council/{}/nao_decade",
    "squeeze": "a squeeze is run as typical_council/separate/{}",
    "experiment": "an experiment is run by 'carefunds compare {}'",
    "scenario": "a scenario is run by 'carefunds run {}'",
    "calibration": "a calibration is run by 'carefunds calibrate {}'",
    "sweep": "a sweep is run by 'carefunds sweep {}'",
}
_TITLE = re.compile(r"""^title:\s*(?P<quote>["']?)(?P<text>.*?)(?P=quote)\s*$""", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Entry:
    """One shipped file: its kind, the name it goes by, its title and where it is."""

    kind: str
    name: str
    title: str
    path: Path


def shipped() -> Path:
    """Return the folder of shipped files: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def names(kind: str) -> Mapping[str, Path]:
    """Return every shipped file of a kind by its name, in alphabetical order."""
    return _names(shipped() / FOLDERS[kind])


@cache
def _names(folder: Path) -> Mapping[str, Path]:
    return MappingProxyType({path.stem: path for path in sorted(folder.glob("*.yaml"))})


def is_file(name_or_path: str | Path, *, beside: Path | None = None) -> bool:
    """Whether there is an ordinary file by this path, which may be anything a person types."""
    try:
        return ((beside or Path()) / name_or_path).is_file()
    except (OSError, ValueError):  # too long, not to be looked into, a null character
        return False


def is_path(name_or_path: str | Path, *, beside: Path | None = None) -> bool:
    """Whether this means a file rather than the name of a shipped one: by its ending, or there."""
    return (
        isinstance(name_or_path, Path)
        or name_or_path.lower().endswith(_ENDINGS)
        or name_or_path.startswith(("./", "../", ".\\", "..\\"))
        or (bool(name_or_path) and os.path.lexists((beside or Path()) / name_or_path))
    )


def find(kind: str, name_or_path: str | Path, *, beside: Path | None = None) -> Path:
    """Return the file that a name or path means.

    A relative path that stands in a file is relative to that file's folder, ``beside``.

    Raises
    ------
    UnknownNameError
        When it is not a path, and no shipped file of the kind has the name.
    """
    if isinstance(name_or_path, str) and name_or_path in names(kind):
        return names(kind)[name_or_path]
    if is_path(name_or_path, beside=beside):
        return (beside or Path()) / name_or_path
    known = names(kind)
    listed = ", ".join(known) or "none"
    said = did_you_mean(str(name_or_path), known) or _of_another_kind(str(name_or_path))
    raise UnknownNameError(
        f"no {kind} is called '{short(name_or_path)}'{said} (there are: {listed})"
    )


def use(kind: str, name: str) -> str:
    """Return how a file of a kind is used, by its name or path."""
    return _USES[kind].format(short(name))


def _of_another_kind(name: str) -> str:
    """Return how to use what has this name among files of another kind, if anything has."""
    return "".join(f"; {use(kind, name)}" for kind in KINDS if name in names(kind))


def catalogue() -> list[Entry]:
    """Return every shipped file, by kind and then by name."""
    return [
        Entry(kind, name, _title(path), path)
        for kind in KINDS
        for name, path in names(kind).items()
    ]


def shown(path: Path) -> str:
    """Return a path as people read it: from the working folder where possible, with ``/``."""
    try:
        said = (path.parent.resolve() / path.name).relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError, RuntimeError):  # elsewhere, or links in a circle
        said = path.as_posix()
    return short(said, _LONGEST)


def _title(path: Path) -> str:
    """Return a file's title from its own line: a list must not have to read whole files."""
    found = _TITLE.search(path.read_text(encoding="utf-8"))
    return found["text"] if found else path.stem
