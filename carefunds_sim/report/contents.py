"""The contents of a report: which chapters it has, and in which order."""

from __future__ import annotations

from collections.abc import Callable

from carefunds_sim.report.chapters.agreement import agreement
from carefunds_sim.report.chapters.answer import answer
from carefunds_sim.report.chapters.assumptions import assumptions
from carefunds_sim.report.chapters.delays import delays
from carefunds_sim.report.chapters.drivers import drivers
from carefunds_sim.report.chapters.limits import limits
from carefunds_sim.report.chapters.method import method
from carefunds_sim.report.chapters.money import money
from carefunds_sim.report.chapters.own_figures import own_figures
from carefunds_sim.report.chapters.payers import payers
from carefunds_sim.report.chapters.people import people
from carefunds_sim.report.chapters.question import question
from carefunds_sim.report.chapters.results import results as table
from carefunds_sim.report.chapters.services import services
from carefunds_sim.report.document import Chapter, Results

CHAPTERS: tuple[Callable[[Results], Chapter | None], ...] = (
    question,
    answer,
    table,
    payers,
    delays,
    money,
    people,
    services,
    own_figures,
    agreement,
    drivers,
    assumptions,
    method,
    limits,
)
"""Every chapter in the order in which a reader wants them."""


def chapters(results: Results) -> list[Chapter]:
    """Return the chapters that have something to say."""
    found = (write(results) for write in CHAPTERS)
    return [chapter for chapter in found if chapter is not None]
