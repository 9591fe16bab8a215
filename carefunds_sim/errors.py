"""Everything that can go wrong, as one tree.

CarefundsError
    ScenarioError        a file says something that cannot be used; lists every fault
    FrozenError          a scenario that was to be changed in place
    UnknownNameError     a name that no shipped or given file has
    ArgumentError        an argument that no run can be made with; a ValueError, too
    ResultError          a stored result that cannot be used
        DamagedError         a stored result that is not what was written
        StorageError         a file that the disk does not take
    SimulationError      a run that cannot be believed
        ConservationError    people or pounds were lost or made
        GridlockError        a network in which nobody can move
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from numbers import Integral

from carefunds_sim.plain_text import printable


class CarefundsError(Exception):
    """The root of every error this package raises on purpose."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a file: where it is, and what would be right."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return printable(f"{self.file}:{self.line}: {self.message}")


class ScenarioError(CarefundsError):
    """A scenario file cannot be used; ``faults`` holds every fault found, in reading order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Fault, ...]]]:
        return (type(self), (self.faults,))


class FrozenError(CarefundsError, TypeError):
    """A scenario was to be changed in place, which would not take effect."""


class UnknownNameError(CarefundsError):
    """A name that is neither a file nor shipped with the package."""


class ArgumentError(CarefundsError, ValueError):
    """An argument of a function with which no run can be made."""


class ResultError(CarefundsError):
    """A stored result is missing, damaged, or not what was asked for."""


class DamagedError(ResultError):
    """A stored result was edited, cut or emptied since, or is of another version's layout."""


class StorageError(ResultError):
    """The disk does not take a file; ``safe`` says what is kept, and how to go on."""

    def __init__(self, message: str, *, safe: str = "") -> None:
        self.safe = safe
        super().__init__(f"{message}. {safe}" if safe else message)


class SimulationError(CarefundsError):
    """A run that cannot be believed."""


class ConservationError(SimulationError):
    """People or pounds were lost or made during a run: a defect of the model, never of a file."""


class GridlockError(SimulationError):
    """Every person waits for a place held by another who waits: the network cannot move."""


LONGEST = 60
"""Characters of what was found that a message quotes."""


def short(found: object, longest: int = LONGEST) -> str:
    """Return what was found as one line that a message can quote: cut, and nothing unprintable."""
    text = str(found)
    said = text if len(text) <= longest else f"{text[: longest - 13]}...{text[-10:]}"
    return printable(said)


def did_you_mean(word: str, known: Iterable[object]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest known word, or nothing.

    A very long word is nobody's slip of the pen, and comparing two of them takes minutes.
    """
    words = [name for name in known if isinstance(name, str) and len(name) <= 2 * LONGEST]
    near = get_close_matches(word, words, n=1)
    return f"; did you mean '{short(near[0])}'?" if near else ""


def lacking(what: str, package: str | None, *, extra: str) -> CarefundsError:
    """Return the error that a package for ``what`` is not installed, and how to install it."""
    return CarefundsError(
        f"{what} needs the package {package or extra}, which is not installed: "
        f'pip install "carefunds-sim[{extra}]"'
    )


def check_whole(low: int, high: int, **given: object) -> None:
    """Refuse arguments that are not whole numbers from ``low`` to ``high``, or None."""
    for name, found in given.items():
        if found is None:
            continue
        whole = isinstance(found, Integral) and not isinstance(found, bool)
        if not (whole and low <= int(found) <= high):  # type: ignore[call-overload]
            said = f"a whole number from {low:,} to {high:,}"
            raise ArgumentError(f"{name} must be {said} (got {found!r})")
