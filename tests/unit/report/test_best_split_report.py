"""What a best split says, in a console, in a picture, in files and to other programs."""

from __future__ import annotations

import json

import pytest

from carefunds_sim.dataset.store import open_results
from carefunds_sim.report.analyses import best_split as report
from carefunds_sim.report.analyses.best_split import split_and_price
from carefunds_sim.report.text import WIDTH, as_text


def changed(dataset, **aim):
    """The study with another aim."""
    told = json.loads(dataset.attrs["aim"]) | aim
    return dataset.assign_attrs(aim=json.dumps(told))


def test_the_split_stands_beside_todays(split_study):
    rows = {row[0]: row[1:4] for row in report.who_gets_what(split_study).rows}
    assert rows == {
        "Intermediate care beds": ("4.00", "3.00", "-25%"),
        "Home care": ("5.00", "5.00", "0%"),
        "Care home": ("1.00", "2.00", "+100%"),
    }


def test_the_price_has_a_row_for_each_arrangement(split_study):
    table = report.price(split_study)
    assert table.columns[1:3] == ("Total cost, GBP m", "Delayed days")
    assert [row[0] for row in table.rows] == ["separate", "pooled", "own split"]
    assert table.rows[0][1] == "the same"
    assert table.rows[0][2].startswith("+")


def test_another_objective_is_priced_first(split_study):
    other = changed(split_study, objective="refused")
    assert report.price(other).columns[1] == other["refused"].attrs["long_name"]


def test_each_sample_tells_what_it_saw(split_study):
    rows = report.by_sample(split_study).rows
    assert [row[1] for row in rows] == ["2", "3", "3"]
    assert "no clear difference" in rows[2][2]


def test_the_page_says_what_was_searched_for_and_what_it_is_not(split_study):
    page = " ".join(as_text(report.console(split_study)).split())
    assert (
        "Searched for: the least delayed days, with no more total cost than under separate" in page
    )
    assert "60 splits on 2 replications each" in page
    assert "may be higher than shown" in page
    assert "keep their share of the money" in page
    assert "Budgets of all funds" in page


def test_services_at_a_limit_are_named(split_study):
    told = " ".join(as_text(report.console(split_study)).split())
    assert "The split stands at a limit: the most it may have for care home." in told
    inside = split_study.assign(split_limit=split_study["split_limit"] * [[1.0], [3.0]])
    assert "at a limit" not in as_text(report.console(inside))


def test_the_page_fits_the_screen(split_study):
    for width in (60, WIDTH):
        page = as_text(report.console(split_study), width=width)
        assert max(map(len, page.splitlines())) <= width


def test_who_does_better_than_a_split_that_stands_is_named(split_study):
    better = split_study.copy(deep=True)
    better["delayed_days"][1] = better["delayed_days"][3] - 5.0
    said = [s for s in report.search_caveats(better) if "can beat any split" in s]
    assert len(said) == 1
    assert "under pooled" in said[0]
    assert not [s for s in report.search_caveats(split_study) if "can beat any split" in s]


@pytest.mark.parametrize(
    ("aim", "words"),
    [({"chosen": 0}, "No split was found"), ({"cut_short": True}, "the search was interrupted")],
)
def test_a_search_without_success_or_end_is_told(split_study, aim, words):
    assert any(words in sentence for sentence in report.search_caveats(changed(split_study, **aim)))
    assert not any(words in sentence for sentence in report.search_caveats(split_study))


def test_other_programs_get_numbers(split_study):
    told = json.loads(report.as_json(split_study, []))
    assert [row["service"] for row in told["split"]] == [
        "intermediate_care_beds", "home_care", "care_home",
    ]  # fmt: skip
    assert told["split"][0]["best_gbp_a_year"] == 3e6
    prices = {(row["scenario"], row["outcome"]): row for row in told["price_of_separation"]}
    separate = prices["town/separate/none", "delayed_days"]
    assert separate["low"] < separate["mean"] < separate["high"]
    assert told["advantage"]["search"]["mean"] == 10.0


def test_the_picture_has_services_and_prices(split_study):
    figure = split_and_price(split_study)
    left, cost, days = figure.get_axes()
    assert len(left.get_yticklabels()) == 3
    assert [label.get_text() for label in days.get_yticklabels()] == [
        "separate", "pooled", "own split",
    ]  # fmt: skip
    assert cost.get_xlabel() == "Total cost, GBP million a year"


def test_a_folder_holds_all_of_it(split_study, tmp_path):
    files = report.write(split_study, tmp_path / "out")
    names = [file.relative_to(tmp_path / "out").as_posix() for file in files]
    assert names == ["summary.txt", "figures/best_split.png", "outcomes.csv", "results.nc"]
    assert all(file.is_file() for file in files)
    assert open_results(tmp_path / "out")["split_money"].equals(split_study["split_money"])
