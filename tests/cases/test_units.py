"""Every name of the equations has a unit, and every equation the unit that it states."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from typing import Any

import pint
import pytest
from test_equations import EQUATIONS, PAGE, WORDS, parameters_of, read_equations, rule_of
from units import (
    UREG,
    YES_OR_NO,
    check_result,
    common,
    numbers_of,
    unit_of,
    units_of_names,
    where,
    worked_out,
)

EMPTY: Mapping[str, Any] = {}
ENDINGS = {
    "_months": ("[months]", 1), "lag_up": ("[months]", 1), "lag_down": ("[months]", 1),
    "_days": ("[days]", 1), "_per_day": ("[days]", -1), "_pounds": ("[money]", 1),
    "unit_day": ("[days]", -1), "unit_month": ("[months]", -1), "unit_year": ("[years]", -1),
}  # fmt: skip


class Page:
    """The page's blocks and units, or those of a page with a fault."""

    def __init__(self, text: str = PAGE) -> None:
        self.blocks = read_equations(text)
        self.results = dict(re.findall(r"^# (\w+\.\w+): .+; ([^;\n]+)$", text, re.MULTILINE))
        self.units, self.numbers = units_of_names(text), numbers_of(text)

    def unit(self, rule: str, name: str) -> str:
        """Return the unit of a name in a rule, in words."""
        return where(self.blocks[rule]).get(name) or self.units[name]

    def check(self, rule: str, changed: Mapping[str, Any] = EMPTY) -> None:
        """Raise an error unless a rule's equation has the unit that it states."""
        values = {name: self.value(rule, name) for name in parameters_of(rule)}
        check_result(self.result(rule, {**values, **changed}), self.results[rule].split(" and "))

    def result(self, rule: str, values: Mapping[str, Any]) -> Any:
        return worked_out(self.blocks[rule], {**self.words(rule), **values})

    def words(self, rule: str) -> dict[str, Any]:
        """Return what an equation may name besides its rule's own numbers."""
        codes = {word: code for word, code in WORDS.items() if word.isupper()}
        named = {n: UREG.Quantity(v, unit_of(w)) for n, (v, w) in self.numbers.items()}
        others = {
            other.partition(".")[2]: lambda *values, other=other: self.of_other(other, values)
            for other in self.blocks
            if other != rule
        }
        return {**codes, **named, **others}

    def of_other(self, rule: str, values: tuple[Any, ...]) -> Any:
        """Return what another rule answers to values of the units that it is said to take."""
        given = dict(zip(parameters_of(rule), values, strict=True))
        for name, value in given.items():
            several = value if isinstance(value, list) else [value]
            common([*several, UREG.Quantity(1.0, unit_of(self.unit(rule, name)))])
        return self.result(rule, given)

    def value(self, rule: str, name: str) -> Any:
        """Return a number of the unit of a name; any will do, as both arms are worked out."""
        words = self.unit(rule, name)
        if words == YES_OR_NO:
            return True
        one = UREG.Quantity(0.4, unit_of(words))
        several = "Sequence" in str(parameters_of(rule)[name].annotation)
        return [one, one, one] if several else one


REAL = Page()
OTHER = UREG.Quantity(0.4, "pound * person * day")


def refused(page: Page, rule: str, changed: Mapping[str, Any] = EMPTY) -> bool:
    try:
        page.check(rule, changed)
    except pint.DimensionalityError:
        return True
    return False


@pytest.mark.parametrize("rule", EQUATIONS)
def test_the_equation_has_the_unit_that_it_states(rule: str) -> None:
    REAL.check(rule)


def test_every_name_has_one_unit_and_a_block_says_only_what_differs() -> None:
    assert set(REAL.units) == {name for rule in EQUATIONS for name in parameters_of(rule)}
    for rule, block in EQUATIONS.items():
        assert set(where(block)) <= set(parameters_of(rule)), rule
        for name, words in where(block).items():
            assert unit_of(words) != unit_of(REAL.units[name]), f"{rule}: {name}"


def test_every_named_number_is_used_and_is_the_codes() -> None:
    for name, (value, _) in REAL.numbers.items():
        using = [rule for rule, block in EQUATIONS.items() if re.search(rf"\b{name}\b", block)]
        assert using, name
        modules = [importlib.import_module(rule_of(rule).__module__) for rule in using]
        assert all(getattr(module, name, value) == value for module in modules), name


@pytest.mark.parametrize("rule", EQUATIONS)
def test_names_that_end_in_a_unit_have_it(rule: str) -> None:
    for name in parameters_of(rule):
        if (words := REAL.unit(rule, name)) == YES_OR_NO:
            continue
        of_name = unit_of(words).dimensionality
        for ending, (base, power) in ENDINGS.items():
            if name.endswith(ending):
                assert of_name[base] == power, f"{rule}: {name}"


def test_yes_or_no_is_what_the_code_takes_for_it() -> None:
    for rule in EQUATIONS:
        for name, parameter in parameters_of(rule).items():
            is_bool = str(parameter.annotation) == "bool"
            assert (REAL.unit(rule, name) == YES_OR_NO) == is_bool, f"{rule}: {name}"


@pytest.mark.parametrize("rule", EQUATIONS)
def test_any_name_with_another_unit_would_be_noticed(rule: str) -> None:
    for name in parameters_of(rule):
        right = REAL.value(rule, name)
        if right is not True:
            wrong = [each * OTHER for each in right] if isinstance(right, list) else right * OTHER
            assert refused(REAL, rule, {name: wrong}), name


def test_a_result_with_another_unit_would_be_noticed() -> None:
    page = Page()
    page.results = dict.fromkeys(page.results, "pounds per person a month")
    assert all(refused(page, rule) for rule in EQUATIONS)


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("steering.forecast", " * MONTHS_A_YEAR", ""),
        ("steering.forecast", "A_YEAR * MONTHS_A_YEAR", "12"),
        ("steering.step_capacity", "-A_MONTH / lag", "-1 / lag"),
        ("partnership.next_trust", "built * month", "built"),
        ("pathway.fits", "ROUNDING * A_UNIT", "1e-9"),
        ("market.closed", "1 / A_YEAR", "1"),
        ("worth.chance_wanted", "mean_units * A_PERSON", "mean_units"),
        ("worth.worth_per_pound", " / mean_units", ""),
        ("pricing.month_cost", "starts * per_start", "starts"),
        ("pricing.month_cost", "unit_days * variable", "chargeable_days * variable"),
        ("pathway.first_to_strike", "left[h] / rates[h]", "left[h] * rates[h]"),
        ("pathway.first_to_strike", "NEVER", "1"),
        ("contract.due", "price * (", "("),
        ("steering.starts_wanted", "room / horizon_days", "room"),
        ("variates.stay_days", "exp(spread", "exp(mean_days * spread"),
        ("arranging.caseload_factor", "** power", "** (power * A_MONTH)"),
    ],
)
def test_a_planted_fault_is_noticed(rule: str, right: str, wrong: str) -> None:
    page = Page()
    assert right in page.blocks[rule]
    page.blocks[rule] = page.blocks[rule].replace(right, wrong)
    extra = {"chargeable_days": UREG.Quantity(1.0, "person * day")}
    with pytest.raises(pint.DimensionalityError):
        page.check(rule, extra)
