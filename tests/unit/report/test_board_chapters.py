"""Who pays, delays, money and services: what a board reads behind the table."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.report.chapters.delays import delays
from carefunds_sim.report.chapters.money import money
from carefunds_sim.report.chapters.payers import payers
from carefunds_sim.report.chapters.services import services
from carefunds_sim.report.document import (
    Appendix,
    Listing,
    Notice,
    Paragraph,
    Picture,
    Results,
)
from carefunds_sim.report.figures import FIGURES
from carefunds_sim.report.tables import Table

CHAPTERS = (payers, delays, money, services)


def parts(write, study, kind):
    return [part for part in write(Results(study)).parts if isinstance(part, kind)]


def tables(write, study):
    return {table.title: table for table in parts(write, study, Table)}


def row(table, words):
    return next(cells for cells in table.rows if cells[0] == words)


@pytest.mark.parametrize("write", CHAPTERS)
def test_a_chapter_begins_with_how_to_read_it_and_shows_known_figures(study, write):
    chapter = write(Results(study))
    assert isinstance(chapter.parts[0], Paragraph)
    assert chapter.name == write.__name__
    assert {picture.name for picture in parts(write, study, Picture)} <= set(FIGURES)


@pytest.mark.parametrize("write", CHAPTERS)
def test_every_squeeze_has_tables_that_can_be_read(study, write):
    found = tables(write, study)
    for squeeze in ("None", "Deep cut"):
        assert any(title.startswith(squeeze) for title in found)
    appendices = [part.table for part in parts(write, study, Appendix)]
    for table in (*found.values(), *appendices):
        assert len(table.columns) <= 8
        assert all(len(cells) == len(table.columns) for cells in table.rows)
        assert "nan" not in " ".join(cell for cells in table.rows for cell in cells)


@pytest.mark.parametrize("write", CHAPTERS)
def test_one_replication_of_one_scenario_has_a_chapter_too(study, write):
    found = tables(write, study.isel(scenario=[2], replication=[0]))
    cells = [cell for table in found.values() for cells in table.rows for cell in cells[1:]]
    assert cells
    assert not any(" to " in cell or "nan" in cell for cell in cells)
    assert not any("difference from" in title for title in found)


@pytest.mark.parametrize("write", CHAPTERS)
def test_a_study_without_a_finished_run_shows_nothing(study, write):
    for name in study.data_vars:
        if study[name].dtype == float:
            study[name] = study[name] * np.nan
    assert write(Results(study)) is None


@pytest.mark.parametrize("write", [payers, money])
def test_a_network_without_money_has_no_chapter_of_it(study, write):
    for name in ("cost_total", "monthly_budget", "monthly_spend"):
        study[name] = study[name] * np.nan
    assert write(Results(study)) is None


def test_what_one_bears_and_what_it_receives_add_up(study):
    study["cost_nhs"][:], study["transfers_net_nhs"][:] = 5e6, 2e6
    study["net_cost_nhs"][:] = 3e6
    table = tables(payers, study)["None: who pays (GBP million a year, 95% interval)"]
    for words, cell in (("care and overhead", "5.00"), ("finally bears", "3.00")):
        assert row(table, f"NHS: {words}")[1].startswith(cell)


def test_who_bears_more_is_named_for_every_arrangement(study):
    first, _ = parts(payers, study, Listing)
    assert [told.split(":")[0] for told in first.sentences] == ["aligned", "pooled", "care trust"]
    assert parts(payers, study.assign_attrs(baseline=""), Listing) == []


def test_reasons_and_responsible_bodies_add_up_to_the_same_days(study):
    study["monthly_delayed_days"][:] = 1.0
    shares = study["monthly_delayed_days_by_responsible"] * 0 + np.array([0.5, 0.25, 0.25])
    study["monthly_delayed_days_by_responsible"] = shares
    table = tables(delays, study)["None: delayed days in the last year, and in the first below"]
    assert row(table, "All reasons")[1] == "240\n(year 1: 240)"
    assert row(table, "Attributed to: NHS")[1] == "120\n(year 1: 120)"


def test_no_delay_is_said_in_a_sentence(study):
    for name in ("delayed_days", "monthly_delayed_days"):
        study[name] = study[name] * 0
    chapter = delays(Results(study))
    assert "Nobody's discharge was delayed" in chapter.parts[-1].words


def test_an_overspend_has_a_plus_and_a_fund_that_is_not_there_a_dash(study):
    study["monthly_spend"] = study["monthly_budget"] + 1e6
    table = tables(money, study)["None: budgets and spending (GBP million, 95% interval)"]
    assert row(table, "NHS: over (+) or under (-) in it")[1].startswith("+12.00")
    assert row(table, "NHS: over or under, all years together")[1].startswith("+24.00")
    assert row(table, "Pool: budget in the last year")[1] == "-"
    assert row(table, "All funds: over (+) or under (-) in it")[1].startswith("+24.00")


def test_transfers_are_listed_by_kind_and_direction(study):
    study["monthly_transfers"][:] = 0.0
    assert any("No money changed hands" in p.words for p in parts(money, study, Paragraph))
    study["monthly_transfers"].loc[{"transfer": "charge", "body": "nhs"}] = 1e6
    study["monthly_transfers"].loc[{"transfer": "charge", "body": "council"}] = -1e6
    assert not any("No money changed hands" in p.words for p in parts(money, study, Paragraph))
    title = "None: transfers, overhead, cost of delay (GBP million a year)"
    words = [cells[0] for cells in tables(money, study)[title].rows]
    assert words[0] == "Charges for delayed days, from the council to the NHS"
    assert not any("Grant" in told or "Risk" in told for told in words)


def test_more_asked_of_a_service_than_it_has_open_is_a_notice(study):
    study["monthly_offered_load"][:] = 0.0
    assert parts(services, study, Notice) == []
    study["monthly_capacity"].loc[{"service": "home_care"}] = 10.0
    where = {"service": "home_care", "scenario": "town/pooled/none"}
    study["monthly_offered_load"].loc[where] = 25.0
    (notice,) = parts(services, study, Notice)
    assert notice.words.startswith("None: ")
    assert "under at least one arrangement" in notice.words
    assert "Home care (0% to 250%)" in notice.words
    (alone,) = parts(services, study.sel(scenario=["town/pooled/none"]), Notice)
    assert "arrangement" not in alone.words
    assert "Home care (250%)" in alone.words


def test_a_service_without_limit_has_no_row(study):
    for table in tables(services, study).values():
        assert "Going without" not in [cells[0] for cells in table.rows]
    unlimited = study.isel(service=[-1])
    assert "No service has a limit" in services(Results(unlimited)).parts[-1].words


def test_what_no_one_waits_for_or_is_refused_is_left_out_of_the_appendix(study):
    for outcome in ("waiting", "wait_days", "refused_by_service"):
        study[outcome].loc[{"service": "care_home"}] = 0.0
    appendices = [part.table for part in parts(services, study, Appendix)]
    waits = [table for table in appendices if "all years" in table.title]
    assert waits
    for table in waits:
        assert "Care home" not in [cells[0] for cells in table.rows]
