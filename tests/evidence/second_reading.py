"""The second reading of numbers that matter, and how a file's value is compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from carefunds_sim.scenario.catalogue import catalogue
from carefunds_sim.scenario.files import read_part
from carefunds_sim.scenario.scenario import quantities_of
from carefunds_sim.scenario.schema.quantity import Quantity

FILE = Path(__file__).with_name("second_reading.yaml")


class Reading(NamedTuple):
    """One number as read again: an interval, and what the reading rests on.

    ``of`` says which number of a mapping is compared: a key of it, the plain ``mean``, or the mean
    ``by_population`` of the area's age bands. ``basis`` is a ``source`` or a second ``judgement``.
    ``blind`` says whether the reader had not seen the file's value. ``disagrees`` is why the
    file's value lies outside the interval, where it is known to.
    """

    number: str
    unit: str
    basis: str
    reading: str
    low: float
    high: float
    blind: bool
    of: str = ""
    rows: tuple[str, ...] = ()
    disagrees: str = ""


def readings() -> list[Reading]:
    """Return every reading of the file."""
    found = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return [Reading(**each) for each in found["readings"]]


@cache
def numbers(name: str) -> Mapping[str, Quantity[Any]]:
    """Return the quantities of a shipped file by their paths within it."""
    kinds = ("area", "arrangement", "squeeze")
    entry = next(e for e in catalogue() if e.name == name and e.kind in kinds)
    found = quantities_of(entry.kind, read_part(entry.kind, entry.path).model)
    return {path.removeprefix(f"{entry.kind}."): quantity for path, quantity in found}


def quantity_of(number: str) -> Quantity[Any]:
    """Return the quantity that a reading is of."""
    name, path = number.split(".", 1)
    return numbers(name)[path]


def compared(reading: Reading) -> float:
    """Return the number of the file that a reading is compared with."""
    value = quantity_of(reading.number).value
    if reading.of == "mean":
        numbers_of = list(quantity_of(reading.number).numbers())
        return sum(numbers_of) / len(numbers_of)
    if reading.of == "by_population":
        residents = numbers(reading.number.split(".", 1)[0])["residents.population"].value
        return float(sum(value[b] * residents[b] for b in value) / sum(residents.values()))
    for step in reading.of.split(".") if reading.of else ():
        value = value[int(step)] if isinstance(value, list) else _by_word(value)[step]
    return float(value)


def _by_word(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {getattr(key, "word", key): part for key, part in value.items()}
