"""What a reader sees in a console."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.report import summary, text
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import difference, interval, millions, plain, signed


@pytest.mark.parametrize(
    ("value", "words"),
    [(1234567.8, "1,234,568"), (99.96, "100.0"), (12.34, "12.3"), (0.1234, "0.12"), (0, "0"),
     (-0.0004, "0.00"), (float("nan"), "-")],
)  # fmt: skip
def test_numbers_carry_the_digits_they_deserve(value, words):
    assert plain(value) == words


def test_pounds_are_millions_and_differences_have_signs():
    assert millions(-1234.0) == "0.00"
    assert signed(1_234_567, "GBP a year") == "+1.23"
    assert signed(0.001, "days") == "0.00"
    assert interval(-5, 12, "days") == "(-5.00 to +12.0)"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((-50.0, -60.0, -40.0), "-50.0\n(-60.0 to -40.0)"),
        ((-50.0, -160.0, 40.0), "no clear difference\n(-160 to +40.0)"),
        ((-50.0, np.nan, np.nan), "-50.0\n(no interval)"),
        ((0.0, 0.0, 0.0), "the same"),
        ((np.nan, np.nan, np.nan), "-"),
    ],
)
def test_a_difference_says_how_sure_it_is(numbers, words):
    assert difference(*numbers, "days") == words


def page(dataset):
    return text.as_text(summary.results(dataset))


def test_a_page_fits_a_hundred_columns_and_is_plain_ascii(study):
    found = page(study)
    assert max(map(len, found.splitlines())) <= text.WIDTH
    assert found.isascii()


def test_delay_never_stands_without_unmet_need(study):
    header = next(line for line in page(study).splitlines() if "Unmet-need" in line)
    assert "Requests" in header


def test_caveats_say_size_evidence_and_set_up(study):
    found = " ".join(page(study).split())
    assert "3 replications" in found
    assert "Numbers behind this: 41 measured (A), 23 derived (B), 18 assumed (E)." in found
    assert "care trust after 6 months" in found
    assert "scale 0.1" in found


def test_an_incomplete_study_says_so(study):
    study["completed"][0, 1] = False
    study.attrs["failures"] = '[{"scenario": "s", "replication": 1, "message": "lost a pound"}]'
    found = " ".join(page(study).split())
    assert "INCOMPLETE (some runs failed): 23 of 24 runs" in found
    assert "lost a pound" in found


def test_who_bears_more_is_said_in_a_sentence(study):
    base, mine = {"scenario": "town/separate/none"}, {"scenario": "town/pooled/none"}
    for name, change in (("net_cost_nhs", 2e6), ("net_cost_council", -3e6)):
        noise = np.array([-1e4, 0, 1e4])
        study[name].loc[mine] = study[name].loc[base].values + change + noise
    found = " ".join(page(study).split())
    assert "the NHS bears GBP 2.00m a year more (1.98m to 2.02m)" in found
    assert "the council bears GBP 3.00m a year less" in found
    assert "GBP 2.00m of it only changes hands" in found


def test_one_replication_claims_no_interval(study):
    found = page(study.isel(replication=[0]))
    assert "(no interval)" in found
    assert "nan" not in found


def test_one_scenario_is_shown_in_full(study):
    found = page(study.isel(scenario=[0]))
    assert "Home care" in found
    assert "Permanent care-home admissions" in found


TABLE = Table(
    "Cost by who bears it",
    ("", "Delayed days", "Difference from separate budgets"),
    (("pooled", "1,234", "no clear difference\n(-1 to +2)"), ("own", "-", "")),
)


def test_a_table_is_in_columns_where_there_is_room():
    found = text.as_text(text.grid(TABLE), width=60).splitlines()
    assert found[0] == TABLE.title
    assert found[-4].split() == ["pooled", "1,234", "no", "clear", "difference"]
    assert max(map(len, found)) <= 60


def test_a_table_without_room_is_a_list_of_its_rows():
    assert text.as_text(text.grid(TABLE), width=40).splitlines() == [
        "Cost by who bears it",
        "  pooled",
        "    Delayed days: 1,234",
        "    Difference from separate budgets: no",
        "      clear difference (-1 to +2)",
        "  own",
        "    Delayed days: -",
        "",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_a_page_fits_whatever_there_is(study, width):
    for dataset in (study, study.isel(scenario=[0])):
        found = text.as_text(summary.results(dataset), width=width)
        assert max(map(len, found.splitlines())) <= width


def test_words_in_brackets_are_words():
    table = Table("", ("", "[x]"), (("[bold]", "[/] :smile:"),))
    assert "[bold]" in text.as_text(text.grid(table))
    assert "[/] :smile:" in text.as_text(text.grid(table))
