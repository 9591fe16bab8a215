"""The chapter that answers the question."""

from __future__ import annotations

from carefunds_sim.report.answer import known, sentences
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Results
from carefunds_sim.report.finding_words import at_a_glance

GLANCED = ("delayed_days", "unmet_need_days", "cost_total")
"""The outcomes that a reader wants to see side by side before anything else."""


def answer(results: Results) -> Chapter:
    """Answer the question in sentences: delay, need, cost, who bears it, how sure."""
    dataset = results.dataset
    found = sentences(dataset)
    title = "The answer in five sentences" if len(found) == 5 else "The answer"
    begun = Paragraph(
        "Each sentence is worked out from the results below. A range is where the true mean of the "
        "model lies with 95% confidence; a difference whose range takes in zero is told as no "
        "clear difference, which does not mean that there is none. Differences are also taken year "
        "by year, with intervals widened so that all years of one comparison together raise a "
        "false alarm once in twenty times; where some years are clearly higher and others clearly "
        "lower, that is said."
    )
    glances = (at_a_glance(dataset, outcome) for outcome in GLANCED if known(dataset, outcome))
    tables = [table for table in glances if table]
    return Chapter("answer", title, (begun, Listing(tuple(found), numbered=True), *tables))
