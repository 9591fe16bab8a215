"""The pages of reference that the code itself writes, by what lies beside the documentation."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from carefunds_sim.cli.app import app

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference"
sys.path.append(str(DOCS / "hooks"))

from reference_pages.commands import Command, commands_page  # noqa: E402
from reference_pages.files import files_page  # noqa: E402
from reference_pages.outcomes import outcomes_page  # noqa: E402
from reference_pages.pound import pound_page  # noqa: E402


def commands() -> dict[str, Command]:
    """Return the commands by name."""
    found = {each.name: each.callback for each in app.registered_commands}
    return {name: command for name, command in found.items() if name and command}


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": lambda: commands_page(commands()),
    "scenario-files.md": files_page,
    "outcomes.md": outcomes_page,
    "pound.md": pound_page,
}


def write() -> None:
    """Write every page anew."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8", newline="\n")
