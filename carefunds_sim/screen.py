"""Lines for the screen: as wide as there is room, in letters that can be shown."""

from __future__ import annotations

import codecs
import os
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from typing import TextIO

from carefunds_sim.plain_text import printable

WIDTH = 100
"""Columns of what is no terminal, and the longest line of a sentence anywhere."""

LEAST = 40
"""Columns below which nothing is laid out; a narrower terminal breaks lines by itself."""

LOCATED = re.compile(r"\S.*?:\d+: ")
"""How a line begins that says where in a file a fault is, for people and for editors."""

LABEL = re.compile(r" *\S.*?  +")
"""What stands before a column of its own at the beginning of a line."""

SPELT = {
    "\N{POUND SIGN}": "GBP ", "\N{PLUS-MINUS SIGN}": "+-", "\N{MULTIPLICATION SIGN}": "x",
    "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MINUS SIGN}": "-",
    "\N{RIGHTWARDS ARROW}": "->", "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=", "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
}  # fmt: skip
SPELL_OUT = "carefunds_spell_out"


def columns(stream: TextIO) -> int:
    """Return how wide a line may be: COLUMNS where it is set, else what the terminal has."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return max(int(asked), LEAST)
    try:
        return max(os.get_terminal_size(stream.fileno()).columns, LEAST)
    except (OSError, ValueError, AttributeError):
        return WIDTH


def wrapped(words: str, width: int = WIDTH, *, first: str = "", rest: str = "") -> list[str]:
    """Return a sentence as lines that begin with ``first`` and then with ``rest``.

    A path, a name or an address longer than a line stays whole, so that it can be copied.
    """
    return textwrap.wrap(
        words, min(width, WIDTH), initial_indent=first, subsequent_indent=rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def say(words: str, stream: TextIO) -> None:
    """Print plain lines, those that are too long wrapped under their own beginning.

    A located fault keeps its line where no person reads it from a terminal.
    """
    width, for_people = columns(stream), stream.isatty()
    lines = printable(words, lines=True).split("\n")
    fitting = (
        part
        for line in lines
        for part in ([line] if not for_people and LOCATED.match(line) else fitted(line, width))
    )
    stream.write("\n".join(fitting) + "\n")
    stream.flush()


def fitted(line: str, width: int) -> list[str]:
    """Return a line as it is where it fits, else wrapped under what it says.

    What it says begins behind a column of its own (``name:   words``), else two letters in.
    """
    if len(line) <= width:
        return [line]
    label = LABEL.match(line)
    if label and len(label[0]) <= width / 2:
        return wrapped(line[label.end() :], width, first=label[0], rest=" " * label.end())
    bare = line.lstrip(" ")
    indent = line[: len(line) - len(bare)]
    return wrapped(bare, width, first=indent, rest=indent + "  ")


def spelling_out(*streams: TextIO) -> None:
    """Make streams write a letter that they lack in letters that they have."""
    codecs.register_error(SPELL_OUT, _spelt_out)
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=SPELL_OUT)


def _spelt_out(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_plain(lacking)), error.end


def _plain(letters: str) -> Iterator[str]:
    """Yield ASCII for each letter: spelt out, without its accent, or a question mark."""
    for letter in letters:
        bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
        yield SPELT.get(letter) or bare or "?"
