"""Where files are: the ones shipped with the package, by name, and anybody's own, by path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from carefunds_sim.errors import UnknownNameError, did_you_mean

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


def names(kind: str) -> dict[str, Path]:
    """Return every shipped file of a kind by its name, in alphabetical order."""
    folder = shipped() / FOLDERS[kind]
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def is_path(name_or_path: str | Path) -> bool:
    """Whether this means a file rather than the name of a shipped one."""
    return (
        isinstance(name_or_path, Path)
        or Path(name_or_path).suffix.lower() in _ENDINGS
        or Path(name_or_path).is_file()
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
    if is_path(name_or_path):
        return (beside or Path()) / name_or_path
    known = names(kind)
    listed = ", ".join(known) or "none"
    raise UnknownNameError(
        f"no {kind} is called '{name_or_path}'{did_you_mean(str(name_or_path), known)} "
        f"(there are: {listed})"
    )


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
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _title(path: Path) -> str:
    """Return a file's title from its own line: a list must not have to read whole files."""
    found = _TITLE.search(path.read_text(encoding="utf-8"))
    return found["text"] if found else path.stem
