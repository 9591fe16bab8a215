"""What is added from outside: how it is registered, loaded, named and refused."""

from __future__ import annotations

import pickle
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

import carefunds_sim as cf
from carefunds_sim import extension
from carefunds_sim.dataset.build import Columns, own_variables
from carefunds_sim.dataset.outcomes import all_outcomes
from carefunds_sim.engines.event_hooks import call_hooks
from carefunds_sim.experiments.executors.task import Study
from carefunds_sim.extension import DECISION_RULES, EVENT_HOOKS, FIGURES, Registry
from carefunds_sim.report.chapters.own_figures import own_figures
from carefunds_sim.report.document import Results
from carefunds_sim.scenario.load import load_scenario

pytestmark = pytest.mark.usefixtures("extensions")
RULE = "import carefunds_sim as cf\n@cf.decision_rule\ndef mine(view):\n    return []\n"
ABOUT: dict[str, Any] = {"unit": "days", "title": "Mine", "definition": "What I count"}


def written(folder: Path, text: str = RULE, name: str = "rules.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_loaded_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = cf.load_extension(path)
    first = DECISION_RULES.get("mine").decide
    assert (found.name, found.sha256) == ("rules.py", sha256(path.read_bytes()).hexdigest())
    assert cf.load_extension(path) == found
    assert DECISION_RULES.get("mine").decide is first
    written(tmp_path, RULE.replace("mine", "yours"))
    assert cf.load_extension(path) != found
    assert DECISION_RULES.names() == ["yours"], "what is gone from the file is gone"
    assert [one["file"] for one in extension.used()] == ["rules.py"]


def test_two_files_cannot_register_one_name(tmp_path: Path) -> None:
    cf.load_extension(written(tmp_path))
    said = (
        r"other\.py:[23]: cannot be loaded: ArgumentError: the decision rule 'mine' is "
        r"registered by .*rules\.py already"
    )
    with pytest.raises(cf.ScenarioError, match=said):
        cf.load_extension(written(tmp_path, name="other.py"))
    assert [one["file"] for one in extension.used()] == ["rules.py"]


def test_a_session_may_define_again_what_it_has_defined() -> None:
    for answer in ([], []):
        cf.decision_rule(name="mine")(lambda _view, answer=answer: answer)
    assert DECISION_RULES.names() == ["mine"]
    assert extension.only_here() == ["mine"]


@pytest.mark.parametrize("name", ["", "Mine", "9lives", "a b", "<lambda>", "x" * 61])
def test_a_name_is_one_that_a_file_can_hold(name: str) -> None:
    registry: Registry[int] = Registry("decision rule")
    with pytest.raises(cf.ArgumentError, match="the name of a decision rule must be small letters"):
        registry.add(name, 1, len)


@pytest.mark.parametrize(
    "text", [b"x = '\xff'\n", b"\0", b"raise SystemExit(3)\n", b"import no_such"]
)
def test_whatever_is_wrong_with_a_file_is_a_fault_in_it(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "wrong.py"
    path.write_bytes(text)
    with pytest.raises(cf.ScenarioError, match=r"wrong\.py:1: (is not Python|cannot be loaded)"):
        cf.load_extension(path)
    with pytest.raises(cf.ScenarioError, match=r"must be a Python file that registers something"):
        cf.load_extension(tmp_path)


def test_an_installed_package_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def load() -> Any:
        asked.append(1)
        cf.decision_rule(name="installed")(lambda _view: [])
        return SimpleNamespace(__file__=str(written(tmp_path)))

    point = SimpleNamespace(name="my_package", load=load)
    monkeypatch.setattr(
        extension, "entry_points", lambda group: [point] * (group == extension.GROUP)
    )
    extension._state.installed = False
    assert DECISION_RULES.names() == DECISION_RULES.names() == ["installed"]
    assert asked == [1]
    [found] = extension.loaded()
    assert (found.name, found.installed) == ("my_package (rules.py)", True)
    assert extension.only_here() == []


def test_an_installed_package_that_cannot_be_loaded_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    point = SimpleNamespace(name="broken", load=lambda: 1 / 0)
    monkeypatch.setattr(extension, "entry_points", lambda group: [point])  # noqa: ARG005
    extension._state.installed = False
    with pytest.raises(
        cf.CarefundsError, match="the installed extension 'broken' cannot be loaded"
    ):
        DECISION_RULES.names()


def test_a_study_brings_its_extensions_to_another_process(tmp_path: Path) -> None:
    path = written(tmp_path)
    cf.load_extension(path)
    sent = pickle.dumps(Study((load_scenario("one_queue"),), 1, "simpy"))
    forget()
    assert DECISION_RULES.names() == []
    pickle.loads(sent)
    assert DECISION_RULES.names() == ["mine"]
    forget()
    written(tmp_path, RULE + "# otherwise\n")
    with pytest.raises(cf.CarefundsError, match=r"rules\.py .* has other text here"):
        pickle.loads(sent)
    forget()
    path.unlink()
    with pytest.raises(cf.CarefundsError, match=r"cannot be used by this worker: .* is not here"):
        pickle.loads(sent)


def forget() -> None:
    for registry in extension.REGISTRIES:
        registry._found.clear()
    extension._state.loaded.clear()


def test_an_outcome_stands_with_the_others_after_them() -> None:
    cf.outcome(**ABOUT, name="mine")(lambda _period: 1.0)
    assert all_outcomes()[-1].id == "mine"
    assert own_variables()["mine"].attrs | {"units": "days"} == own_variables()["mine"].attrs
    with pytest.raises(cf.ArgumentError, match="a dataset has a variable 'delayed_days' already"):
        cf.outcome(**ABOUT, name="delayed_days")(lambda _period: 1.0)
    with pytest.raises(cf.ArgumentError, match="no dimension 'servce'; did you mean 'service'"):
        cf.outcome(**ABOUT, name="other", dims=("servce",))(lambda _period: 1.0)


def test_a_stored_outcome_that_is_not_registered_is_said_to_be_missing() -> None:
    with pytest.raises(cf.ResultError, match="no outcome is registered as 'gone'"):
        Columns(SimpleNamespace(shape=lambda _variable: ()), ["gone"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            lambda _p: 1 / 0,
            r"it failed with ZeroDivisionError: .* \(test_extension\.py, line \d+\)",
        ),
        (lambda _p: "many", "it failed with ValueError"),
        (lambda _p: [1.0, 2.0], r"must return one number \(got shape \(2,\)\)"),
    ],
)
def test_an_outcome_s_function_is_held_to_what_it_says(found: Any, words: str) -> None:
    cf.outcome(**ABOUT, name="mine")(found)
    period: Any = SimpleNamespace(run=None)
    with pytest.raises(cf.SimulationError, match=f"outcome 'mine': {words}"):
        all_outcomes()[-1].compute(period)


def test_an_outcome_along_services_has_a_number_for_each() -> None:
    names = SimpleNamespace(along=lambda dim: {"service": ("a", "b")}[dim])
    period: Any = SimpleNamespace(run=SimpleNamespace(names=names))
    for values, right in (([1.0, 2.0], True), ([1.0], False)):
        cf.outcome(**ABOUT, name="mine", dims=("service",))(lambda _p, values=values: values)
        if right:
            np.testing.assert_array_equal(all_outcomes()[-1].compute(period), values)
        else:
            with pytest.raises(cf.SimulationError, match=r"an array of shape \(2,\) along service"):
                all_outcomes()[-1].compute(period)


def test_figures_are_a_chapter_that_says_what_they_show() -> None:
    results = Results(xr.Dataset())
    assert own_figures(results) is None

    @cf.figure
    def mine(_dataset: xr.Dataset) -> Figure:
        """What I see.

        And more.
        """
        return Figure()

    chapter = own_figures(results)
    assert chapter is not None
    drawn = chapter.parts[-1].draw()  # type: ignore[union-attr, misc]
    assert drawn.get_label() == "What I see."
    with pytest.raises(cf.ArgumentError, match="a report has a figure 'capacity' already"):
        cf.figure(name="capacity")(mine)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda _dataset: "a picture", r"must return a matplotlib Figure or None \(got str\)"),
        (lambda dataset: dataset["no_such"], "it failed with KeyError"),
    ],
)
def test_a_figure_that_is_none_is_refused(draw: Any, words: str) -> None:
    cf.figure(name="mine")(draw)
    with pytest.raises(cf.CarefundsError, match=f"figure 'mine': {words}"):
        FIGURES.get("mine")(xr.Dataset())


def test_a_hook_that_fails_is_named() -> None:
    cf.event_hook(name="mine")(lambda _event, _run: 1 / 0)
    run: Any = SimpleNamespace(events=[1])
    with pytest.raises(cf.SimulationError, match="event hook 'mine': it failed with ZeroDivision"):
        call_hooks(run)
    assert EVENT_HOOKS.names() == ["mine"]
