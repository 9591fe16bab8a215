"""The tables as sources, put into the ``sources.yaml`` beside an area and never over what is there.

A table goes by the name of its file. Its entry carries a digest, so that the same table is entered
once however often it is used, and another table of the same name gets an id of its own.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from carefunds_sim.scenario.document import text_of
from carefunds_sim.scenario.evidence import FILE, Source, load_sources, shipped_sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carefunds_sim.published.figures import Figures
    from carefunds_sim.published.table import Table

_HEAD = """\
# The published tables that areas in this folder were made from, entered by 'carefunds new-area'.
# Fill in what the tables do not say of themselves: publisher, address, title.

"""
_UNTOLD = "not stated in the table"
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
        plain = _id(table.path.stem)
        for key in (plain, f"{plain}_{table.digest[:_SHORT]}"):
            if key not in known or _is_of(known[key], table):
                if key not in known:
                    self.added[key] = _source(what, table, year)
                return key
        return self._crowded(plain, what, table, year=year, known=known)

    def _crowded(
        self, plain: str, what: str, table: Table, *, year: int | None, known: Mapping[str, Source]
    ) -> str:
        """Enter a table whose name and short digest are both taken, by its whole digest."""
        key = f"{plain}_{table.digest}"
        if key not in known:
            self.added[key] = _source(what, table, year)
        return key


def _source(what: str, table: Table, year: int | None) -> Source:
    return Source(
        title=f"{what}: {table.path.name}",
        publisher=_UNTOLD,
        year=_UNTOLD if year is None else year,
        note=f"As downloaded by whoever made the area; sha256 {table.digest[:_LONG]}.",
    )


def _is_of(source: Source, table: Table) -> bool:
    return f"sha256 {table.digest[:_LONG]}" in (source.note or "")


def _id(stem: str) -> str:
    """Return a file's name as an id: small letters, digits and '_', a letter first."""
    words = re.sub(r"[^a-z0-9]+", "_", stem.casefold()).strip("_")
    return words if words[:1].isalpha() else f"table_{words}".rstrip("_")
