"""The pages of reference that the code itself writes, by what lies beside the documentation."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from carefunds_sim.cli.app import app
from carefunds_sim.report.figures.loops import write_loops
from carefunds_sim.report.figures.stocks import write_stocks
from carefunds_sim.scenario.stock_flow import View

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference"
PICTURES = DOCS / "pictures"
LOOPS, STOCKS, WORLDS = (
    DOCS / "background" / f"{name}.md" for name in ("loops", "stocks", "worlds")
)
sys.path.append(str(DOCS / "hooks"))

from reference_pages.commands import Command, commands_page  # noqa: E402
from reference_pages.files import files_page  # noqa: E402
from reference_pages.loops import loop_sections  # noqa: E402
from reference_pages.outcomes import outcomes_page  # noqa: E402
from reference_pages.parts import renewed  # noqa: E402
from reference_pages.pound import pound_page  # noqa: E402
from reference_pages.stocks import stock_tables  # noqa: E402
from reference_pages.worlds import worlds_part  # noqa: E402


def commands() -> dict[str, Command]:
    """Return the commands by name."""
    found = {each.name: each.callback for each in app.registered_commands}
    return {name: command for name, command in found.items() if name and command}


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": lambda: commands_page(commands()),
    "scenario-files.md": files_page,
    "outcomes.md": outcomes_page,
    "pound.md": pound_page,
    "../background/loops.md": lambda: renewed(LOOPS, loop_sections()),
    "../background/stocks.md": lambda: renewed(STOCKS, stock_tables()),
    "../background/worlds.md": lambda: renewed(WORLDS, worlds_part()),
}


def write() -> None:
    """Write every page anew, and draw the pictures of the two that show the model's structure."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8", newline="\n")
    write_loops([PICTURES / "loops.svg", PICTURES / "loops.png"])
    for view in View:
        write_stocks(view, [PICTURES / f"stocks_{view.word}.svg"], STOCKS)
