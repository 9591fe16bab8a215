"""The chapter about people: levels and paired differences by place, and the largest moves."""

from __future__ import annotations

import xarray as xr

from carefunds_sim import load_scenario, run
from carefunds_sim.analysis.contrasts import differences
from carefunds_sim.analysis.places import people_in_places
from carefunds_sim.report.chapters.people import people
from carefunds_sim.report.document import Appendix, Chapter, Paragraph, Picture, Results
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import difference


def chapter(dataset: xr.Dataset) -> Chapter:
    found = people(Results(dataset))
    assert found is not None
    return found


def tables(dataset: xr.Dataset) -> list[Table]:
    return [part for part in chapter(dataset).parts if isinstance(part, Table)]


def test_the_chapter_begins_with_words_and_has_both_pictures(study: xr.Dataset) -> None:
    parts = chapter(study).parts
    assert isinstance(parts[0], Paragraph)
    pictures = [part.name for part in parts if isinstance(part, Picture)]
    assert pictures == ["where_people_are", "where_people_go"]


def test_others_are_shown_by_their_paired_difference(study: xr.Dataset) -> None:
    first = tables(study)[0]
    assert first.columns[1:] == ("separate", "aligned", "pooled", "care trust")
    row = next(row for row in first.rows if row[0] == "Care homes")
    assert row[1].count("\n") == 1
    told = people_in_places(study)
    assert told is not None
    gap = differences(told)["people_in_care_home"].sel(scenario="town/pooled/none")
    assert row[3].endswith(difference(*map(float, gap.values), "people"))


def test_moves_are_listed_from_the_largest_down(study: xr.Dataset) -> None:
    (largest,) = (table for table in tables(study) if "largest" in table.title)
    sizes = [max(float(cell.split("\n")[0].replace(",", "")) for cell in row[2:])
             for row in largest.rows]  # fmt: skip
    assert sizes == sorted(sizes, reverse=True)
    assert len(largest.rows) <= 12
    assert largest.columns[:2] == ("From", "To")
    assert not [row for row in largest.rows if row[0] == row[1] == "In hospital"]


def test_every_move_can_be_looked_up(study: xr.Dataset) -> None:
    (appendix,) = (part for part in chapter(study).parts if isinstance(part, Appendix))
    assert ("Acute beds", "Home care") in {row[:2] for row in appendix.table.rows}


def test_an_old_dataset_tells_of_people_or_of_nothing(study: xr.Dataset) -> None:
    assert people(Results(study.drop_vars("service_place"))) is None
    parts = chapter(study.drop_vars("moves")).parts
    assert [part.name for part in parts if isinstance(part, Picture)] == ["where_people_are"]


def test_a_lesson_with_one_replication_has_no_intervals_and_no_comparison() -> None:
    found = chapter(run(load_scenario("one_pot", years=1), replications=1))
    cells = [c for t in found.parts if isinstance(t, Table) for row in t.rows for c in row]
    assert not [cell for cell in cells if "(" in cell or "difference" in cell]
