"""Results are written in the form of another program, as the page says."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.cli.app import app
from carefunds_sim.dataset.store import save

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "interoperability.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in which a sweep of two numbers lies where the page says."""
    monkeypatch.chdir(tmp_path)
    chance = np.random.default_rng(1)
    days = {"delayed_days": chance.random((6, 4, 2))}
    save(sweep_dataset(chance.random((6, 2)), days), tmp_path / "results/my_sweep/results.nc")
    return Path("results/my_sweep")


def exported(*arguments):
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


@pytest.mark.usefixtures("folder")
def test_the_examples_of_the_page_run(capsys):
    names = {}
    for example in EXAMPLES:
        exec(example, names)
    shown = capsys.readouterr().out
    assert "'f0', 'f1', 'scenario'" in shown
    assert "'num_vars': 2" in shown
    assert names["days"].shape == (24,)


def test_a_table_is_written_beside_the_results(folder):
    done = exported(folder)
    assert done.exit_code == 0
    assert "table.csv" in done.stderr
    assert len(pd.read_csv(folder / "table.csv")) == 48
    assert exported(folder / "results.nc", "-q").stderr == ""


def test_an_archive_is_written_where_it_is_asked_for(folder):
    done = exported(folder, "--to", "ema", "--replications", "-o", "there/sweep.tar.gz")
    assert done.exit_code == 0
    with tarfile.open("there/sweep.tar.gz") as archive:
        names = archive.getnames()
    assert names == ["experiments.csv", "delayed_days.csv", "metadata.json"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "csv", "--replications"], "it goes with --to ema"),
        (["--to", "excel"], "'excel' is not one of 'csv', 'parquet', 'ema'"),
        (["--monthly"], "no monthly numbers"),
    ],
)
def test_what_cannot_be_written_is_told(folder, arguments, told):
    done = exported(folder, *arguments)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())
    assert [file.name for file in folder.iterdir()] == ["results.nc"]


@pytest.mark.usefixtures("folder")
def test_a_folder_without_results_is_told():
    done = exported("results")
    assert done.exit_code == 2
    assert "no results at" in done.stderr
