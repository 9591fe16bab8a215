"""The words for the rules of an arrangement, explained to somebody who has not met them."""

from __future__ import annotations

from collections.abc import Iterable

from carefunds_sim.report.values import plain_word

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
    "practice": "what staff of both bodies do together",
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
