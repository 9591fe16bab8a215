"""What a screening says, in a console, on a page, in a table and to other programs."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.report.analyses import screening as report
from carefunds_sim.report.text import WIDTH, as_text

OUTCOMES = ["delayed days, separate", "delayed days, pooled less separate", "total cost, separate"]
LONG = "typical_council.services.discharge_assessment.flexing.expected_use"


@pytest.fixture
def found():
    """Thirty numbers, each a little less important than the one before; the last is all chance."""
    names = [LONG, *(f"typical_council.number_{i}" for i in range(29))]
    sizes = np.arange(30, 0, -1)[np.newaxis, :, np.newaxis, np.newaxis] * 1e5
    noise = (
        np.array([-1.0, 1.0]) * np.where(np.arange(30) == 20, 1e7, 1.0)[:, np.newaxis, np.newaxis]
    )
    dims = ("trajectory", "factor", "outcome", "replication")
    dataset = xr.Dataset(
        {"effect": (dims, np.broadcast_to(sizes + noise, (4, 30, 3, 2)).copy())},
        coords={
            "factor": names,
            "outcome": OUTCOMES,
            "kind": ("factor", ["assumed"] * 30),
            "unit": ("factor", ["share"] * 30),
            "low": ("factor", [0.0] * 30),
            "high": ("factor", [1.0] * 30),
        },
    )
    dataset.attrs = {
        "study": "screening", "package_version": "0.1.0", "seed": 1, "engine": "compiled",
        "trajectories": 4, "runs": 720, "years": 4, "scale": 0.2, "incomplete": 0,
        "interrupted": 0, "failures": "[]", "evidence": '{"assumed": 30}',
        "scenarios": '{"typical_council/separate/deep_cut": "0123456789abcdef"}',
    }  # fmt: skip
    return dataset


def test_a_console_shows_the_most_important_whole(found):
    page = as_text(report.console(found))
    assert max(map(len, page.splitlines())) <= WIDTH
    assert page.isascii()
    assert "number_22" in page
    assert "number_23" not in page
    assert LONG in as_text(report.console(found), width=2 * WIDTH)
    assert "30 numbers" in page
    assert "Numbers behind this: 30 assumed (E)." in page


def test_pounds_are_millions_and_chance_stands_in_brackets(found):
    rows = report.page(found, "carefunds screen").splitlines()
    first = next(row for row in rows if LONG in row)
    assert "| 3,000,000 | 3,000,000 | 3.00 |" in first
    unsure = next(row for row in rows if "number_19`" in row)
    assert unsure.endswith("| (1,000,000) | (1,000,000) | (1.00) |")


def test_the_page_says_how_it_was_made_and_of_what(found):
    page = report.page(found, "carefunds screen --seed 3")
    assert "    carefunds screen --seed 3\n" in page
    assert "`typical_council/separate/deep_cut`, hash `0123456789abcdef`" in page
    assert page == report.page(found, "carefunds screen --seed 3")


def test_a_screening_cut_short_says_so(found):
    found.attrs |= {"incomplete": 1, "interrupted": 1}
    assert "INCOMPLETE (interrupted)" in report.page(found, "carefunds screen")


def test_json_holds_every_effect_and_no_nan(found):
    told = json.loads(report.as_json(found.isel(replication=[0]), []))
    assert len(told["effects"]) == 30 * 3
    first = next(row for row in told["effects"] if row["factor"] == LONG)
    assert first["outcome"] == OUTCOMES[0]
    assert first["chance"] is None
    assert first["mu_star"] == pytest.approx(3e6, rel=1e-3)


def test_the_folder_holds_page_table_and_figure(found, tmp_path):
    files = report.write(found, tmp_path, command="carefunds screen")
    assert [file.name for file in files] == [
        "summary.txt", "screening.md", "screening.csv", "importance.png",
    ]  # fmt: skip
    assert files[-1].with_suffix(".svg").stat().st_size > 5000
    rows = list(csv.DictReader(files[2].read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 90
    assert [row["rank"] for row in rows[:4]] == ["1", "1", "1", "2"]
