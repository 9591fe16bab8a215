"""The command line, as a person or a program meets it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app
from carefunds_sim.cli.folders import RESULTS, folder_of, safe
from carefunds_sim.dataset.event_table import COLUMNS
from carefunds_sim.dataset.store import open_results

SHORT = ["--years", "1", "--replications", "2", "--workers", "1"]
NO_FILES = (*SHORT, "--no-files")
FORTY = ["--replications", "40"]
AS_PRECISE = ["--precision", "1%", "--on", "bed_days"]


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the command in an empty folder; the answer has exit_code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, list(words))


def python(*words, cwd=None):
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )


def as_process(*words, cwd):
    code = "from carefunds_sim.cli import main; main()"
    return python("-c", code, *words, cwd=cwd)


def test_help_and_list_load_nothing_heavy():
    code = (
        "import sys; sys.argv = ['carefunds', *sys.argv[1:]]\n"
        "from carefunds_sim.cli import main\n"
        "try: main()\n"
        "finally:\n"
        "    heavy = {'scipy', 'xarray', 'matplotlib', 'simpy', 'pandas', 'numba'}\n"
        "    heavy |= {'pydantic'} if sys.argv[1] == '--help' else set()\n"
        "    heavy &= set(sys.modules)\n"
        "    assert not heavy, heavy\n"
    )
    for word in ("--help", "list"):
        started = time.monotonic()
        done = python("-c", code, word)
        assert done.returncode == 0, done.stderr
        assert time.monotonic() - started < 5


def test_list_names_what_is_shipped(call):
    done = call("list")
    assert done.exit_code == 0
    for name in ("one_queue", "deep_cut", "four_arrangements"):
        assert name in done.stdout


def test_show_tells_every_number_with_its_evidence(call):
    done = call("show", "one_queue", "-v")
    assert done.exit_code == 0
    assert "area.services.ward.capacity" in done.stdout or "capacity =" in done.stdout
    assert "assumed (E): A teaching network" in " ".join(done.stdout.split())
    assert "4 numbers: 4 assumed (E)" in done.stdout


DATED = """\
extends: one_queue
name: dated
title: Dated
timetable:
"""
STEP = "  step_{0}: {{month: 201{0}-04, set: {{area.services.hospital.capacity: {1}}}}}\n"


def test_what_changes_during_a_run_is_shown_counted_and_run(call, tmp_path):
    steps = "".join(STEP.format(i, 20 + i) for i in range(10))
    (tmp_path / "dated.yaml").write_text(DATED + steps, encoding="utf-8")
    shown = call("show", "dated.yaml").stdout
    assert "What changes during the run\n - From April 2010: area: Hospital ward, " in shown
    assert shown.count(" - From April") == 8
    assert "   and 2 more\n" in shown
    assert call("show", "dated.yaml", "-v").stdout.count(" - From April") == 10
    ran = call("run", "dated.yaml", "--years", "2", *NO_FILES).stdout
    assert ran.startswith("What changes during the run\n")
    assert "What changes" not in call("show", "one_queue").stdout


def test_run_says_what_its_numbers_rest_on(call):
    assert "Numbers behind this: 4 assumed (E)." in call("run", "one_queue", *NO_FILES).stdout


def test_run_prints_waits_use_and_throughput(call, tmp_path):
    done = call("run", "one_queue", *NO_FILES)
    assert done.exit_code == 0, done.stderr
    assert "Mean wait" in done.stdout
    assert "Hospital ward" in done.stdout
    assert not list(tmp_path.iterdir())


def test_run_says_first_what_it_does(call):
    done = call("run", "one_queue", *NO_FILES)
    assert "1 scenario x 2 replications = 2, on 1 process; seed 1" in done.stderr


def test_json_is_one_object_and_nothing_else(call):
    done = call("run", "one_queue", "--json", *NO_FILES)
    assert done.exit_code == 0
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert found["scenarios"][0]["outcomes"]["cost_total"]["mean"] is None
    assert found["scenarios"][0]["outcomes"]["bed_days"]["mean"] > 0


def test_the_same_seed_prints_the_same_and_another_seed_does_not(call):
    one, again, other = (call("run", "one_queue", "--json", "--seed", s, *NO_FILES).stdout
                         for s in ("3", "3", "4"))  # fmt: skip
    assert one == again
    assert json.loads(one)["scenarios"] != json.loads(other)["scenarios"]


def test_results_are_written_where_asked_and_read_back(call, tmp_path):
    done = call("compare", "blocking", "blocking_with_step", "-o", "out", *SHORT)
    assert done.exit_code == 0, done.stderr
    names = {path.relative_to(tmp_path / "out").as_posix() for path in
             (tmp_path / "out").rglob("*") if path.is_file()}  # fmt: skip
    assert {"summary.txt", "outcomes.csv", "monthly.csv", "results.nc"} <= names
    assert "figures/delayed_over_time.png" in names
    assert "Open first" in done.stderr
    dataset = open_results(tmp_path / "out")
    assert list(dataset["scenario"].values) == ["blocking", "blocking_with_step"]
    assert dataset.attrs["command"].startswith("carefunds")
    summary = (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8")
    assert summary == done.stdout


def test_quiet_says_nothing_but_results(call):
    assert call("run", "one_queue", "--quiet", *NO_FILES).stderr == ""


def test_trace_writes_the_columns_that_animation_tools_read(call, tmp_path):
    done = call("trace", "one_queue", "--years", "1", "-o", "log/events.csv")
    assert done.exit_code == 0, done.stderr
    with (tmp_path / "log" / "events.csv").open(encoding="utf-8", newline="") as page:
        rows = list(csv.DictReader(page))
    assert list(rows[0]) == list(COLUMNS)
    times = [float(row["time"]) for row in rows]
    assert times == sorted(times)


def test_trace_tells_one_person(call, tmp_path):
    done = call("trace", "one_queue", "--years", "1", "--person", "40")
    assert done.exit_code == 0, done.stderr
    assert "Person 40" in done.stdout
    assert not list(tmp_path.iterdir())


def test_schema_is_json(call):
    assert json.loads(call("schema", "arrangement").stdout)["$schema"]


BAD = [
    ("run", "one_qeue"),
    ("run", "missing.yaml"),
    ("run", "no/such/triple"),
    ("compare", "nothing_like_it"),
    ("compare", "one_queue", "blocking", "--baseline", "blockng"),
    ("compare", "--quick", "one_queue"),
    ("run", "one_queue", "--engine", "simpi"),
    ("run", "one_queue", "--years", "0"),
    ("run", "one_queue", "--seed", "-1"),
    ("run", "one_queue", "--replications", "none"),
    ("run", "one_queue", "--workers", "0"),
    ("run", "one_queue", "--scale", "nan"),
    ("run", "one_queue", "--scale", "inf"),
    ("run", "one_queue", "--precision", "5"),
    ("run", "one_queue", "--precision", "little"),
    ("run", "one_queue", "--precision", "nan"),
    ("run", "one_queue", "--precision", "5%", "--replications", "3"),
    ("run", "one_queue", "--precision", "5%", "--on", "bed_day"),
    ("run", "one_queue", "--precision", "5%", "--on", "cost_total", "--years", "1"),
    ("run", "one_queue", "--precision", "5%", "--most", "5"),
    ("run", "one_queue", "--on", "bed_days"),
    ("run", "one_queue", "--most", "50"),
    ("show", "one_qeue"),
    ("schema", "areas"),
    ("trace", "one_queue", "--years", "1", "--person", "99999999"),
    ("validate", "missing.yaml"),
    ("nonsense",),
    ("run", "one_queue", "--nonsense"),
]


@pytest.mark.parametrize("words", BAD, ids=" ".join)
def test_bad_input_is_told_plainly_with_code_2_and_nothing_written(call, tmp_path, words):
    done = call(*words)
    assert done.exit_code == 2, (done.stdout, done.stderr, done.exception)
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


FAULTY = """\
kind: squeeze
name: wrong
title: Wrong
abuot: a misspelt key
"""


def test_validate_names_every_fault_with_its_line(call, tmp_path):
    (tmp_path / "wrong.yaml").write_text(FAULTY, encoding="utf-8")
    done = call("validate", "wrong.yaml")
    assert done.exit_code == 2
    assert "wrong.yaml:4: abuot" in done.stderr
    assert "did you mean 'about'" in done.stderr
    assert len(done.stderr.splitlines()) > 2


def test_validate_tells_of_all_files_also_of_missing_ones(call, tmp_path):
    (tmp_path / "wrong.yaml").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "good.yaml").write_text("extends: deep_cut\n", encoding="utf-8")
    done = call("validate", "missing.yaml", "good.yaml", "wrong.yaml", ".")
    assert done.exit_code == 2
    assert "OK  good.yaml" in done.stdout
    for said in ("missing.yaml:1: there is no such file", "wrong.yaml:4: abuot", ".:1: this is a"):
        assert said in done.stderr


def test_own_files_are_shown_alone_and_in_a_triple(call, tmp_path):
    text = "extends: deep_cut\ntitle: Our own cut\n"
    (tmp_path / "own.json").write_text(json.dumps({"extends": "deep_cut", "title": "Our own cut"}))
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    for name in ("own.yaml", "own.json", f"county/separate/{tmp_path.as_posix()}/own.yaml"):
        done = call("show", name)
        assert done.exit_code == 0, done.stderr
        assert "Our own cut" in done.stdout
    done = call("show", "county/separate/missing.yaml")
    assert done.exit_code == 2
    assert done.stderr == "missing.yaml:1: there is no such file\n"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("area/pooled/none", "area_pooled_none"),
        ("", "study"), ("..", "study"), (".", "study"), ("../../x", "_.._x"), ("/etc/x", "_etc_x"),
        ("a\\b:c", "a_b_c"), ("con", "_con"), ("NUL.x", "_NUL.x"), ("console", "console"),
        ("name.", "name"), ("a\0b", "a_b"), ("\u00e9t\u00e9", "\u00e9t\u00e9"),
    ],
)  # fmt: skip
def test_results_stay_inside_their_folder_whatever_a_file_is_called(name, folder):
    assert folder_of(None, name) == RESULTS / folder


def test_long_names_have_folders_of_their_own_that_every_disk_takes():
    one, other = safe("\u00e9" * 2000), safe("\u00e9" * 2000 + "x")
    assert one != other
    assert len(one.encode()) < 200


def test_a_folder_that_is_a_file_is_refused_before_anything_runs(call, tmp_path):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    done = call("run", "one_queue", "-o", "taken", *SHORT)
    assert done.exit_code == 2
    assert "is a file" in done.stderr
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ("evidence", "-o"), ("xmile", "one_pot", "-o"), ("routes", "-o"),
        ("trace", "blocking", "-o"), ("loops", "-o", "loops.svg", "-o"),
        ("stocks", "-o", "stocks.svg", "-o"),
        ("export", "results", "-o"), ("pack", "results", "-o"),
        ("calibrate", "--check", "--page"), ("calibrate", "--check", "--forecast"),
        ("new-area", "--council", "x", "--population", "x.csv", "-o"),
    ],
)  # fmt: skip
def test_a_file_that_is_a_folder_is_refused_before_anything_is_done(call, tmp_path, words):
    (tmp_path / "results").mkdir()
    for given, said in (
        ("results", "cannot write results: it is a folder; name a file in it"),
        (f"{__file__}/page", f"{__file__} is a file"),
    ):
        done = call(*words, given)
        assert done.exit_code == 2
        assert said in " ".join(done.stderr.split())
        assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_broken_run_leaves_code_3_and_the_rest(call, tmp_path, monkeypatch):
    from carefunds_sim.experiments.executors.task import Failure, Study

    made = Study.run

    def one_broken(self, task, tick):
        broken = task.replication == 1
        return Failure(task, "lost a pound") if broken else made(self, task, tick)

    monkeypatch.setattr(Study, "run", one_broken)
    done = call("run", "one_queue", "-o", "out", *SHORT)
    assert done.exit_code == 3
    assert "lost a pound" in done.stdout
    assert (tmp_path / "out" / "results.nc").is_file()


def test_as_a_process_with_workers(tmp_path):
    done = as_process("run", "one_queue", "--json", "--no-files", "--years", "1",
                      "--replications", "2", "--workers", "2", cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    assert json.loads(done.stdout)["replications"] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send to another process")
@pytest.mark.usefixtures("signals_heard")
@pytest.mark.parametrize(
    ("workers", "amount", "said"),
    [
        ("2", FORTY, "INCOMPLETE (interrupted): 2 of 40 runs"),
        pytest.param("1", FORTY, "INCOMPLETE (interrupted): 2 of 40", marks=pytest.mark.slow),
        pytest.param("1", AS_PRECISE, "Interrupted after", marks=pytest.mark.slow),
        pytest.param("2", AS_PRECISE, "Interrupted after", marks=pytest.mark.slow),
    ],
)
def test_an_interrupted_study_keeps_what_is_finished(tmp_path, workers, amount, said):
    code = (
        "import signal, sys\n"
        "from carefunds_sim.cli import main\n"
        "from carefunds_sim.experiments.executors.task import Finished\n"
        "add = Finished.add\n"
        "def add_and_interrupt(self, task, answer):\n"
        "    add(self, task, answer)\n"
        "    if len(self) == 2: signal.raise_signal(signal.SIGINT)\n"
        "Finished.add = add_and_interrupt\n"
        "main()\n"
    )
    done = python("-c", code, "run", "one_queue", "--years", "2", *amount,
                  "--workers", workers, "-o", "out", cwd=tmp_path)  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert said in " ".join(done.stdout.split())
    assert int(open_results(tmp_path / "out")["completed"].sum()) == 2
    assert "Traceback" not in done.stderr


def test_a_long_wait_for_the_engine_is_explained(call, monkeypatch):
    monkeypatch.setattr(
        "carefunds_sim.experiments.replicate.warm_up", lambda _engine, say: say("Compiling.")
    )
    assert "Compiling.\n" in call("run", "one_queue", *NO_FILES).stderr
    assert call("run", "one_queue", "--json", *NO_FILES).stderr == ""


PRECISE = ("run", "one_queue", "--no-files", "--years", "1", "--precision", "5%", "--on",
           "bed_days")  # fmt: skip


def test_as_many_replications_as_the_precision_takes(call):
    done = call(*PRECISE, "--json", "--workers", "1")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    told = found["precision"]
    assert told["reached"]
    assert (told["outcome"], told["share"]) == ("bed_days", 0.05)
    assert "Hoad, Robinson and Davies" in told["algorithm"]
    assert found["replications"] == told["replications"] == told["scenarios"][0]["needed"]
    assert told["scenarios"][0]["share"] <= 0.05
    assert json.loads(call("run", "one_queue", "--json", *NO_FILES).stdout)["precision"] is None


def test_the_page_says_what_precision_was_asked_for_and_reached(call):
    done = call(*PRECISE, "--workers", "1")
    said = " ".join(done.stderr.split())
    assert "as many replications as it takes, 3 to 100, to know bed_days to 5%" in said
    page = " ".join(done.stdout.split())
    assert (
        "a half-width of the 95% interval of emergency bed days of at most 5% of the mean" in page
    )
    assert "the replications algorithm of Hoad, Robinson and Davies (2010)" in page


def test_a_precision_that_is_not_reached_is_said_and_no_failure(call):
    done = call(*PRECISE[:6], "0.1%", "--on", "bed_days", "--most", "8", "--workers", "1")
    assert done.exit_code == 0, done.stderr
    assert "NOT REACHED: 8 replications, all that were allowed" in " ".join(done.stdout.split())


def test_a_script_without_a_main_guard_works(tmp_path):
    script = tmp_path / "mine.py"
    script.write_text(
        "from carefunds_sim.experiments.replicate import run\n"
        "from carefunds_sim.scenario.load import load_scenario\n"
        "made = run(load_scenario('one_queue', years=1), replications=2, workers=2)\n"
        "print(made.sizes['replication'])\n",
        encoding="utf-8",
    )
    done = python(str(script))
    assert (done.returncode, done.stdout.strip()) == (0, "2"), done.stderr


def test_loops_are_told_and_drawn(call, tmp_path):
    assert "R8 Overspends wear trust away" in call("loops").stdout
    done = call("loops", "-o", "loops.svg")
    assert done.exit_code == 0, done.stderr
    assert "drawn from" in (tmp_path / "loops.svg").read_text(encoding="utf-8")
    for wrong in ("loops.pdf", "."):
        assert call("loops", "-o", wrong).exit_code == 2


def test_stocks_are_told_and_drawn(call, tmp_path):
    assert "Filled by: Trust is built" in call("stocks").stdout
    assert "Filled by: Growth, or a squeeze" in call("stocks", "--view", "complete").stdout
    done = call("stocks", "-o", "board.svg")
    assert done.exit_code == 0, done.stderr
    assert "drawn from" in (tmp_path / "board.svg").read_text(encoding="utf-8")
    for wrong in (["--view", "boards"], ["-o", "new.svg", "-o", "new.pdf"]):
        assert call("stocks", *wrong).exit_code == 2
    assert not (tmp_path / "new.svg").exists()


def test_routes_are_told_and_drawn(call, tmp_path):
    assert "when patience ends: Residential" in call("routes").stdout
    done = call("routes", "blocking", "-o", "routes.png")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "routes.png").stat().st_size > 5000
    assert call("routes", "no_such_area").exit_code == 2
