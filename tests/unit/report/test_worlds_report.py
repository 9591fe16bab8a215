"""What is said over worlds is counted: every number of every sentence can be found in the data."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest
from scipy.stats import binomtest

from carefunds_sim.analysis.hinges import Hinge
from carefunds_sim.dataset.build import build
from carefunds_sim.dataset.provenance import provenance
from carefunds_sim.report.chapters.answer import COMPARED, sentences
from carefunds_sim.report.chapters.payers import shift_sentences
from carefunds_sim.report.contents import chapters
from carefunds_sim.report.document import Results
from carefunds_sim.report.figures.costs import shifted_cost
from carefunds_sim.report.figures.hinges import hinge_picture
from carefunds_sim.report.findings import Direction, findings, sentence
from carefunds_sim.report.machine import as_dict
from carefunds_sim.report.summary import results
from carefunds_sim.report.tables import contrasts
from carefunds_sim.report.text import as_text
from carefunds_sim.report.wording import as_unit, signed
from carefunds_sim.report.workbook.outcomes import differences_sheet

WORLDS = 20
BASE, LOWER, MIXED = "town/separate/none", "town/pooled/none", "town/care_trust/none"


@pytest.fixture
def in_worlds(make_scenario, make_run):
    """Twenty worlds: a pool delays fewer in all but one, a care trust fewer in half of them."""
    scenarios = [make_scenario(a) for a in ("separate", "pooled", "care_trust")]
    chance = np.random.default_rng(7).uniform(0.95, 1.05, (3, WORLDS))
    levels = np.array([[1.0] * 20, [0.8] * 19 + [1.2], [0.9, 1.1] * 10]) * chance
    runs = {(i, r): make_run(of, r, level=levels[i, r])
            for i, of in enumerate(scenarios) for r in range(WORLDS)}  # fmt: skip
    dataset = build(scenarios, runs, replications=WORLDS)
    dataset.attrs = provenance(
        scenarios, seed=1, engine="simpy", study="made_up", baseline="separate"
    ) | {"incomplete": 0, "interrupted": 0, "failures": "[]", "warnings": "[]"}
    for name in ("net_cost_nhs", "net_cost_council", "cost_self", "cost_total"):
        dataset[name].values *= 1e3
        dataset[name].loc[{"scenario": LOWER}] *= chance[1] - 0.06
    said = {"count": WORLDS, "source": "published", "hash": "1", "unmet": ["Deaths"]}
    dataset.attrs["worlds"] = json.dumps(said)
    return dataset.assign_coords(world=("replication", np.arange(WORLDS)))


def counted_by_hand(dataset, outcome, label):
    """Return an outcome's differences world by world, and the size that matters, in plain loops."""
    of = {str(s): i for i, s in enumerate(dataset["scenario"].values)}
    values = dataset[outcome].transpose("scenario", "replication").values
    gaps = [values[of[label], r] - values[of[BASE], r] for r in range(WORLDS)]
    money = dataset[outcome].attrs["units"] == "GBP a year"
    level = dataset["cost_total"].values[of[BASE]] if money else values[of[BASE]]
    return gaps, (0.005 if money else 0.02) * abs(np.median(level))


