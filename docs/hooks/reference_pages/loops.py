"""The sections of the page about loops, one for each."""

from __future__ import annotations

from collections.abc import Iterator

from carefunds_sim.report.loops import facts_of, heading, in_order
from carefunds_sim.scenario.feedback import Feedback
from carefunds_sim.screen import wrapped


def loop_sections() -> str:
    """Return every loop as a section, in Markdown."""
    return "\n\n".join("\n".join(_section(mark, feedback)) for mark, feedback in in_order()) + "\n"


def _section(mark: str, feedback: Feedback) -> Iterator[str]:
    yield from (f"### {heading(mark, feedback)}", "")
    yield from wrapped(f"`{feedback.loop.word}`: {feedback.mechanism}")
    yield ""
    for label, words in facts_of(feedback):
        in_code = label in ("Rules", "Parameters")
        facts = ", ".join(f"`{word}`" for word in words) if in_code else ", ".join(words)
        yield from wrapped(f"- {label}: {facts}", rest="  ")
