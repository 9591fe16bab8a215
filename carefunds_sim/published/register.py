"""Writing a new area, and its tables as sources in the ``sources.yaml`` beside it.

The area is written whole and checked or not at all; what the register has is never overwritten.
A table goes by the name of its file. Its entry carries a digest, so that the same table is entered
once however often it is used, and another table of the same name gets an id of its own.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from carefunds_sim.disk import draft, put
from carefunds_sim.published.figures import Figures
from carefunds_sim.published.table import Table
from carefunds_sim.scenario.check import check
from carefunds_sim.scenario.evidence import FILE, Source, load_sources, shipped_sources, sources_for
from carefunds_sim.scenario.faults import build
from carefunds_sim.scenario.file_text import text_of
from carefunds_sim.scenario.files import raise_any, read_links
from carefunds_sim.scenario.layers import merge_layers
from carefunds_sim.scenario.schema.area import Area

_HEAD = """\
# The published tables that areas in this folder were made from, entered by 'carefunds new-area'.
# Fill in what the tables do not say of themselves: publisher, address, title.

"""
_NOT_STATED = "not stated in the table"
_SHORT, _LONG = 6, 16


class Register:
    """The sources of a folder, and the ids of the tables in them."""

    def __init__(self, folder: Path, figures: Figures) -> None:
        self.path = folder / FILE
        self.own = dict(load_sources(self.path)) if self.path.is_file() else {}
        self.added: dict[str, Source] = {}
        self.ids: dict[Path, str] = {}
        for what, table, year in figures.tables():
            self.ids[table.path] = self._enter(what, table, year)

    def of(self, table: Table) -> str:
        """Return the id of a table."""
        return self.ids[table.path]

    @property
    def text(self) -> str | None:
        """The file with the entries added, everything else as it was; None when none is new."""
        if not self.added:
            return None
        yaml = YAML()
        yaml.width = 100
        known = self.path.is_file()
        data: Any = yaml.load(text_of(self.path)) if known else None
        data = data or {"sources": {}}
        for key, source in self.added.items():
            data["sources"][key] = source.model_dump(exclude_defaults=True)
        stream = io.StringIO()
        yaml.dump(data, stream)
        return stream.getvalue() if known else _HEAD + stream.getvalue()

    def _enter(self, what: str, table: Table, year: int | None) -> str:
        known = {**shipped_sources(), **self.own, **self.added}
        plain, mark = _id(table.path.stem), f"sha256 {table.digest[:_LONG]}"
        for key in (plain, f"{plain}_{table.digest[:_SHORT]}", f"{plain}_{table.digest}"):
            if key not in known:
                self.added[key] = Source(
                    title=f"{what}: {table.path.name}",
                    publisher=_NOT_STATED,
                    year=_NOT_STATED if year is None else year,
                    note=f"As downloaded by the maker of the area; {mark}.",
                )
                return key
            if mark in (known[key].note or ""):
                return key
        return key


def _id(stem: str) -> str:
    """Return a file's name as an id: small letters, digits and '_', a letter first."""
    words = re.sub(r"[^a-z0-9]+", "_", stem.casefold()).strip("_")
    return words if words[:1].isalpha() else f"table_{words}".rstrip("_")


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