def numbers_of(words: str) -> list[str]:
    """Return the numbers of a sentence, but for those of the fixed words."""
    fixed = r"90% range|in 100 could differ|95%"
    return re.findall(r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?", re.sub(fixed, "", words))


def may_be_said(dataset, outcome) -> set[str]:
    """Return every number that may be said of an outcome, worked out by hand."""
    unit, found = dataset[outcome].attrs["units"], {str(WORLDS)}
    for label in (LOWER, MIXED):
        gaps, size = counted_by_hand(dataset, outcome, label)
        for count in (sum(gap < -size for gap in gaps), sum(gap > size for gap in gaps)):
            low = binomtest(count, WORLDS).proportion_ci(0.95, method="exact").low
            found |= {str(count), str(math.ceil(100 * (1 - low)))}
        for percent in (5, 50, 95):
            value = float(np.percentile(gaps, percent))
            found |= {signed(value, unit), as_unit(abs(value), unit)}
    return found


def test_every_number_of_every_sentence_is_in_the_data(in_worlds) -> None:
    said = sentences(in_worlds)
    compared = [s for s in said if "ompared with separate" in s]
    assert len(compared) == 4
    of_each = (*([outcome] for outcome in COMPARED[:3]), COMPARED[3:])
    for words, outcomes in zip(compared, of_each, strict=True):
        known = set().union(*(may_be_said(in_worlds, outcome) for outcome in outcomes))
        numbers = numbers_of(words)
        assert set(numbers) <= known, words
        assert str(WORLDS) in numbers
    share, world = (next(s for s in said if s.startswith(w)) for w in ("Of the", "A world"))
    assert numbers_of(share) == ["82", "18"]
    assert numbers_of(world) == ["20", "2", "0.5", "9", "10"]


def test_a_verdict_is_a_count_and_its_bound(in_worlds) -> None:
    lower, mixed = findings(in_worlds, "delayed_days")
    assert lower.direction is Direction.LOWER
    assert (lower.over.whole.lower, lower.over.whole.higher) == (19, 1)
    assert mixed.direction is Direction.UNCLEAR
    words = sentence(in_worlds, "delayed_days")
    assert "lower with pooled (in 19 of 20 worlds that fit; median -" in words
    assert "as many as 25 in 100 could differ)" in words
    assert "no clear difference with care_trust (lower in 10 and higher in 10 of" in words
    few = in_worlds.isel(replication=slice(8))
    assert "in all 8 worlds that fit" in sentence(few, "delayed_days")
    assert "with so few, as many as 37 in 100 could differ" in sentence(few, "delayed_days")
    five = in_worlds.isel(replication=slice(5))
    assert findings(five, "delayed_days")[0].direction is Direction.UNCLEAR


def test_no_word_claims_a_probability(in_worlds) -> None:
    page = as_text(results(in_worlds))
    assert not re.search(r"probab|likely to|chance of|confiden", page)
    assert "what could be so, not how likely it is" in " ".join(page.split())
    assert "no world meets 'Deaths'" in " ".join(page.split())


def test_tables_have_the_median_its_range_and_the_count(in_worlds) -> None:
    (table,) = contrasts(in_worlds, in_worlds)
    assert "90% range over worlds" in table.title
    _, lower, mixed = table.rows[0]
    gaps, _ = counted_by_hand(in_worlds, "delayed_days", LOWER)
    median, ends, count = lower.split("\n")
    assert median == signed(float(np.median(gaps)), "bed days a year")
    assert ends.startswith("(-")
    assert count == "19 of 20"
    assert mixed.startswith("no clear difference\n")
    assert mixed.endswith("higher of 20")
    (grid,) = differences_sheet(in_worlds).grids
    columns = {column.header: column.cells for column in grid.columns}
    at = columns["Outcome"].index("Delayed days")
    assert (columns["Lower in, worlds"][at], columns["Of worlds"][at]) == (19, 20)
    assert columns["Finding"][at] == "lower"


def test_every_chapter_can_be_written(in_worlds) -> None:
    names = {chapter.name for chapter in chapters(Results(in_worlds))}
    assert {"answer", "results", "payers", "people", "method"} <= names
    assert "medians over worlds" in shifted_cost(in_worlds).get_supxlabel().replace("\n", " ")
    assert len(shift_sentences(in_worlds, in_worlds)) == 2


def test_the_year_in_which_the_sign_turns_is_counted(in_worlds) -> None:
    monthly = in_worlds["monthly_delayed_days"]
    long = in_worlds.isel(month=np.r_[0:24, 0:24]).assign_coords(
        month=np.arange("2008-04", "2012-04", dtype="datetime64[M]").astype("datetime64[ns]")
    )
    change = np.repeat([1.5, 1.5, 0.5, 0.5], 12)[:, None] * np.r_[[1.0] * 15, [0.3] * 5]
    base = monthly.sel(scenario=BASE).mean("month")
    there = long["monthly_delayed_days"]
    for label in (BASE, LOWER):
        factor = change if label == LOWER else np.ones((48, WORLDS))
        of = base.transpose("replication", ...).values[:, None] * factor.T[..., None, None]
        there.loc[{"scenario": label}] = there.sel(scenario=label).transpose(
            "replication", "month", "setting", "reason").copy(data=of)  # fmt: skip
    over = findings(long, "delayed_days")[0].over
    assert (over.turns, over.never, over.is_turn) == ({"2010-11": 15}, 5, False)
    assert over.years["2008-09"].higher == 15
    words = sentence(long, "delayed_days")
    assert "the sign turns, in 2010-11, in 15 of 20 worlds that fit and never in 5" in words
    row = as_dict(long)["differences"][0]
    assert row["turns"] == {"years": [{"year": "2010-11", "worlds": 15}], "never": 5}


def test_json_says_the_same(in_worlds) -> None:
    in_worlds.attrs["hinges_on"] = json.dumps({f"{LOWER}/delayed_days": [HINGE.plain()]})
    found = as_dict(in_worlds)
    json.dumps(found, allow_nan=False)
    assert found["worlds"] == {"count": 20, "source": "published"}
    row = next(d for d in found["differences"] if d["outcome"] == "delayed_days")
    gaps, _ = counted_by_hand(in_worlds, "delayed_days", LOWER)
    percentiles = np.percentile(gaps, [5, 50, 95])
    assert [row[name] for name in ("p5", "p50", "p95")] == pytest.approx(percentiles)
    assert (row["lower_in"], row["higher_in"], row["of_worlds"]) == (19, 1, 20)
    assert [year["year"] for year in row["by_year"]] == ["2009-10", "2010-11"]
    assert row["hinges_on"][0]["turns_at"] == 0.4


@pytest.mark.parametrize("said", ["", None])
def test_without_worlds_all_is_as_it_was(study, said) -> None:
    before = sentences(study)
    if said is not None:
        study.attrs["worlds"] = said
    assert sentences(study) == before
    found = as_dict(study)
    row = found["differences"][0]
    assert found["worlds"] is None
    assert (row["p50"], row["lower_in"], row["turns"]) == (None, None, None)
    assert (row["by_year"], row["hinges_on"]) == ([], [])


HINGE = Hinge("model.trust.gain", 0.4, 0.91, "below", 0.35, 0.45)


def test_a_hinge_is_a_sentence_and_a_picture(in_worlds) -> None:
    in_worlds.attrs["hinges_on"] = json.dumps({f"{LOWER}/delayed_days": [HINGE.plain()]})
    (said,) = [words for words in sentences(in_worlds) if "hinge" in words]
    assert said == (
        "Whether delayed days are lower or higher with pooled hinges on model.trust.gain: the sign "
        "turns at 0.4 (0.35 to 0.45), lower where it is below that; by "
        "it alone the sign is right in 91% of worlds, of which those on either side count alike."
    )
    values = np.linspace(0, 1, WORLDS).tolist()
    (axis,) = hinge_picture(in_worlds, LOWER, "delayed_days", HINGE, values).axes
    (marks,) = [line for line in axis.get_lines() if len(line.get_xdata()) == WORLDS]
    gaps, _ = counted_by_hand(in_worlds, "delayed_days", LOWER)
    np.testing.assert_allclose(marks.get_ydata(), gaps)
    (turn,) = [line for line in axis.get_lines() if line.get_gid() == "turns-at"]
    assert set(turn.get_xdata()) == {0.4}
    rule = Hinge("pool.budgeting", "pro_rata", 0.9, "is")
    options = ["by_origin", "pro_rata"] * (WORLDS // 2)
    (axis,) = hinge_picture(in_worlds, LOWER, "delayed_days", rule, options).axes
    assert [tick.get_text() for tick in axis.get_xticklabels()] == ["by_origin", "pro_rata"]
