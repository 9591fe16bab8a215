"""The tables in ``models/``: a row for each variable, with the file's numbers by their paths.

An equation names a number of the scenario as ``{area.money.charge}``; its value is put there. A
``flow`` goes one way only, a ``biflow`` either way.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from carefunds_sim.report.xmile.document import Variable
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import file_word

FOLDER = Path(__file__).parent / "models"
MODELS = tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))
"""The lessons that have a model, each a table of that name."""

NUMBER = re.compile(r"\{([\w.]+)\}")
AFTER, BY_YEAR = ".after", ".by_year"
EITHER_WAY = "biflow"


def rows(model: str) -> list[dict[str, str]]:
    """Return a model's table, a row for each variable."""
    with (FOLDER / f"{model}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def variables(model: str, scenario: Scenario) -> tuple[Variable, ...]:
    """Return the variables of a model with the numbers of a scenario."""
    values = {path: quantity.value for path, quantity in scenario.quantities()}
    return tuple(_variable(row, values) for row in rows(model))


def _variable(row: Mapping[str, str], values: Mapping[str, Any]) -> Variable:
    equation = NUMBER.sub(lambda found: f"{_number(found[1], values):.12g}", row["equation"])
    where = "".join(f" ({path})" for path in NUMBER.findall(row["equation"]))
    at, ends = (float(row["x"]), float(row["y"])), (row["from"], row["to"])
    doc = row["doc"].removesuffix(".") + where + "."
    either_way = row["kind"] == EITHER_WAY
    kind = "flow" if either_way else row["kind"]
    return Variable(kind, row["name"], row["units"], equation, at, doc, ends, either_way)


def _number(path: str, values: Mapping[str, Any]) -> float:
    """Return a number by its path, which may lead on into a value that is a mapping."""
    quantity, value = _found(path, values)
    for key in path.removeprefix(quantity).split(".")[1:]:
        value = {file_word(word): number for word, number in value.items()}[key]
    return float(value)


def _found(path: str, values: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the quantity that a path is of or leads into."""
    while path not in values:
        path = path.rpartition(".")[0]
    return path, values[path]


def read_by(model: str, values: Mapping[str, Any]) -> set[str]:
    """Return the paths of the quantities that a model reads; of a growth, each year's too."""
    paths = {path for row in rows(model) for path in NUMBER.findall(row["equation"])}
    read = {_found(path, values)[0] for path in paths}
    return read | {path.removesuffix(AFTER) + BY_YEAR for path in read if path.endswith(AFTER)}


def uneven(read: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each growth that is not the same every year, as a model has it."""
    return [
        f"{path.removesuffix(BY_YEAR)}: by_year and after must all be one number"
        for path, years in read.items()
        if path.endswith(BY_YEAR) and {*years} != {read[path.removesuffix(BY_YEAR) + AFTER]}
    ]
