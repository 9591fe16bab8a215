"""What the results rest on: numbers with their grade and source, judgement named as judgement."""

from __future__ import annotations

from collections.abc import Iterable

import xarray as xr

from carefunds_sim.report import evidence_tables, scenario_text
from carefunds_sim.report.caveats import evidence_counted, is_fitted
from carefunds_sim.report.document import Appendix, Chapter, Listing, Paragraph, Part, Results
from carefunds_sim.report.wording import plain_word


def assumptions(results: Results) -> Chapter:
    """Return grades, what makes arrangements differ, and every number with its source."""
    dataset = results.dataset
    about = Paragraph(
        "Every number behind the results has a grade, which says where it comes from, not how "
        f"much it matters: {evidence_counted(dataset)}. A result can be no surer than the "
        "judgement it rests on, and intervals say nothing of that."
    )
    parts: list[Part] = [about, evidence_tables.grades(dataset)]
    for kind in ("arrangement", "squeeze"):
        table = evidence_tables.side_by_side(dataset, kind)
        parts += [table] if table.rows else []
        if meanings := rules_explained(evidence_tables.differing(dataset, kind)):
            parts.append(Listing(tuple(meanings), title="What these words mean"))
    parts.append(Paragraph(_what_matters(dataset)))
    appendices = evidence_tables.sources(dataset), evidence_tables.every_number(dataset)
    parts += [Appendix(table) for table in appendices if table.rows]
    return Chapter("assumptions", "What it rests on", tuple(parts))


def _what_matters(dataset: xr.Dataset) -> str:
    found = (
        "A conclusion that does not survive other values within their plausible ranges is not one: "
        "'carefunds screen' moves every number over its range and says which matter most, "
        "'carefunds sweep' does so in depth."
    )
    if scenario_text.parts(dataset, "arrangement"):
        found = (
            "How partners see each other, weigh each other's costs, move money, dispute and trust "
            f"is judgement: no published study measures it. {found}"
        )
    if is_fitted(dataset):
        found += (
            " Numbers of grade C were fitted to what was published of England from 2010-11 to "
            "2016-17; other values might fit as well."
        )
    return found


MEANINGS = {
    "share": "the share of a service's money that the fund holds",
    "sight": "how much of what falls on the partner those who decide see, from none (0%) to all",
    "sight_lag": "how old it is when they see it",
    "regard": "how much a pound that falls on the partner weighs beside a pound of one's own",
    "goodwill": "how far sight and regard rest on trust (100%) rather than on law (0%)",
    "virement": "the most of a fund's money, or of a service's, that one decision may move",
    "cycle": "how often it is decided where money goes",
    "council_offset": "how long after the NHS the council decides",
    "chance": "how often a complex discharge is disputed, against what the evidence says (1)",
    "length": "how long such a dispute lasts, against what the evidence says (1)",
    "charge": "whether the council pays the NHS for delayed days that are put down to it",
    "setup_months": "how long it takes until the arrangement is in force",
    "setup_cost": "what setting it up costs, as a share of the money in shared funds",
    "yearly_cost": "what running it costs a year, as a share of the money in shared funds",
    "joint_working": "what working together costs a year where no fund is shared",
    "disruption": "the share of its pace that a team loses while the arrangement is new",
    "disruption_months": "how long teams stay slower for it",
    "saving": "the share of the money in shared funds that is saved a year once it is settled",
    "saving_after": "how long after it came into force the saving begins",
    "initial": "trust between the partners at the start, from none (0%) to full",
    "risk_share": "who bears what the fund over- or underspends",
    "budgeting": "how a partner's growth or cut reaches the fund's lines",
    "fixed": "services whose contribution is fixed, and whose variance the host bears",
    "minimum": "the share of its contribution that no partner can withdraw",
    "decided_by": "who decides where the fund's money goes",
    "ends_disputes": "whether disputes over who pays end for what the fund pays",
    "ends_charge": "whether no charge is due on delays for what the fund pays",
    "practice": "what staff of both bodies do together",
    "reinvested": "the share of a year's saving that is spent next year on each service; the rest "
    "is taken out",
}
"""What a rule is, by the last word of its path; see ``scenario.arrangement``."""


def rules_explained(paths: Iterable[str]) -> list[str]:
    """Return what each rule at these paths is, once, in their order."""
    words = dict.fromkeys(path.rsplit(".", 1)[-1] for path in paths)
    return [
        f"{plain_word(word).replace('setup', 'set-up')}: {MEANINGS[word]}."
        for word in words
        if word in MEANINGS
    ]
