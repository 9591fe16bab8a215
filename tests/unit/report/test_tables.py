"""Numbers stand to the right; arrangements side by side, the baseline first, never too many."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.analysis.years import yearly
from carefunds_sim.report.scenario_names import groups
from carefunds_sim.report.tables import (
    SCENARIOS_ACROSS,
    Table,
    balance_cells,
    difference_cells,
    in_order,
    last_and_first_cells,
    level_cells,
    numbered,
    tables_of,
)
from carefunds_sim.report.wording import percent


@pytest.fixture
def group(study):
    return groups(study)[0]


def cells(group):
    return {str(label): str(i) for i, label in enumerate(group["scenario"].values)}


def test_the_baseline_comes_first(study):
    study.attrs["baseline"] = "pooled"
    first = groups(study)[0]
    assert in_order(first)[0] == "town/pooled/none"
    (table,) = tables_of("title", first, [("row", cells(first))])
    assert table.columns == ("", "pooled", "separate", "aligned", "care trust")
    assert table.rows == (("row", "2", "0", "1", "3"),)


def test_many_arrangements_make_several_tables_that_begin_with_the_baseline(study):
    many = study.isel(scenario=np.arange(9) % 4)
    names = ["separate", *(f"kind_{i}" for i in range(8))]
    labels = [f"town/{name}/none" for name in names]
    many = many.assign_coords(scenario=labels, arrangement=("scenario", names))
    first, second = tables_of("title", many, [("row", cells(many))])
    assert len(first.columns) == 1 + SCENARIOS_ACROSS
    assert first.columns[1] == second.columns[1] == "separate"
    assert set(first.columns) | set(second.columns) == {
        "", "separate", *(f"kind {i}" for i in range(8))
    }  # fmt: skip


def test_a_scenario_without_any_cell_has_no_column(group):
    (table,) = tables_of("title", group, [("row", {"town/pooled/none": "1"})])
    assert table.columns == ("", "pooled")
    assert tables_of("title", group, [("row", {})]) == []
    assert tables_of("title", group, []) == []


def test_a_level_has_its_interval_where_there_is_one(group):
    days = group["delayed_days"]
    assert " to " in level_cells(group, days)["town/separate/none"]
    assert "\n" not in level_cells(group, days.isel(replication=[0]))["town/separate/none"]


def test_a_balance_that_may_be_zero_is_not_shown(group):
    values = group["overspend"].isel(fund=0) * 0 + np.array([-1e6, 0, 2e6])
    assert "no clear difference" in balance_cells(group, values)["town/separate/none"]


def test_differences_leave_the_baseline_out(study, group):
    found = difference_cells(group, study, study["delayed_days"])
    assert set(found) == {f"town/{a}/none" for a in ("aligned", "pooled", "care_trust")}
    assert (
        difference_cells(group, study.assign_attrs(baseline="nobody"), study["delayed_days"]) == {}
    )


def test_first_and_last_year_stand_together(group):
    days = yearly(group["monthly_people"])
    told = last_and_first_cells(group, days)["town/separate/none"]
    assert "(year 1: " in told
    once = last_and_first_cells(group, days.isel(year=[0]))["town/separate/none"]
    assert "year 1" not in once
    assert (
        last_and_first_cells(group, days * 0 + 0.5, percent)["town/separate/none"]
        == "50%\n(year 1: 50%)"
    )


def test_what_is_not_known_is_a_dash(group):
    lost = yearly(group["monthly_people"]) * np.nan
    assert set(last_and_first_cells(group, lost).values()) == {"-"}


@pytest.mark.parametrize(
    ("cells", "is_number"),
    [
        (("1,234", "-0.2"), True),
        (("+1\n(0 to 2)", "no clear difference\n(-1 to 1)"), True),
        (("+1\n(0 to 2)", "changes sign over the years\n(-1 to 1)"), True),
        (("GBP 3.2m", "-"), True),
        (("-", "-"), False),
        (("3 beds", "none"), False),
        (("words", "12"), False),
    ],
)
def test_a_column_of_numbers_is_distinguished_from_words(cells, is_number):
    table = Table("", ("", "x"), tuple(("row", cell) for cell in cells))
    assert numbered(table) == [False, is_number]
