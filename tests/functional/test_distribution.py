"""What is handed on: the sdist holds everything, the wheel is enough, and imports are declared."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("carefunds_bench", "carefunds_sim")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
COMES_WITH = {"distributed": "dask", "llvmlite": "numba", "markupsafe": "jinja2",
              "pydantic_core": "pydantic"}  # fmt: skip
"""What belongs to a package that is declared, and is its own business to require."""
FOR_TESTS = {"ciw"}
"""Measured beside, by ``carefunds bench``, where it is installed."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with an sdist and a wheel."""
    folder = tmp_path_factory.mktemp("built")
    words = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only git knows what is kept")
def test_the_sdist_holds_every_file_that_is_kept(built: Path) -> None:
    kept = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as opened:
        held = {name.partition("/")[2] for name in opened.getnames()}
    assert {name for name in kept if (ROOT / name).is_file()} <= held


def test_the_wheel_is_enough_wherever_it_is_run(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "elsewhere").mkdir()
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed"), "PYTHONSAFEPATH": "1"}
    for words in (
        ["list"],
        ["show", "typical_council"],
        ["run", "one_queue", "--engine", "simpy", "--years", "1", "--replications", "1"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "carefunds_sim", *words],
            cwd=tmp_path / "elsewhere",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "elsewhere/results/one_queue/report.html").is_file()
    assert (tmp_path / "installed/carefunds_sim/py.typed").is_file()
    assert (tmp_path / "installed/carefunds_bench/two_services.c").is_file()


def test_what_the_package_imports_is_declared() -> None:
    extras = PROJECT["optional-dependencies"]
    said = [*PROJECT["dependencies"], *extras["cluster"], *extras["parquet"]]
    declared = {plain(requirement) for requirement in said}
    providers = packages_distributions()
    undeclared = {
        module
        for module in imported() - FOR_TESTS - COMES_WITH.keys()
        if not declared & {plain(name) for name in providers.get(module, ())}
    }
    assert not undeclared
    for module, of in COMES_WITH.items():
        assert plain(of) in declared
        assert plain(module) in {plain(each) for each in requires(of) or ()}


def imported() -> set[str]:
    """Return the packages of others that ours import, wherever they do."""
    found: set[str] = set()
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {*PACKAGES}


def plain(requirement: str) -> str:
    """Return the name of a distribution as the index has it."""
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-").replace(".", "-")
