"""The register of sources: every measured, derived or expert number names one of them."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, ValidationError

from carefunds_sim.errors import ScenarioError
from carefunds_sim.scenario.catalogue import shipped
from carefunds_sim.scenario.document import read
from carefunds_sim.scenario.faults import faults_of
from carefunds_sim.scenario.labels import Line, Text
from carefunds_sim.scenario.quantity import ServiceName, Strict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "sources.yaml"


class Source(Strict):
    """One published source.

    ``year`` is the year of publication, or the years of a series; ``rows`` are the labels of
    the rows of the project's evidence page that rest on it.
    """

    title: Line
    publisher: Line
    year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | Line
    url: Line | None = None
    rows: list[Line] = []
    note: Text | None = None


class _Register(Strict):
    sources: dict[ServiceName, Source]


def sources_for(*paths: Path) -> Mapping[str, Source]:
    """Return the sources that files may cite: the shipped ones, and those beside the files."""
    registers = {path.resolve().parent / FILE for path in paths} - {shipped() / FILE}
    own = [load_sources(register) for register in sorted(registers) if os.path.lexists(register)]
    return {key: source for known in (shipped_sources(), *own) for key, source in known.items()}


@cache
def shipped_sources() -> Mapping[str, Source]:
    """Return the sources shipped with the package, by id."""
    return load_sources(shipped() / FILE)


def load_sources(path: Path) -> Mapping[str, Source]:
    """Return the sources of a register, by id.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    document = read(path)
    try:
        register = _Register.model_validate(document.data)
    except ValidationError as error:
        raise ScenarioError([*document.faults, *faults_of(error, document, _Register)]) from None
    if document.faults:
        raise ScenarioError(document.faults)
    return register.sources
