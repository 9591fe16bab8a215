"""The table tells every headline outcome, what it means and how sure it is."""

from __future__ import annotations

from carefunds_sim.report.chapters.results import results
from carefunds_sim.report.document import Results
from carefunds_sim.report.tables import COMPARED, Table


def tables(study) -> list[Table]:
    return [part for part in results(Results(study)).parts if isinstance(part, Table)]


def test_each_squeeze_has_levels_and_differences(study):
    titles = [table.title for table in tables(study)]
    for squeeze in dict.fromkeys(study["squeeze_title"].values):
        assert sum(str(squeeze) in title for title in titles) >= 2


def test_a_level_is_shown_with_its_interval(study):
    first = tables(study)[0]
    assert all("(" in cell and " to " in cell for cell in first.rows[0][1:])


def test_every_row_is_explained(study):
    meanings = tables(study)[-1]
    assert [row[0] for row in meanings.rows] == list(COMPARED.values())
    assert all(row[1] and row[2] for row in meanings.rows)


def test_one_scenario_has_one_table_of_all_outcomes(study):
    (table,) = tables(study.isel(scenario=[0]))
    assert table.columns[1:] == ("Mean", "95% interval", "Unit")
