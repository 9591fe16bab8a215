"""The words of the field, with stable codes.

Files use the words (``much_help``), arrays use the codes (2), people read the labels.
A code is never reused or renumbered: stored results and keyed draws depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from hashlib import blake2s
from typing import Any, Self


class Word(IntEnum):
    """A code with the word that files use for it."""

    @property
    def word(self) -> str:
        """The word as it stands in files."""
        return self.name.lower()

    @property
    def label(self) -> str:
        """The word as people read it."""
        return self.word.replace("_", " ")

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """Every word, in the order of the codes."""
        return tuple(member.word for member in cls)

    @classmethod
    def of(cls, word: str) -> Self:
        """Return the member that files call ``word``; KeyError when there is none."""
        return cls[word.upper()]


class AgeBand(Word):
    """Age bands of the national statistics."""

    AGED_65_74 = 0
    AGED_75_84 = 1
    AGED_85_PLUS = 2


class Dependency(Word):
    """How much help a person needs with daily living."""

    INDEPENDENT = 0
    SOME_HELP = 1
    MUCH_HELP = 2


class Presentation(Word):
    """Why a person is admitted in an emergency."""

    OTHER_EMERGENCY = 0
    HIP_FRACTURE = 1


class Origin(Word):
    """Where a request for a service comes from."""

    HOSPITAL = 0
    COMMUNITY = 1


class ArrangedFrom(Word):
    """Where a person is while care is arranged: hospitals and other wards work differently."""

    HOSPITAL = 0
    COMMUNITY = 1
    OTHER_BED = 2


class Funding(Word):
    """Who buys a person's long-term care."""

    COUNCIL_FUNDED = 0
    SELF_FUNDED = 1


class ServiceKind(Word):
    """The unit a service is counted in."""

    BEDS = 0
    PLACES = 1
    HOURS = 2
    TEAM = 3
    UNLIMITED = 4


class Setting(Word):
    """What kind of place a service is; delays are official in the first two only."""

    ACUTE = 0
    NON_ACUTE = 1
    CARE_HOME = 2
    HOME = 3


class WaitingPlace(Word):
    """Where a waiting person is while they wait."""

    ACUTE_BED = 0
    NON_ACUTE_BED = 1
    CARE_HOME = 2
    HOME = 3
    EMERGENCY_DEPARTMENT = 4


class Waits(Word):
    """Where a service's waiting people wait: in the place they occupy, or at home."""

    IN_PLACE = 0
    AT_HOME = 1


class DelayReason(Word):
    """The official reasons of a delayed transfer of care, as the monthly return has them."""

    ASSESSMENT = 0
    PUBLIC_FUNDING = 1
    FURTHER_NHS_CARE = 2
    RESIDENTIAL_HOME = 3
    NURSING_HOME = 4
    CARE_PACKAGE_AT_HOME = 5
    COMMUNITY_EQUIPMENT = 6
    PATIENT_CHOICE = 7
    DISPUTES = 8
    HOUSING = 9


class Responsible(Word):
    """The body a delayed day is attributed to in the official return."""

    NHS = 0
    SOCIAL_CARE = 1
    BOTH = 2


class BodyKind(Word):
    """Who can bear a cost."""

    NHS = 0
    COUNCIL = 1
    SELF = 2


class TransferKind(Word):
    """Money that moves between bodies without buying care."""

    CHARGE = 0
    GRANT = 1
    RISK_SHARE = 2
    CONTRACT = 3
    SUPPORT = 4
    AGREED = 5


class HospitalPayment(Word):
    """How commissioners pay a hospital trust: for what it does, or a sum fixed for the year."""

    ACTIVITY = 0
    BLOCK = 1


class RiskShare(Word):
    """Who bears a fund's over- or underspend at the year's end."""

    OWN = 0
    BY_CONTRIBUTION = 1
    CAPPED = 2
    HOST = 3


class Budgeting(Word):
    """How a year's change of what partners contribute reaches the lines of a pool."""

    BY_ORIGIN = 0
    FIXED_AND_VARIABLE = 1
    PRO_RATA = 2


class DecidedBy(Word):
    """Who decides where a pool's money goes: its board, or each partner on its own pounds."""

    BOARD = 0
    PARTNERS = 1


class Control(Word):
    """What a fund may do to a service in-year when it forecasts an overspend."""

    NONE = 0
    HOLD = 1
    CUT = 2


class StayFamily(Word):
    """The distribution a stay or handling time is drawn from."""

    EXPONENTIAL = 0
    LOGNORMAL = 1
    FIXED = 2


