"""Where files are: those shipped with the package, by name, and a user's own, by path."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
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
    "population": "populations",
    "worlds": "worlds",
}
TABLES = {"worlds": ".csv"}
"""What is shipped as tables, and how these end; all else is YAML."""

KINDS = tuple(kind for kind in FOLDERS if kind not in TABLES)
_ENDINGS = (".yaml", ".yml", ".json", ".csv")
_LONGEST = 400
_USES = {
    "area": "an area is run as {}/separate/nao_decade",
    "arrangement": "an arrangement is run as typical_council/{}/nao_decade",
    "squeeze": "a squeeze is run as typical_council/separate/{}",
    "experiment": "an experiment is run by 'carefunds compare {}'",
    "scenario": "a scenario is run by 'carefunds run {}'",
    "calibration": "a calibration is run by 'carefunds calibrate {}'",
    "sweep": "a sweep is run by 'carefunds sweep {}'",
    "population": "a population is run by 'carefunds population {}'",
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
    return _names(shipped() / FOLDERS[kind], TABLES.get(kind, ".yaml"))


@cache
def _names(folder: Path, ending: str) -> Mapping[str, Path]:
    return MappingProxyType({path.stem: path for path in sorted(folder.glob(f"*{ending}"))})


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


def readable_path(path: Path) -> str:
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


COMPOSED_OF = ("area", "arrangement", "squeeze")
"""The kinds of files that a scenario is composed of."""

ANY = "-"
"""What stands in the place of an arrangement where several are meant."""

_FOUND, _PATH, _WORD, _NOTHING = 3, 2, 1, 0


@dataclass(frozen=True)
class _Cut:
    """One way to read a text, and for each of its parts how surely it can be meant."""

    parts: tuple[str, str, str]
    certainty: tuple[int, int, int]

    @property
    def found(self) -> int:
        return self.certainty.count(_FOUND)

    @property
    def rank(self) -> tuple[int, int]:
        """How good a reading it is: what is found counts, then what looks like a path."""
        return self.found, self.found + self.certainty.count(_PATH)


def triple(
    given: str | Path, *, beside: Path | None = None, separators: str = os.sep
) -> tuple[str, str, str] | None:
    """Return an area, an arrangement and a squeeze when a text means these, and else None.

    Each of the three may be a name or a path, and paths have separators of their own, so there are
    several ways to cut a text in three. The one that is meant has shipped names and files in all
    three places; where there is none, the nearest to it is taken, so that its faults are shown.
    A file that there is by the whole text is never cut. Relative paths are looked for from
    ``beside``; ``separators`` are those of the system, besides ``/``.

    Raises
    ------
    UnknownNameError
        When the text can be read in two ways.
    """
    if isinstance(given, Path) or is_file(given, beside=beside):
        return None
    cuts = sorted(_cuts(given, beside, separators), key=lambda cut: cut.rank, reverse=True)
    if not cuts:
        return None if is_path(given, beside=beside) else _at_the_end(given)
    best = cuts[0]
    if is_path(given, beside=beside) and best.found < 2 and best.rank[1] < len(COMPOSED_OF):
        return None
    if [cut.found for cut in cuts[:2]] == [len(COMPOSED_OF)] * 2:
        ways = " or as ".join(", ".join(cut.parts) for cut in cuts[:2])
        raise UnknownNameError(
            f"'{short(given)}' can be read as {ways}; begin a path with ./ to say which"
        )
    return best.parts


def _cuts(given: str, beside: Path | None, separators: str) -> Iterator[_Cut]:
    """Yield every way to cut a text in three that can be meant."""
    places = [found.start() for found in re.finditer(f"[/{re.escape(separators)}]", given)]

    def certainty(kind: str, part: str) -> int:
        return _certainty(kind, part, beside, separators)

    heads = {end: certainty("area", given[:end]) for end in places}
    tails = {end: certainty("squeeze", given[end + 1 :]) for end in places}
    for first, second in combinations(places, 2):
        if heads[first] and tails[second]:
            middle = given[first + 1 : second]
            found = (heads[first], certainty("arrangement", middle), tails[second])
            if all(found):
                yield _Cut((given[:first], middle, given[second + 1 :]), found)


def _certainty(kind: str, part: str, beside: Path | None, separators: str) -> int:
    """Return how surely a part of a text is a name or a path of a kind."""
    if not part or part[-1] in "/" + separators:
        return _NOTHING
    if part == ANY and kind == "arrangement":
        return _FOUND
    if part in names(kind) or is_file(part, beside=beside):
        return _FOUND
    if is_path(part, beside=beside):
        return _PATH
    return _WORD if not set(part) & set("/:" + separators) else _NOTHING


def _at_the_end(given: str) -> tuple[str, str, str] | None:
    """Return the last two words and what comes before them, of a text that fits nothing."""
    words = given.rsplit("/", 2)
    return (words[0], words[1], words[2]) if len(words) == len(COMPOSED_OF) else None
