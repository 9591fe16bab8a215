"""What is compiled is kept, and never mistaken for what was compiled from other sources."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carefunds_sim.engines import ENGINES, simulate, warm_up
from carefunds_sim.engines.compiled import engine
from carefunds_sim.engines.compiled.loop import simulate_months
from carefunds_sim.model import compiling
from carefunds_sim.scenario.load import compose, load_scenario


def test_a_change_of_any_source_is_kept_under_another_name(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(compiling.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = compiling.sources_digest(package)
    assert before == compiling.sources_digest(compiling.PACKAGE)
    for changed in ("vocabulary.py", "model/rules/worth.py", "engines/compiled/story.py"):
        source = package / changed
        source.write_text(source.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
        after = compiling.sources_digest(package)
        assert after != before
        before = after


def test_the_wait_for_compiling_is_explained_only_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    for complete in (True, False):
        monkeypatch.setattr(engine, "cache_is_complete", lambda is_so=complete: is_so)
        warm_up("compiled", said.append)
        assert len(said) == (0 if complete else 1)
    assert "Compiling" in said[0]


def test_the_engine_to_read_needs_no_warming_up() -> None:
    said: list[str] = []
    warm_up("simpy", said.append)
    assert said == []
    assert set(ENGINES) == {"compiled", "simpy"}


def test_one_compiled_form_serves_every_scenario() -> None:
    """Another form would be compiled in the middle of somebody's study."""
    simulate(load_scenario("blocking_with_step", years=1), engine="compiled", trace=True)
    for area in ("typical_council", "county"):
        small = compose(area, "pooled", "none", run={"scale": 0.01, "years": 1})
        simulate(small, engine="compiled")
    assert len(simulate_months.nopython_signatures) == 1  # type: ignore[attr-defined]
