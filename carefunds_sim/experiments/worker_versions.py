"""What a worker has to have in common with us, so that its numbers are ours."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, Literal, Protocol

from carefunds_sim.dataset.sweeps.description import PACKAGE, code_digest
from carefunds_sim.errors import CarefundsError
from carefunds_sim.version import __version__


class Client(Protocol):
    """What can have all workers run a function."""

    def run(self, function: Any, *, on_error: Literal["return"]) -> Any:
        """Return what the function returns on each worker, by the worker's address."""


@cache
def versions() -> dict[str, str]:
    """Return what numbers depend on: this package, its rules as they are, and what runs them."""
    return {
        "carefunds_sim": __version__,
        "rules": code_digest(PACKAGE),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
    }


def refuse_strangers(client: Client) -> None:
    """Refuse workers that would not make the same numbers as this machine.

    Raises
    ------
    CarefundsError
        There is such a worker; it says what differs.
    """
    differing = {
        address: _difference(found, versions())
        for address, found in client.run(versions, on_error="return").items()
        if found != versions()
    }
    if differing:
        raise _stranger(differing)


def refuse_to_differ(wanted: Mapping[str, str]) -> None:
    """Refuse to work here for a machine that has other versions.

    Raises
    ------
    CarefundsError
        This worker has others; it says what differs.
    """
    if versions() != wanted:
        raise _stranger({platform.node(): _difference(versions(), wanted)})


def _stranger(differing: Mapping[str, str]) -> CarefundsError:
    address, difference = next(iter(differing.items()))
    others = f", and {len(differing) - 1} more workers" if len(differing) > 1 else ""
    return CarefundsError(
        f"Dask worker {address} would not make the same numbers: {difference}{others}; install "
        "the same versions there"
    )


def _difference(found: Mapping[str, str] | BaseException, wanted: Mapping[str, str]) -> str:
    """Return what differs between a worker and the machine that asks, in words."""
    if isinstance(found, BaseException):
        return f"it cannot load carefunds_sim ({type(found).__name__}: {found})"
    return ", ".join(
        f"it has {name} {found.get(name)} where {right} is wanted"
        for name, right in wanted.items()
        if found.get(name) != right
    )
