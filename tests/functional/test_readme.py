"""What the README promises is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_example_runs() -> None:
    (example,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", f"if __name__ == '__main__':\n{_indented(example)}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert float(re.findall(r"\d+\.\d+", done.stdout)[0]) > 0


def test_every_command_shown_is_a_command() -> None:
    shown = re.findall(r"^carefunds (\S+)", blocks("text")[0], re.MULTILINE)
    assert set(shown) == {
        "compare", "list", "show", "evidence", "validate", "run", "trace", "bench", "new-area",
        "schema", "screen", "routes", "loops", "stocks", "calibrate", "export", "attribute",
        "analyse", "sweep", "merge", "pack", "best", "report", "xmile", "paths",
        "population", "worlds",
    }  # fmt: skip
    for command in sorted(set(shown)):
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0, command


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_every_link_within_the_project_leads_somewhere(link: str) -> None:
    assert (ROOT / link).is_file()


def test_the_gate_runs_the_test_command_that_is_shown() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    command = next(block for block in blocks("sh") if "[test]" in block)
    assert '-e ".[test]"' in command
    assert "README.md" in gate


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
