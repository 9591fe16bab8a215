r"""Text that others wrote, where it is shown: in a terminal, in a cell of a spreadsheet.

Files say what a title may hold; stored results, file names and values that are refused may hold
anything.
"""

from __future__ import annotations

import re

UNPRINTABLE = (
    r"\u0000-\u001f\u007f-\u009f"  # control characters, with which a terminal is steered
    r"\u2028\u2029\u202a-\u202e\u2066-\u2069"  # other line ends, and turns of direction
    r"\ufffe\uffff"  # no characters, which XML does not take
)
"""Characters that are shown nowhere, inside a regular expression's ``[]``."""

_UNPRINTABLE = re.compile(rf"[{UNPRINTABLE}\ud800-\udfff]")
_FORMULA = re.compile(r"[=+\-@\uff1d\uff0b\uff0d\uff20]")


def printable(text: str, *, lines: bool = False) -> str:
    r"""Return a text that steers no terminal: what is unprintable is written as ``\x1b`` is.

    With ``lines`` the ends of lines stay.
    """
    return _UNPRINTABLE.sub(lambda c: c[0] if lines and c[0] == "\n" else _escaped(c[0]), text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def cell(text: str) -> str:
    """Return a text that a spreadsheet takes as text: what would be a formula has a ``'`` first."""
    shown = printable(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown
