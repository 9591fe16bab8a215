"""Putting a new area and its sources in place, whole and checked, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from carefunds_sim.disk import draft, put
from carefunds_sim.scenario.check import check
from carefunds_sim.scenario.evidence import sources_for
from carefunds_sim.scenario.faults import build
from carefunds_sim.scenario.files import raise_any, read_links
from carefunds_sim.scenario.layers import merge_layers
from carefunds_sim.scenario.schema.area import Area

if TYPE_CHECKING:
    from carefunds_sim.published.register import Register


def write(path: Path, text: str, register: Register, *, expected: Area) -> None:
    """Write an area file and enter its tables in the register beside it.

    Raises
    ------
    ScenarioError
        When the area would not be valid; nothing is written then.
    StorageError
        The disk does not take it.
    """
    with draft(path) as aside:
        aside.write_text(text, encoding="utf-8", newline="\n")
        _check(aside, register, expected)
        if register.text is not None:
            put(register.path, register.text)


def _check(aside: Path, register: Register, expected: Area) -> None:
    """The file as it will be read must say what was worked out."""
    links = read_links("area", aside)
    document = merge_layers("area", links)
    sources = {**sources_for(*(link.path for link in links)), **register.added}
    found, faults = build(Area, document, sources=sources)
    raise_any([*document.faults, *faults, *check("area", document)])
    if found != expected:
        raise AssertionError("the area file does not read back as what was worked out")