class GrowthBasis(Word):
    """What a body's real growth is measured against."""

    TOTAL = 0
    PER_HEAD = 1
    WITH_NEED = 2


class Thinning(Word):
    """Streams that come forward only as far as a feedback loop lets them."""

    NONE = 0
    FREED_BEDS = 1
    UNCOVERED_NEED = 2


class Loop(Word):
    """The feedback loops of the model, each of which a scenario can switch off."""

    FREE_BED_ADMITS = 0
    PLACES_DISCHARGE = 1
    CROWDING_ESCALATION = 2
    EARLY_DISCHARGE_READMISSION = 3
    DECONDITIONING = 4
    NO_REHABILITATION_DEARER_CARE = 5
    OVERSPEND_CUTS = 6
    ACUTE_FIRST = 7
    CHARGE_TAKES_COUNCIL_MONEY = 8
    FREED_BEDS_REFILL = 9
    INTEGRATION_UNCOVERS_NEED = 10
    REALLOCATION = 11
    TRUST_EROSION = 12
    DEFICIT_CUTS_BEDS = 13
    PREVENTION_SPARES_CARE = 14
    SCARCITY_LENGTHENS_SEARCH = 15
    INCOME_OPENS_PLACES = 16
    CASELOAD_LENGTHENS_ARRANGING = 17
    ATTENTION_SHORTENS_ARRANGING = 18


class Hazard(Word):
    """What may happen to a person at any time, in the order that settles a tie."""

    DEATH = 0
    ADMISSION = 1
    DECLINE = 2


class Moment(Word):
    """The kinds of event, in the order in which they happen at one instant.

    The month closes before anything else of its first day; capacity steps follow, then people
    in the order of what happens to them, then of who they are.
    """

    MONTH = 0
    CAPACITY_STEP = 1
    START = 2
    DEATH = 3
    ADMISSION = 4
    DECLINE = 5
    END_OF_WINDOW = 6
    END_OF_STAY = 7
    END_OF_PATIENCE = 8
    ARRIVAL = 9


class Purpose(Word):
    """What a keyed draw is for: one word of the key, so that no two uses share a number.

    The draws of a stage of arranging care have words of their own; see ``key_word``.
    """

    GAP = 0
    AGE_BAND = 1
    DEPENDENCY = 2
    PRESENTATION = 3
    FUNDING = 4
    COMMISSIONER = 5
    THINNING = 6
    FIRST_NEED = 7
    RESIDUAL_LENGTH = 8
    RESIDUAL_SHARE = 9
    CLOCK_DEATH = 10
    CLOCK_ADMISSION = 11
    CLOCK_DECLINE = 12
    STAY = 13
    EARLY_DISCHARGE = 14
    IMPROVEMENT = 15
    ONWARD = 16
    ACCEPTANCE = 17
    FALLBACK = 18
    READMISSION_PRESENTATION = 19
    MISSED_IMPROVEMENT = 20
    THREAT = 21
    DISPLACEMENT = 22


def key_word(*names: str) -> int:
    """Return the word of a draw's key that stands for a name in a file.

    It depends on the name alone, so that an addition beside it changes no other draw. It is
    32 bits, of which the first is set: no purpose above has it.
    """
    digest = blake2s("/".join(names).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") | 0x80000000


class EvidenceKind(Word):
    """What a number rests on."""

    MEASURED = 0
    DERIVED = 1
    EXPERT = 2
    ASSUMED = 3
    FITTED = 4


class Role(Word):
    """What a number is to a study."""

    LEVER = 0
    UNCERTAIN = 1
    CONSTANT = 2


def file_word(key: Any) -> str:
    """Return a word as files have it, such as ``aged_65_74``."""
    return str(getattr(key, "word", key))


def plain_word(key: Any) -> str:
    """Return a word of a file as people read it, such as ``aged 65-74``."""
    words = re.sub(r"(\d) (\d)", r"\1-\2", file_word(key).replace("_", " "))
    return re.sub(r"\bnhs\b", "NHS", words)


def value_words(value: Any, *, named: Callable[[Any], str] = file_word) -> str:
    """Return a setting's value in words, as short as it can be without losing a digit."""
    if isinstance(value, dict):
        return ", ".join(_pair(named(key), part, named) for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(value_words(part, named=named) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return named(value) if isinstance(value, str) else f"{value:.10g}"


def _pair(word: str, part: Any, named: Callable[[Any], str]) -> str:
    words = value_words(part, named=named)
    return f"{word} ({words})" if isinstance(part, dict) else f"{word} {words}"
