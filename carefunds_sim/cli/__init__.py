"""The command line: it parses and calls, and calculates nothing.

Commands import what they run inside the function, so that ``--help`` starts quickly.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the ``carefunds`` command."""
    from carefunds_sim.cli.streams import INCOMPLETE, INTERRUPTED, guarded
    from carefunds_sim.interruption import heard, listen
    from carefunds_sim.screen import spelling_out

    output, _ = guarded("stdout"), guarded("stderr")
    spelling_out(sys.stdout, sys.stderr)
    listen()
    code: object = 0
    try:
        from carefunds_sim.cli.app import app

        app(prog_name="carefunds")
    except SystemExit as ended:
        code = ended.code
    except KeyboardInterrupt:
        code = INCOMPLETE
    except Exception:
        if not heard():
            raise
        print(INTERRUPTED, file=sys.stderr)
        code = INCOMPLETE
    sys.stdout.flush()
    if output is not None and output.refused:
        print(f"what was printed is not complete: {output.refused}", file=sys.stderr)
        code = code or INCOMPLETE
    raise SystemExit(code)
