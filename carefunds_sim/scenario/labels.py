"""Names, titles and remarks in files: which characters they may hold, and how many.

A name stands in tables, file names and commands; a title in tables, figures and pages. Neither may
steer the program that shows it.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from carefunds_sim.errors import CarefundsError
from carefunds_sim.plain_text import UNPRINTABLE

NAME_LENGTH, TITLE_LENGTH, COMPOSED_LENGTH, TEXT_LENGTH = 60, 200, 1000, 20_000
"""Characters that a name, a title, one composed of several, and a remark may have."""

_NAME = rf"[a-z][a-z0-9_]{{0,{NAME_LENGTH - 1}}}"
_HYBRID = rf"{_NAME}( with {_NAME}(, {_NAME})* of {_NAME})*"
_ANY = rf"[^{UNPRINTABLE}]"
_VISIBLE = rf"[^\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff{UNPRINTABLE}]"

NAME = rf"^{_NAME}$"
ARRANGEMENT = rf"^{_HYBRID}$"
SCENARIO = rf"^{_HYBRID}(/{_HYBRID})*$"
LINE = rf"^{_ANY}*{_VISIBLE}{_ANY}*$"
TEXT = rf"^([\n\t]|{_ANY})*$"

_LIKE_NAMES = f"must be small letters, digits and '_', a letter first, at most {NAME_LENGTH}"
MUST_MATCH = {
    NAME: _LIKE_NAMES,
    ARRANGEMENT: _LIKE_NAMES,
    SCENARIO: f"{_LIKE_NAMES}, or several such names with '/' between them",
    LINE: "must be one line of text, not empty, without control characters",
    TEXT: "must be text without control characters",
}
"""What a text that does not match a pattern must be."""

Name = Annotated[str, Field(pattern=NAME)]
ArrangementName = Annotated[str, Field(pattern=ARRANGEMENT, max_length=COMPOSED_LENGTH)]
"""A name, or that of a hybrid: 'pooled with funds, sight of separate'."""

ScenarioName = Annotated[str, Field(pattern=SCENARIO, max_length=COMPOSED_LENGTH)]
"""A name, or those of the parts: area/arrangement/squeeze."""

Line = Annotated[str, Field(pattern=LINE, max_length=COMPOSED_LENGTH)]
"""One line: a name or path of a file, a key, a composed title."""

Title = Annotated[str, Field(pattern=LINE, max_length=TITLE_LENGTH)]
Text = Annotated[str, Field(pattern=TEXT, max_length=TEXT_LENGTH)]

_FIRST = re.compile(r"[^\W_]")
_LINE = re.compile(LINE)


def check_made(name: str, title: str) -> None:
    """Refuse a name or title, made in Python, that a table or a terminal would not show as text.

    A name may be any line that begins with a letter or a digit, such as ``38 beds``.

    Raises
    ------
    CarefundsError
        With what was found.
    """
    if name and not (_FIRST.match(name) and _LINE.match(name)):
        raise CarefundsError(
            f"a name must be one line of text that begins with a letter or a digit (got {name!a})"
        )
    if title and not _LINE.match(title):
        raise CarefundsError(
            f"a title must be one line of text without control characters (got {title!a})"
        )
