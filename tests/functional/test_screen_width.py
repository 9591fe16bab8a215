"""What commands print fits the terminal they are given, and can be read in its letters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reference.written import commands
from typer.testing import CliRunner

from carefunds_sim.cli.app import app

WIDTHS = (60, 100)
ONCE = ["--years", "1", "--replications", "2", "--workers", "1"]
DATED = "extends: one_queue\nname: dated\ntitle: Dated\ntimetable:\n" + "".join(
    f"  step_{i}: {{month: 201{i}-04, set: {{area.services.hospital.capacity: {20 + i}}}}}\n"
    for i in range(10)
)
FAULTY = "kind: squeeze\nname: wrong\ntitle: Wrong\nabuot: a misspelt key\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file that has faults, and one with more changes than a console says."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "wrong.yaml").write_text(FAULTY, encoding="utf-8")
    (folder / "dated.yaml").write_text(DATED, encoding="utf-8")
    return folder


def too_long(said: str, width: int) -> list[str]:
    """Return lines wider than a terminal that could have been broken."""
    return [line for line in said.splitlines() if len(line) > width and len(line.split()) > 1]


@pytest.fixture
def fits(home: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command at a width; nothing that it prints may be wider."""
    monkeypatch.chdir(home)

    def ran(width: int, *words: str, code: int = 0) -> str:
        runner = CliRunner(env={"COLUMNS": str(width)})
        done = runner.invoke(app, list(words), terminal_width=width)
        assert done.exit_code == code, done.output
        assert not too_long(done.output, width)
        return done.output

    return ran


SHOWN = [
    "list", "loops", "loops -v", "stocks", "stocks --view complete -v", "routes",
    "show pooled", "show pooled -v", "show typical_council",
    "show london_borough -v", "show winter_grants", "show none -v", "show blocking",
    "show typical_council/care_trust/deep_cut", "show quick", "show what_matters -v",
    "paths", "paths capacity --scenario blocking",
    "show dated.yaml", "show dated.yaml -v", "validate dated.yaml",
    "validate blocking.yaml", "trace blocking --years 1 --person 40", "trace blocking --years 1",
    "run one_queue --no-files " + " ".join(ONCE),
    "compare blocking blocking_with_step --no-files " + " ".join(ONCE),
]  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_what_a_command_shows_fits(fits, home, width):
    shipped = Path(__file__).parents[2] / "scenarios" / "lessons" / "blocking.yaml"
    (home / "blocking.yaml").write_bytes(shipped.read_bytes())
    for words in SHOWN:
        assert fits(width, *words.split())


@pytest.mark.parametrize("width", WIDTHS)
def test_help_fits(fits, width):
    fits(width, "--help")
    for name in commands():
        fits(width, name, "--help")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "words",
    [
        "run one_qeue", "run no/such/triple", "schema areas", "run one_queue --precision 5",
        "run one_queue --nonsense", "compare --quick one_queue", "analyse nowhere",
        "trace one_queue --years 1 --person 99999999",
    ],
)  # fmt: skip
def test_errors_fit(fits, width, words):
    assert fits(width, *words.split(), code=2)


def test_a_fault_keeps_its_line_where_no_person_reads_it(home, monkeypatch):
    monkeypatch.chdir(home)
    done = CliRunner(env={"COLUMNS": "60"}).invoke(app, ["validate", "wrong.yaml"])
    assert done.exit_code == 2
    assert all(line.startswith("wrong.yaml:") for line in done.stderr.splitlines())


def test_trace_names_a_person_and_the_command_leads_to_them(fits):
    said = fits(100, "trace", "blocking", "--years", "1", "--seed", "7")
    reason, command = " ".join(said.split()).partition("Person ")[2].split(": carefunds ")
    assert "in a hospital bed for intermediate care" in reason
    person = reason.split()[0]
    story = fits(100, *command.split())
    assert story.startswith(f"Person {person} in blocking")
    assert "waiting for intermediate care" in story


def test_a_number_that_is_nobodys_is_answered_with_somebody(fits):
    said = " ".join(
        fits(100, "trace", "blocking", "--years", "1", "--person", "99999999", code=2).split()
    )
    assert "there are 0 to " in said
    assert "in a hospital bed for intermediate care: try --person " in said


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_lacks_a_letter_gets_others(tmp_path, encoding):
    title = "\u00a31 or 5 \u00b1 2 \u2013 a title \u2192 caf\u00e9"
    (tmp_path / "mine.yaml").write_text(
        f"extends: one_queue\nkind: scenario\nname: mine\ntitle: {title}\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "carefunds_sim", "show", "mine.yaml"], cwd=tmp_path, check=False,
        capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first = done.stdout.decode(encoding).splitlines()[0]
    spelt = {
        "ascii": "GBP 1 or 5 +- 2 - a title -> cafe",
        "cp1252": title.replace("\u2192", "->"),
        "utf-8": title,
    }
    assert first == spelt[encoding]
