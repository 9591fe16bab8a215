"""The chapter that answers the question."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import PAYERS, baselines, compared_by
from carefunds_sim.analysis.worlds import worlds_of
from carefunds_sim.report.budgeting_rules import depends_on_budgeting
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Results
from carefunds_sim.report.findings import (
    Direction,
    at_a_glance,
    findings,
    level,
    sentence,
    shares,
    subject,
)
from carefunds_sim.report.scenario_names import (
    baseline_words,
    compared_words,
    groups_differ_by,
    preposition,
)
from carefunds_sim.report.scenario_text import loaded, runs_in
from carefunds_sim.report.timetable import late_change
from carefunds_sim.report.wording import counted, percent, plain, within_sentence
from carefunds_sim.report.worlds import hinge_words, hinges_of, sureness

GLANCED = ("delayed_days", "unmet_need_days", "cost_total")
"""The outcomes that a reader wants to see side by side before anything else."""


OVER_WORLDS = (
    "Each sentence is worked out from the results below. It says in how many of the worlds that "
    "were run, and fit the published facts, an outcome is lower or higher: a count, with how many "
    "others could differ by its exact 95% bound. The range is that of the middle nine tenths of "
    "the worlds. No clear difference does not mean that there is none."
)


def answer(results: Results) -> Chapter:
    """Answer the question in sentences: delay, need, cost, who bears it, how sure."""
    dataset = results.dataset
    found = sentences(dataset)
    title = "The answer in five sentences" if len(found) == 5 else "The answer"
    about = Paragraph(OVER_WORLDS if worlds_of(dataset) else (
        "Each sentence is worked out from the results below. A range is where the true mean of the "
        "model lies with 95% confidence; a difference whose range includes zero is given as no "
        "clear difference, which does not mean that there is none. Differences are also taken year "
        "by year, with intervals widened so that all years of one comparison together raise a "
        "false alarm once in twenty times; where some years are clearly higher and others clearly "
        "lower, that is said."
    ))  # fmt: skip
    tables = [at_a_glance(dataset, outcome) for outcome in GLANCED if known(dataset, outcome)]
    shown = [table for table in tables if table]
    return Chapter("answer", title, (about, Listing(tuple(found), numbered=True), *shown))


BORNE = {PAYERS["nhs"]: "the NHS bears", PAYERS["council"]: "the council bears",
         PAYERS["self"]: "people pay"}  # fmt: skip
COMPARED = (*GLANCED, *PAYERS.values())
"""The outcomes whose differences are in the answer."""

CHANCE = 0.05


def sentences(dataset: xr.Dataset) -> list[str]:
    """Return the answer; in a network without people of an area or without money it is shorter."""
    glanced = [outcome for outcome in GLANCED if known(dataset, outcome)]
    found = [each for outcome in glanced for each in depends_on_budgeting(dataset, outcome)]
    found += [sentence(dataset, outcome) for outcome in glanced]
    if known(dataset, "cost_total"):
        found.append(_borne(dataset))
    found += [words for outcome in glanced for words in hinges(dataset, outcome)]
    late = filter(None, [late_change(dataset)])
    sure = [how_sure(dataset), *sureness(dataset)]
    return [*(found or [_of_services(dataset)]), *late, *sure]


def hinges(dataset: xr.Dataset, outcome: str) -> list[str]:
    """Say on which numbers and rules the sign of each difference in an outcome hinges."""
    found = []
    for label in baselines(dataset):
        words = [hinge_words(hinge) for hinge in hinges_of(dataset, label, outcome)]
        if words:
            where = f"{preposition(dataset)} {compared_words(dataset, label)}"
            what = f"{subject(dataset, outcome)[0]} are lower or higher {where} hinges on"
            found.append(f"Whether {what} {'; and on '.join(words)}.")
    return found


def known(dataset: xr.Dataset, outcome: str) -> bool:
    """Return whether an outcome has any value in it that is not nothing."""
    return bool((np.abs(dataset[outcome]) > 0).any())


def _borne(dataset: xr.Dataset) -> str:
    """Say who finally bears more and who less, or, of one scenario, how much."""
    if not baselines(dataset):
        first, *rest = (level(dataset, outcome) for outcome in BORNE)
        return "; ".join([first, *map(within_sentence, rest)]) + "."
    found = [finding for outcome in BORNE for finding in findings(dataset, outcome)]
    clear = [finding.is_clear for finding in found]
    others = "; otherwise no clear difference" if any(clear) and not all(clear) else ""
    # numbers such as 'in 2 of 3' count these
    several = len({finding.circumstances for finding in found}) > 1
    over = f", by {groups_differ_by(dataset)}" if several else ""
    return (
        f"After transfers, and compared with {baseline_words(dataset)} (GBP million a year{over}): "
        f"{'; '.join(shares(dataset, BORNE))}{others}."
    )


def _of_services(dataset: xr.Dataset) -> str:
    """Say of a small network which service is fullest, and how long people wait for it."""
    used = dataset["utilisation"].mean("replication")
    if not used.notnull().any():
        return "Nobody used a service whose places are limited."
    fullest = used.max("scenario").fillna(-1).argmax("service").item()
    title = str(dataset["service_title"].values[fullest])
    mine = dataset.isel(service=fullest).mean("replication")
    shares_used = [percent(float(share)) for share in mine["utilisation"].values]
    waits = [plain(float(days)) for days in mine["wait_days"].values]
    return (
        f"The fullest service is {title}: {' or '.join(shares_used)} of its places are used, and "
        f"those who get one have waited {' or '.join(waits)} days on average."
    )


def how_sure(dataset: xr.Dataset) -> str:
    """Say what the ranges cover, what the numbers rest on, and what chance alone would show."""
    runs = runs_in(dataset)
    counts = loaded(dataset, "evidence")
    judged = counts.get("assumed", 0) + counts.get("expert", 0)
    rests = (
        f"; whether the model is right they do not say: of the {sum(counts.values())} numbers it "
        f"rests on, {judged} are judgement"
        if counts
        else ""
    )
    if worlds_of(dataset):
        return f"Of the {sum(counts.values())} numbers behind this, {judged} are judgement."
    if runs < 2:
        return (
            "One replication shows one possible history, and nothing here can be told from "
            f"chance{rests.replace('they do', 'that does')}."
        )
    by = compared_by(dataset)
    same = f", in each of which all {by}s meet the same {'chances' if by == 'area' else 'people'}"
    same = same if baselines(dataset) else ""
    return f"The ranges cover chance over {runs} replications{same}{rests}{_by_chance(dataset)}."


def _by_chance(dataset: xr.Dataset) -> str:
    """Say how many of the differences in the answer would look clear if there were none."""
    found = [f for name in COMPARED if known(dataset, name) for f in findings(dataset, name)]
    number = sum(f.direction not in (Direction.MISSING, Direction.NO_INTERVAL) for f in found)
    if not number:
        return ""
    lucky = f"about {CHANCE * number:.0f}" if CHANCE * number >= 1 else "fewer than one"
    return (
        f"; of the {counted(number, 'difference')} given here {lucky} would look clear by chance "
        "if there were none"
    )
