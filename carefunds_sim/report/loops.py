"""The feedback loops in words: for the console, and for the page about them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from carefunds_sim.scenario.loops import LOOPS, marks
from carefunds_sim.scenario.loops.feedback import Feedback

WIDTH = 100
INDENT = "    "


def as_text() -> str:
    """Return every loop as plain text, in the order of their marks."""
    return "\n\n".join("\n".join(_told(mark, told)) for mark, told in _in_order()) + "\n"


def as_markdown() -> str:
    """Return every loop as a section of the page about loops."""
    return "\n\n".join("\n".join(_section(mark, told)) for mark, told in _in_order()) + "\n"


def _in_order() -> list[tuple[str, Feedback]]:
    return sorted((mark, LOOPS[loop]) for loop, mark in marks().items())


def _heading(mark: str, told: Feedback) -> str:
    return f"{mark} {told.title} ({told.polarity.label})"


def _told(mark: str, told: Feedback) -> Iterator[str]:
    yield f"{_heading(mark, told)}: {told.loop.word}"
    yield from _wrapped(told.mechanism)
    for label, words in _facts(told):
        yield from _wrapped(f"{label}: {', '.join(words)}")


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False
    )


def _section(mark: str, told: Feedback) -> Iterator[str]:
    yield f"### {_heading(mark, told)}"
    yield ""
    yield from textwrap.wrap(f"`{told.loop.word}`: {told.mechanism}", WIDTH)
    yield ""
    for label, words in _facts(told):
        in_code = label in ("Rules", "Parameters")
        said = ", ".join(f"`{word}`" for word in words) if in_code else ", ".join(words)
        yield from textwrap.wrap(
            f"- {label}: {said}", WIDTH, subsequent_indent="  ", break_on_hyphens=False
        )


def _facts(told: Feedback) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what there is to say of a loop, each with its label."""
    yield "Chain", (chain(told),)
    late = tuple(f"{link.effect.label} ({link.delay})" for link in told.links if link.delay)
    if late:
        yield "Late", late
    cut = told.cut_link
    yield "Link that is cut", (f"{cut.cause.label} to {cut.effect.label}",)
    yield "Switched off", (told.switched_off,)
    yield "Rules", told.rules
    yield "Parameters", told.parameters


def chain(told: Feedback) -> str:
    """Return the chain in words, each variable after the sign of what leads to it."""
    steps = (f"({'+' if link.sign > 0 else '-'}) {link.effect.label}" for link in told.links)
    return " ".join((told.start.label, *steps))
