"""What the page on extending says is carried out on a copy of the package, and works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "extend.md"
STEP = re.compile(
    r"^(?:New file|In) `(?P<file>[^`]+)`(?:, (?P<where>below|above|instead of) `(?P<line>[^`]+)`)?:"
    r"\n\n```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SMALL = "--scale 0.02 --years 1 --replications 2 --workers 1"


@pytest.fixture(scope="module")
def extended(tmp_path_factory) -> Path:
    """Return a checkout in which every recipe has been followed."""
    root = tmp_path_factory.mktemp("extended")
    for folder in ("carefunds_sim", "scenarios"):
        hidden = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, root / folder, ignore=hidden)
    for step in STEP.finditer(PAGE.read_text(encoding="utf-8")):
        follow(root, step)
    return root


def follow(root: Path, step: re.Match[str]) -> None:
    file, line, text = root / step["file"], step["line"], step["text"]
    if line is None:
        assert not file.exists(), file
        file.write_text(text, encoding="utf-8")
        return
    before = file.read_text(encoding="utf-8")
    assert before.count(f"{line}\n") == 1, f"{step['file']} has no line, or several: {line}"
    now = {"below": f"{line}\n{text}", "above": f"{text}{line}\n", "instead of": text}
    file.write_text(before.replace(f"{line}\n", now[step["where"]]), encoding="utf-8")


def carefunds(root: Path, words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "carefunds_sim", *words.split()],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_has_a_recipe_for_each_kind_of_thing() -> None:
    page = PAGE.read_text(encoding="utf-8")
    recipes = page.split("\n## ")[1:]
    assert [recipe.partition("\n")[0] for recipe in recipes] == [
        "Add an outcome", "Add an analysis", "Add a figure", "Add a command",
        "Add a kind of squeeze", "Add a service", "Add a rule of an arrangement",
    ]  # fmt: skip
    assert all(STEP.search(recipe) for recipe in recipes)


def test_no_recipe_touches_more_files_of_the_package_than_the_page_promises() -> None:
    page = PAGE.read_text(encoding="utf-8")
    promised = dict(re.findall(r"^\| (an? [a-z ]+) \| (\d)", page, re.MULTILINE))
    for recipe in page.split("\n## Add ")[1:]:
        files = {step["file"] for step in STEP.finditer(recipe)}
        touched = [file for file in files if file.startswith("carefunds_sim/")]
        assert len(touched) == int(promised[recipe.partition("\n")[0]])


def test_command_service_squeeze_and_outcome_work(extended: Path) -> None:
    assert carefunds(extended, "years one_queue --years 3") == "2010 to 2012\n"
    listed = carefunds(extended, "list")
    assert all(name in listed for name in ("standstill", "step_down", "half_charge"))
    assert "stands still" in carefunds(extended, "show standstill")
    assert "Step-down beds" in carefunds(extended, "show step_down")
    code = (
        "from carefunds_sim.dataset.outcomes import OUTCOMES\n"
        "from carefunds_sim.report.analyses.registry import ANALYSES\n"
        "from carefunds_sim.report.figures import FIGURES\n"
        "assert 'starts_per_1000' in [one.id for one in OUTCOMES]\n"
        "assert 'median_of_points' in ANALYSES\n"
        "assert 'deaths_by_year' in FIGURES\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=extended, check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(extended)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_rule_figure_outcome_and_analysis_work(extended: Path) -> None:
    """It compiles the engine again, because a file of the model has changed."""
    assert "Step-down beds" in carefunds(extended, "run step_down --replications 2 --no-files")
    carefunds(extended, f"run typical_council/half_charge/standstill {SMALL} -o made")
    assert (extended / "made" / "figures" / "deaths_by_year.png").is_file()
    assert "starts_per_1000" in (extended / "made" / "outcomes.csv").read_text(encoding="utf-8")
    assert "charge_waived" in carefunds(extended, "show half_charge --verbose")
    carefunds(extended, f"sweep squeeze_ladder {SMALL} -o swept")
    analysed = carefunds(extended, "analyse swept median_of_points")
    assert "Median over points" in analysed
