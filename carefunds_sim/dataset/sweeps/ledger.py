"""The ledger of a sweep: one line for each finished task, written after its values.

A line that a kill tore, or that was damaged since, does not count: its task is made again.
While a sweep runs, lines stand in the order in which tasks were finished; at the end they are
put in the order of the tasks, so that the file does not depend on who was first.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carefunds_sim.disk import put

Place = tuple[int, int]
"""Where a task stands: the point of the design, the scenario."""


@dataclass(frozen=True)
class Record:
    """One finished task: the checksums of its values, or why it failed."""

    place: Place
    sums: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    message: str = ""
    traceback: str = ""

    @property
    def failed(self) -> bool:
        """Whether there is a reason in place of values."""
        return not self.sums

    def line(self) -> str:
        """Return the record as a line with a checksum of its own."""
        kept = {"place": self.place, "sums": self.sums, "warnings": self.warnings}
        failed = {"message": self.message, "traceback": self.traceback}
        text = json.dumps(kept | (failed if self.failed else {}), ensure_ascii=True)
        return f"{_check(text)} {text}\n"


class Ledger:
    """The records of one store, in memory and in a file."""

    def __init__(self, path: Path, fits: Callable[[Record], bool] = lambda _: True) -> None:
        """``fits`` says whether a record may be one of the store; ``damaged`` numbers other lines.

        A last line without an end is not among them: a kill tore it, or it is being written.
        """
        self.path = path
        self.records: dict[Place, Record] = {}
        self.damaged: list[int] = []
        for number, line in enumerate(_lines(path), 1):
            record = _read(line)
            if record is not None and fits(record):
                self.records[record.place] = record
            elif line.endswith("\n"):
                self.damaged.append(number)

    def __contains__(self, place: Place) -> bool:
        return place in self.records

    def __len__(self) -> int:
        return len(self.records)

    def add(self, record: Record) -> None:
        """Write a record at the end; what it speaks of must be written already."""
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(record.line())
        self.records[record.place] = record

    def failures(self) -> list[Record]:
        """Return the failed tasks in their order."""
        return [record for _, record in sorted(self.records.items()) if record.failed]

    def drop(self, unwanted: Callable[[Record], bool]) -> list[Record]:
        """Take out records, so that their tasks are made again; return them."""
        dropped = [record for record in self.records.values() if unwanted(record)]
        for record in dropped:
            del self.records[record.place]
        self.settle()
        return dropped

    def settle(self) -> None:
        """Write all records in the order of the tasks, in one step."""
        lines = (record.line() for _, record in sorted(self.records.items()))
        put(self.path, "".join(lines))


def _lines(path: Path) -> Iterator[str]:
    if path.exists():
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield from file


def _read(line: str) -> Record | None:
    check, _, text = line.rstrip("\n").partition(" ")
    try:
        return _record(json.loads(text)) if check == _check(text) else None
    except (ValueError, KeyError, TypeError):
        return None


def _record(said: dict[str, Any]) -> Record:
    point, scenario = said["place"]
    return Record(
        (int(point), int(scenario)),
        tuple(map(str, said["sums"])),
        tuple(map(str, said["warnings"])),
        str(said.get("message", "")),
        str(said.get("traceback", "")),
    )


def _check(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8')):08x}"
