"""The report, as the commands write it and write it again."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app
from carefunds_sim.dataset.store import open_results

SCENARIOS = [
    f"typical_council/{arrangement}/{squeeze}"
    for squeeze in ("none", "deep_cut")
    for arrangement in ("separate", "pooled")
]
SMALL = ["--years", "2", "--replications", "3", "--scale", "0.03", "--workers", "1"]


def call(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A small comparison's folder, as the command leaves it; not to be written into."""
    folder = tmp_path_factory.mktemp("study") / "made"
    done = call("compare", *SCENARIOS, *SMALL, "-o", folder)
    assert done.exit_code == 0, done.stderr
    assert f"Open first: {folder / 'report.html'}" in " ".join(done.stderr.split())
    return folder


@pytest.fixture
def copy(study, tmp_path):
    """A copy of it, with nothing but the dataset."""
    folder = tmp_path / "again"
    folder.mkdir()
    shutil.copy(study / "results.nc", folder)
    return folder


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def page(folder) -> Page:
    return Page((folder / "report.html").read_text(encoding="utf-8"))


def test_a_report_made_again_from_the_dataset_alone_is_the_same(study, copy):
    assert call("report", copy, "--quiet").exit_code == 0
    first, again = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*")
         if file.is_file() and file.suffix not in (".nc", ".log")}
        for folder in (study, copy)
    )  # fmt: skip
    assert sorted(first) == sorted(again)
    assert [name for name in first if first[name] != again[name]] == []


def test_the_page_needs_nothing_from_elsewhere(study):
    text = (study / "report.html").read_text(encoding="utf-8")
    fetching = re.findall(r"""(?:src|href|url\()\s*=?\s*["']?(https?:[^"')]*)""", text)
    assert {found for found in fetching if "www.w3.org" not in found} == set()
    assert not page(study).all("script")
    assert not page(study).all("img")


def test_the_page_can_be_read_by_everybody(study):
    made = page(study)
    names = [attrs["id"] for _, attrs in made.elements if "id" in attrs]
    assert len(names) == len(set(names))
    links = {str(attrs["href"]) for attrs in made.all("a")}
    assert {link[1:] for link in links if link.startswith("#")} <= set(names)
    assert all(attrs.get("scope") in ("col", "row") for attrs in made.all("th"))
    assert all(attrs.get("aria-label") for attrs in made.all("svg"))
    assert len(made.all("caption")) == len(made.all("table"))
    assert len(made.all("h1")) == 1


def test_the_report_answers_in_five_sentences_that_name_the_squeezes(study):
    words = " ".join(" ".join(page(study).words).split())
    assert "The answer in five sentences" in words
    assert "instead of separate budgets?" in words
    assert "under a deep cut to older people's social care" in words
    assert "The ranges cover chance over 3 replications" in words


@pytest.mark.slow
def test_one_squeeze_has_a_report_and_a_dataset_of_its_own(copy):
    done = call("report", copy, "--squeeze", "deep_cut")
    assert done.exit_code == 0, done.stderr
    found = open_results(copy / "deep_cut")
    assert set(found["squeeze"].values) == {"deep_cut"}
    assert "No squeeze" not in " ".join(page(copy / "deep_cut").words)
    assert not (copy / "report.html").exists()


@pytest.mark.slow
def test_another_baseline_can_be_chosen(copy):
    done = call("report", copy, "--baseline", "pooled", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert {gap["baseline"] for gap in told["differences"]} == {"pooled"}
    assert "instead of a pooled fund?" in " ".join(page(copy / "against_pooled").words)


@pytest.mark.parametrize(
    ("option", "name", "says"),
    [
        ("--squeeze", "deep_cutt", "no squeeze of these results is called 'deep_cutt'"),
        ("--area", "london", "no area of these results is called 'london'"),
        (
            "--baseline",
            "trust",
            "no arrangement, squeeze, area or scenario of these results is called 'trust'",
        ),
    ],
)
def test_a_name_that_is_not_there_is_refused(copy, option, name, says):
    done = call("report", copy, option, name)
    assert done.exit_code == 2
    assert says in done.stderr
    assert [file.name for file in copy.iterdir()] == ["results.nc"]


def test_a_share_is_never_written_over_the_whole(copy):
    before = (copy / "results.nc").read_bytes()
    done = call("report", copy, "--squeeze", "none", "-o", copy)
    assert done.exit_code == 2
    assert (copy / "results.nc").read_bytes() == before


def test_a_file_that_cannot_be_replaced_is_told_and_the_results_are_safe(copy):
    (copy / "report.html").write_text("of another study", encoding="utf-8")
    (copy / "results.xlsx").mkdir()
    before = (copy / "results.nc").read_bytes()
    done = call("report", copy)
    assert done.exit_code == 3
    assert "it is a folder, where a file belongs" in " ".join(done.stderr.split())
    assert f"carefunds report {copy}" in " ".join(done.stderr.split())
    assert (copy / "results.nc").read_bytes() == before
    assert not (copy / "report.html").exists()


def test_a_folder_without_results_is_refused(tmp_path):
    done = call("report", tmp_path)
    assert done.exit_code == 2
    assert "no results at" in done.stderr


@pytest.mark.slow
def test_one_scenario_gets_the_same(tmp_path):
    done = call("run", "one_pot", "--years", 2, "--replications", 3, "-o", tmp_path / "pot")
    assert done.exit_code == 0, done.stderr
    words = " ".join(" ".join(page(tmp_path / "pot").words).split())
    assert "in 'One fixed pot split between hospital beds and care packages'?" in words


def test_a_run_can_leave_no_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("run", "one_queue", "--years", 1, "--no-files").exit_code == 0
    assert list(tmp_path.iterdir()) == []
