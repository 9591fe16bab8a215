from __future__ import annotations

import re

import pytest
from small_tables import DELAYS, LONG

from carefunds_sim.published.council import Council
from carefunds_sim.published.delays import delays_of
from carefunds_sim.published.headings import BODIES, REASONS, meaning
from carefunds_sim.vocabulary import DelayReason, Responsible, Setting

UPTON = Council("E06000101", "Upton")


def test_official_wording_and_short_words_mean_the_same_reasons():
    official = [
        "A) Awaiting completion of assessment", "B) Awaiting public funding",
        "C) Awaiting further non-acute NHS care",
        "Di) Awaiting residential home placement or availability",
        "Dii) Awaiting nursing home placement or availability",
        "E) Awaiting care package in own home",
        "F) Awaiting community equipment and adaptations", "G) Patient or family choice",
        "H) Disputes", "I) Housing - patients not covered by Care Act",
    ]  # fmt: skip
    assert [meaning(text, REASONS) for text in official] == list(DelayReason)
    for reason, words in REASONS.items():
        assert all(meaning(word.upper().replace(" ", "_"), REASONS) is reason for word in words)
    assert meaning("meals", REASONS) is None
    assert [meaning(text, BODIES) for text in ("NHS", "Social Care", "social_care")] == [
        Responsible.NHS, Responsible.SOCIAL_CARE, Responsible.SOCIAL_CARE,
    ]  # fmt: skip


def test_a_wide_table_gives_days_by_reason_and_by_body(table):
    found = delays_of(table(DELAYS), UPTON, 2011)
    assert found.days.by_reason[DelayReason.PATIENT_CHOICE] == 2200
    assert found.days.total == 8210
    assert found.days.by_body == {
        Responsible.NHS: 5200, Responsible.SOCIAL_CARE: 2600, Responsible.BOTH: 410,
    }  # fmt: skip
    assert not found.days.split
    assert (found.line, found.year, found.england) == (2, 2011, None)


def test_fewer_months_are_made_a_year(table):
    text = "\n".join(
        line + (",months" if i == 0 else ",6") for i, line in enumerate(DELAYS.splitlines())
    )
    assert delays_of(table(text), UPTON, 2011).days.total == 2 * 8210


def test_other_causes_count_with_housing(table):
    text = DELAYS.replace("housing,total", "housing,other,total").replace("100,8210", "60,40,8210")
    text = "\n".join(text.splitlines()[:2])
    found = delays_of(table(text), UPTON, None)
    assert found.days.by_reason[DelayReason.HOUSING] == 100


def test_a_long_table_gives_days_by_setting_reason_and_body(table):
    found = delays_of(table(LONG), UPTON, None).days
    assert found.by_reason[DelayReason.ASSESSMENT] == 1020
    assert found.by_reason[DelayReason.PATIENT_CHOICE] == 1600
    assert found.by_body[Responsible.SOCIAL_CARE] == 700
    assert found.split[Setting.ACUTE, DelayReason.ASSESSMENT] == {
        Responsible.NHS: 600, Responsible.SOCIAL_CARE: 300, Responsible.BOTH: 100,
    }  # fmt: skip


def test_months_of_a_long_table_are_added_up_and_a_repeated_row_is_a_fault(table):
    head, *rows = LONG.splitlines()
    monthly = [f"{head},Month", *(f"{row},{m}" for m in ("April", "May") for row in rows)]
    made = table("\n".join(monthly))
    assert delays_of(made, UPTON, None).days.total == 2 * 2620
    assert not made.faults
    twice = table("\n".join([head, *rows, rows[0]]))
    delays_of(twice, UPTON, None)
    assert "must not repeat another row" in str(twice.faults[0])


def test_england_is_its_own_row_or_a_whole_tables_councils(table):
    england = "2011,,England" + ",100" * 10 + ",1000,600,300,100\n"
    assert delays_of(table(DELAYS + england), UPTON, 2011).england.total == 1000
    many = "".join(
        f"2011,E1{i:07},Council {i}" + ",10" * 10 + ",100,60,30,10\n" for i in range(100)
    )
    assert delays_of(table(DELAYS + many), UPTON, 2011).england.total == 8210 + 2860 + 10_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DELAYS.replace("disputes,", "quarrels,"), r"each official reason.* \(lacks disputes\)"),
        (DELAYS.replace("choice,", "equipment,"), r"must have one column 'equipment' \(got 2\)"),
        (DELAYS.replace("2011,E06000101,Upton,1000", "2011,E06000101,Upton,*"), "missing or supp"),
        (DELAYS.replace("8210", "9210"), r"same days .*8,210 by reason, 8,210 by body"),
        (DELAYS.replace("5200", "6200"), r"9,210 by body"),
        (LONG.replace("NHS,600", "Parish,600"), r"body must be one of nhs, social care, both"),
        (LONG.replace("Acute,G)", "Actue,G)"), r"setting must be one of acute.*mean 'acute'"),
        (LONG.replace("A) Awaiting completion of assessment,NHS,600", "Asessment,NHS,600"),
         r"reason must be one of .*did you mean 'assessment'"),
        (LONG.replace("Delayed days", "Number"), r"must have a column 'days'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(table, text, said):
    made = table(text)
    delays_of(made, UPTON, 2011)
    assert re.search(said, " / ".join(map(str, made.faults)))
