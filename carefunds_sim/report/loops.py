"""The feedback loops in words."""

from __future__ import annotations

from collections.abc import Iterator

from carefunds_sim.scenario.feedback import Feedback
from carefunds_sim.scenario.loops import LOOPS, marks
from carefunds_sim.screen import WIDTH, wrapped

INDENT = "    "
READING = (
    "A reinforcing loop (R) feeds on itself: a change that goes round it comes back larger. A "
    "balancing loop (B) works against the change that set it off."
)
MORE = "-v shows each loop's chain of causes, its rules and parameters, and how to switch it off."


def as_text(*, width: int = WIDTH, verbose: bool = False) -> str:
    """Return every loop as plain text, in the order of their marks; verbose with what is inside."""
    loops = [_paragraphs(mark, feedback, width, verbose) for mark, feedback in in_order()]
    ends = [] if verbose else [wrapped(MORE, width)]
    return "\n\n".join(map("\n".join, [wrapped(READING, width), *loops, *ends])) + "\n"


def in_order() -> list[tuple[str, Feedback]]:
    """Return every loop with its mark, in the order of the marks."""
    return sorted((mark, LOOPS[loop]) for loop, mark in marks().items())


def heading(mark: str, feedback: Feedback) -> str:
    """Return a loop's mark, its title and whether it reinforces or balances."""
    return f"{mark} {feedback.title} ({feedback.polarity.label})"


def _paragraphs(mark: str, feedback: Feedback, width: int, verbose: bool) -> Iterator[str]:
    name = f": {feedback.loop.word}" if verbose else ""
    yield from wrapped(heading(mark, feedback) + name, width, rest=INDENT)
    facts = (
        [f"{label}: {', '.join(words)}" for label, words in facts_of(feedback)] if verbose else []
    )
    for words in (feedback.mechanism, *facts):
        yield from wrapped(words, width, first=INDENT, rest=INDENT)


def facts_of(feedback: Feedback) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what there is to say of a loop, each with its label."""
    yield "Chain", (chain(feedback),)
    late = tuple(f"{link.effect.label} ({link.delay})" for link in feedback.links if link.delay)
    if late:
        yield "Late", late
    cut = feedback.cut_link
    yield "Link that is cut", (f"{cut.cause.label} to {cut.effect.label}",)
    yield "Switched off", (feedback.switched_off,)
    yield "Rules", feedback.rules
    yield "Parameters", feedback.parameters


def chain(feedback: Feedback) -> str:
    """Return the chain in words, each variable after the sign of what leads to it."""
    steps = (f"({'+' if link.sign > 0 else '-'}) {link.effect.label}" for link in feedback.links)
    return " ".join((feedback.start.label, *steps))
