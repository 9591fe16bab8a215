"""The command line: it parses and calls, and calculates nothing."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the ``carefunds`` command."""
    from carefunds_sim.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a character shows '?'
    app(prog_name="carefunds")
