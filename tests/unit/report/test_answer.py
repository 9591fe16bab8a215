"""The answer never says more than the runs allow."""

from __future__ import annotations

import re

from carefunds_sim.report.chapters.answer import sentences


def test_a_comparison_is_answered_in_five_sentences(study):
    found = sentences(study)
    assert len(found) == 5
    assert all(found[i].startswith("Compared with separate") for i in range(3))
    assert found[3].startswith("After transfers")
    assert found[4].startswith("The ranges cover chance over 3 replications")


def test_one_replication_cannot_be_distinguished_from_chance(study):
    found = sentences(study.isel(replication=[0]))
    assert all(re.search(r"one replication", words, re.IGNORECASE) for words in found)
    assert not any("lower" in words or "higher" in words for words in found)


def test_one_scenario_is_given_as_levels(study):
    found = sentences(study.isel(scenario=[0]))
    assert len(found) == 5
    assert found[0].startswith("Delayed days are ")
    assert not any("Compared" in words for words in found)


def test_a_network_without_money_has_an_answer_without_it(study):
    bare = study.copy()
    for name in ("cost_total", "net_cost_nhs", "net_cost_council", "cost_self"):
        bare[name] = bare[name] * float("nan")
    assert not any("cost" in words for words in sentences(bare)[:-1])


def test_a_network_without_delay_is_described_by_its_fullest_service(study):
    bare = study.isel(scenario=[0]).copy()
    for name in ("delayed_days", "unmet_need_days", "cost_total"):
        bare[name] = bare[name] * float("nan")
    assert sentences(bare)[0].startswith("The fullest service is")


def test_chance_alone_is_counted_among_all_the_differences_given(study):
    number = int(re.findall(r"of the (\d+) differences given", sentences(study)[-1])[0])
    compared = study.sizes["scenario"] - len(set(study["squeeze"].values))
    assert number == 6 * compared
