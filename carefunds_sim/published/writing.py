"""Putting a new area and its sources in place, whole and checked, or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from carefunds_sim.scenario.area import Area
from carefunds_sim.scenario.build import build
from carefunds_sim.scenario.check import check
from carefunds_sim.scenario.files import raise_any, read_links
from carefunds_sim.scenario.merge import merged
from carefunds_sim.scenario.sources import sources_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.published.register import Register


def write(path: Path, text: str, register: Register, *, expected: Area) -> None:
    """Write an area file and enter its tables in the register beside it.

    Raises
    ------
    ScenarioError
        When the area would not be valid; nothing is written then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _draft(path.parent, text) as draft:
        _check(draft, register, expected)
        if register.text is not None:
            with _draft(path.parent, register.text) as entries:
                entries.replace(register.path)
        draft.replace(path)


def _check(draft: Path, register: Register, expected: Area) -> None:
    """The file as it will be read must say what was worked out."""
    links = read_links("area", draft)
    document = merged("area", links)
    sources = {**sources_for(*(link.path for link in links)), **register.added}
    found, faults = build(Area, document, sources=sources)
    raise_any([*document.faults, *faults, *check("area", document)])
    if found != expected:
        raise AssertionError("the area file does not read back as what was worked out")


@contextmanager
def _draft(folder: Path, text: str) -> Iterator[Path]:
    """Give a text a file in a folder, which is gone afterwards unless it was moved."""
    handle, name = tempfile.mkstemp(prefix=".new_area_", suffix=".yaml", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        path.chmod(0o666 & ~_umask())
        yield path
    finally:
        path.unlink(missing_ok=True)


def _umask() -> int:
    """Return the mask that new files get: a temporary file is for its owner only otherwise."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
