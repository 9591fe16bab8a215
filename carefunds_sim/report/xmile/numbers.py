"""The numbers that a stock-and-flow model takes from a scenario, and which those are."""

from __future__ import annotations

from carefunds_sim.report.xmile.document import Point, Variable
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import file_word


class Numbers:
    """The quantities of a scenario by path.

    ``read`` are the paths that were asked for; ``faults`` say which numbers no stock can follow.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.quantities = dict(scenario.quantities())
        self.read: set[str] = set()
        self.faults: list[str] = []

    def __call__(self, path: str, *keys: str) -> float:
        """Return the number at a path; a key leads on into a value that is a mapping.

        Raises KeyError when the scenario has no such number.
        """
        self.read.add(path)
        value = self.quantities[path].value
        for key in keys:
            value = {file_word(word): number for word, number in value.items()}[key]
        return float(value)

    def given(
        self, name: str, units: str, path: str, at: Point, doc: str, *keys: str,
        times: str = "", copies: tuple[Point, ...] = (),
    ) -> Variable:  # fmt: skip
        """Return a constant that is a number of the file, which its remark names."""
        equation = f"{self(path, *keys):.12g}{times}"
        where = ".".join((path, *keys))
        return Variable("aux", name, units, equation, at, f"{doc} ({where})", copies=copies)

    def growth(self, name: str, path: str, at: Point, doc: str) -> Variable:
        """Return a body's growth, which has to be the same every year."""
        years = self.quantities[f"{path}.by_year"].value
        self.read.add(f"{path}.by_year")
        if {*years, self(f"{path}.after")} != {years[0]}:
            self.faults.append(f"{path}: by_year and after must all be one number")
        return self.given(name, "dmnl", f"{path}.after", at, doc)
