"""The event log as a table: what an animation tool expects of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from carefunds_sim.dataset.event_table import COLUMNS, event_table
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.engines import simulate
from carefunds_sim.engines.event_log import EventLog, Note
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.vocabulary import DelayReason, Dependency

SERVICES = ("ward", "team")
WARD, TEAM = range(2)
TYPES = {"arrival_departure", "queue", "resource_use", "resource_use_end"}


@pytest.fixture(scope="module", params=["blocking", "typical_council/pooled/deep_cut"])
def table(request: pytest.FixtureRequest) -> pd.DataFrame:
    scenario = load_scenario(request.param).with_run(years=1, warmup_months=12)
    if scenario.area.residents is not None:
        scenario = scenario.with_run(scale=0.01)
    return event_table(simulate(scenario, seed=1, replication=0, trace=True).events)


def log_of_one_stay() -> EventLog:
    """Somebody waits in a bed, first for a team, then for a house, needs more help, and dies."""
    log = EventLog(SERVICES, kept=True)
    log.note(7, Note.ARRIVAL, 1.0)
    log.note(7, Note.USE, 1.0, WARD)
    log.note(7, Note.WAITING, 2.0, TEAM)
    log.note(7, Note.DID_WITHOUT, 4.0, TEAM)
    log.note(7, Note.WAS_DELAYED, 4.0, int(DelayReason.ASSESSMENT), 2.0)
    log.note(7, Note.NOW_IS, 5.0, int(Dependency.MUCH_HELP))
    log.note(7, Note.WAS_DELAYED, 6.0, int(DelayReason.HOUSING), 1.25)
    log.note(7, Note.USE_END, 6.0, WARD)
    log.note(7, Note.DEATH, 6.0)
    return log


def test_what_happens_without_a_move_is_told_in_columns() -> None:
    rows = event_table(log_of_one_stay().events)
    assert tuple(rows.columns) == COLUMNS
    assert rows["event"].tolist() == [
        "arrival", "ward", "waiting_for_team", "did_without_team", "ward", "depart",
    ]  # fmt: skip
    stay = rows.iloc[1]
    assert (stay.delay_days, stay.delay_reason) == (3.25, "assessment; housing")
    assert stay.unique_resource_id == "ward_1"
    assert rows["dependency"].fillna("").tolist()[3:] == ["", "much help", "much help"]
    assert rows["departure"].tolist()[-1] == "death"


def test_every_type_is_one_that_animation_tools_know(table: pd.DataFrame) -> None:
    assert set(table["event_type"]) == TYPES


def test_who_arrives_does_so_first_and_once_and_nobody_does_anything_after_leaving(
    table: pd.DataFrame,
) -> None:
    for _, rows in table.groupby("entity_id"):
        events = rows["event"].tolist()
        assert events[0] == "arrival"
        assert events.count("arrival") == 1
        assert "depart" not in events[:-1]
    ends = table["event_type"] == "arrival_departure"
    assert set(table.loc[ends, "event"]) == {"arrival", "depart"}
    assert ((table["event"] == "depart") == table["departure"].notna()).all()


def test_events_are_few_and_hold_no_numbers(table: pd.DataFrame) -> None:
    services = table["service"].dropna().unique()
    assert not table["event"].str.contains(r"\d").any()
    assert table["event"].nunique() <= 3 * len(services) + 2


def test_every_row_but_the_first_and_last_says_its_service(table: pd.DataFrame) -> None:
    ends = table["event_type"] == "arrival_departure"
    assert (table["service"].isna() == ends).all()


def test_uses_end_where_they_began_and_no_place_is_used_by_two(table: pd.DataFrame) -> None:
    used: dict[str, int] = {}
    for row in table.itertuples():
        if row.event_type == "resource_use":
            assert row.unique_resource_id not in used
            used[row.unique_resource_id] = row.entity_id
        elif row.event_type == "resource_use_end":
            assert used.pop(row.unique_resource_id) == row.entity_id
        else:
            assert pd.isna(row.resource_id)
    left = set(table.loc[table["event"] == "depart", "entity_id"])
    assert not left & set(used.values())


def test_delays_are_of_stays(table: pd.DataFrame) -> None:
    delayed = table[table["delay_days"].notna()]
    assert len(delayed)
    assert set(delayed["event_type"]) == {"resource_use"}
    assert (delayed["delay_days"] >= 0).all()
    assert (delayed["delay_reason"].str.len() > 0).all()


def test_the_file_has_whole_numbers_of_places_and_nothing_where_there_is_none(
    tmp_path: Path,
) -> None:
    file = write_csv(event_table(log_of_one_stay().events), tmp_path / "events.csv")
    first, second, *_ = file.read_text().splitlines()[1:]
    assert first == "7,arrival_departure,arrival,1.0,,,,,,,"
    assert second == "7,resource_use,ward,1.0,1,ward_1,ward,,3.25,assessment; housing,"
