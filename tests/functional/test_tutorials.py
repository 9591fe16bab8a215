"""What tutorials show of commands is what the commands print."""

from __future__ import annotations

import re
import shlex
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from reference.written import commands
from typer.testing import CliRunner

from carefunds_sim.cli.app import app
from carefunds_sim.report import folder

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(
    r"^```(?:yaml\n# (?P<file>[\w-]+\.yaml)|text\n\$ carefunds (?P<command>.+)|python)\n"
    r"(?P<text>(?:.*\n)*?)```$(?:\n\n```text\n(?!\$)(?P<gives>(?:.*\n)*?)```$)?",
    re.MULTILINE,
)
SHOWN = re.compile(r"(?:^\$ |^|`)carefunds ([a-z][a-z-]*)([^`\n#]*)", re.MULTILINE)
LEFT_OUT = re.compile(r"^\.\.\.$\n?", re.MULTILINE)
ON_ONE_PROCESS = {"run", "compare", "sweep"}
QUICK = ["tutorial/teaching-session.md"]
SLOW = ["tutorial/first-study.md", "tutorial/sweep.md"]


def played(page: str) -> list[tuple[str, list[str], str]]:
    """Return each command of a page with what the page shows of it, and what it prints.

    Files that the page has are written before the commands that follow them.
    """
    found = []
    for block in BLOCK.finditer((DOCS / page).read_text(encoding="utf-8")):
        if block["file"]:
            Path(block["file"]).write_text(block["text"], encoding="utf-8")
            continue
        if not block["command"]:
            found.append(("python", [block["gives"] or ""], _given_by(block["text"])))
            continue
        words = shlex.split(block["command"])
        alone = ["--workers", "1"] if words[0] in ON_ONE_PROCESS else []
        printed = CliRunner().invoke(app, [*words, *alone])
        assert printed.exit_code == 0, printed.output
        found.append(
            (f"carefunds {block['command']}", LEFT_OUT.split(block["text"]), printed.stdout)
        )
    return found


def _given_by(code: str) -> str:
    said = StringIO()
    with redirect_stdout(said):
        exec(code, {})
    return said.getvalue()


def in_order(parts: list[str], text: str) -> bool:
    """Tell whether the parts stand in a text, one after the other."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


@pytest.mark.parametrize(
    "page", [*QUICK, *(pytest.param(page, marks=pytest.mark.slow) for page in SLOW)]
)
def test_a_tutorial_shows_what_its_commands_print(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if page in QUICK:  # what is written into the folder is tested elsewhere, and takes long to draw
        monkeypatch.setattr(folder, "write", lambda _results, home, **_: [home / folder.REPORT])
    for command, shown, printed in played(page):
        assert in_order(shown, printed), f"{command} prints\n\n{printed}"


@pytest.mark.parametrize("page", sorted(DOCS.glob("*/*.md")), ids=lambda page: page.stem)
def test_commands_that_pages_show_are_commands_with_such_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name, rest in SHOWN.findall(text):
        assert name in commands(), f"{page.name}: {name}"
        told = CliRunner().invoke(app, [name, "--help"]).output
        for option in re.findall(r"(?<=\s)--?[a-zA-Z][\w-]*", rest):
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", told), f"{page.name}: {name} {option}"


def test_parts_must_stand_in_order() -> None:
    assert in_order(["a\n", "c\n"], "a\nb\nc\n")
    assert not in_order(["c\n", "a\n"], "a\nb\nc\n")
