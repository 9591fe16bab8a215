"""The answer in five sentences, each made of the numbers and no surer than they are."""

from __future__ import annotations

import json

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import PAYERS, baselines, compared_by
from carefunds_sim.report.finding_words import baseline_words, level, sentence, shares, told_apart
from carefunds_sim.report.findings import Direction, findings
from carefunds_sim.report.numbers import counted, percent, plain
from carefunds_sim.report.wording import within_sentence

BORNE = {PAYERS["nhs"]: "the NHS bears", PAYERS["council"]: "the council bears",
         PAYERS["self"]: "people pay"}  # fmt: skip
TOLD = ("delayed_days", "unmet_need_days", "cost_total", *PAYERS.values())
"""The outcomes whose differences the answer tells."""

CHANCE = 0.05


def sentences(dataset: xr.Dataset) -> list[str]:
    """Return the answer; in a network without people of an area or without money it is shorter."""
    told = [sentence(dataset, "delayed_days")] if known(dataset, "delayed_days") else []
    if known(dataset, "unmet_need_days"):
        told.append(sentence(dataset, "unmet_need_days"))
    if known(dataset, "cost_total"):
        told += [sentence(dataset, "cost_total"), _borne(dataset)]
    if not told:
        told = _of_services(dataset)
    return [*told, how_sure(dataset)]


def known(dataset: xr.Dataset, outcome: str) -> bool:
    """Whether an outcome has any value in it that is not nothing."""
    return bool((np.abs(dataset[outcome]) > 0).any())


def _borne(dataset: xr.Dataset) -> str:
    """Say who finally bears more and who less, or, of one scenario, how much."""
    if not baselines(dataset):
        first, *rest = (level(dataset, outcome) for outcome in BORNE)
        return "; ".join([first, *map(within_sentence, rest)]) + "."
    told = "; ".join(shares(dataset, BORNE))
    found = [finding for outcome in BORNE for finding in findings(dataset, outcome)]
    clear = [finding.is_clear for finding in found]
    others = "; otherwise no clear difference" if any(clear) and not all(clear) else ""
    return (
        f"After transfers, and compared with {baseline_words(dataset)} (GBP million a year"
        f"{_by_squeeze(dataset)}): {told}{others}."
    )


def _by_squeeze(dataset: xr.Dataset) -> str:
    """Return what numbers such as 'in 2 of 3' count."""
    places = len({finding.circumstances for finding in findings(dataset, "cost_total")})
    return f", by {told_apart(dataset)}" if places > 1 else ""


def _of_services(dataset: xr.Dataset) -> list[str]:
    """Say of a small network which service is fullest, and how long people wait for it."""
    used = dataset["utilisation"].mean("replication")
    if not used.notnull().any():
        return ["Nobody used a service whose places are limited."]
    fullest = used.max("scenario").fillna(-1).argmax("service").item()
    title = str(dataset["service_title"].values[fullest])
    mine = dataset.isel(service=fullest).mean("replication")
    shares_used = [percent(float(share)) for share in mine["utilisation"].values]
    waits = [plain(float(days)) for days in mine["wait_days"].values]
    return [
        f"The fullest service is {title}: {' or '.join(shares_used)} of its places are used, and "
        f"those who get one have waited {' or '.join(waits)} days on average."
    ]


def how_sure(dataset: xr.Dataset) -> str:
    """Say what the ranges cover, what the numbers rest on, and what chance alone would show."""
    runs = int(dataset["completed"].sum("replication").max())
    counts = json.loads(dataset.attrs.get("evidence") or "{}")
    judged = counts.get("assumed", 0) + counts.get("expert", 0)
    rests = (
        f"; whether the model is right they do not tell: of the {sum(counts.values())} numbers it "
        f"rests on, {judged} are judgement"
        if counts
        else ""
    )
    if runs < 2:
        return (
            "One replication shows one possible history, and nothing here can be told from "
            f"chance{rests.replace('they do', 'that does')}."
        )
    met = {"area": "the same chances", "squeeze": "the same people"}
    all_of = f"{compared_by(dataset)}s meet {met.get(compared_by(dataset), 'the same people')}"
    same = f", in each of which all {all_of}" if baselines(dataset) else ""
    return f"The ranges cover chance over {runs} replications{same}{rests}{_by_chance(dataset)}."


def _by_chance(dataset: xr.Dataset) -> str:
    """Say how many of the differences told would look clear if there were none."""
    told = [f for name in TOLD if known(dataset, name) for f in findings(dataset, name)]
    number = sum(f.direction not in (Direction.MISSING, Direction.UNTOLD) for f in told)
    if not number:
        return ""
    lucky = f"about {CHANCE * number:.0f}" if CHANCE * number >= 1 else "fewer than one"
    return (
        f"; of the {counted(number, 'difference')} told here {lucky} would look clear by chance "
        "if there were none"
    )
