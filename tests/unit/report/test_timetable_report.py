"""What changes during a run, wherever it is shown."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from carefunds_sim.report import summary
from carefunds_sim.report.caveats import caveats
from carefunds_sim.report.chapters.answer import sentences
from carefunds_sim.report.chapters.question import question
from carefunds_sim.report.document import Results
from carefunds_sim.report.figures import FIGURES, delayed_over_time, spend_against_budget
from carefunds_sim.report.figures.drawing import drawing
from carefunds_sim.report.figures.style import QUIET, STANDARD
from carefunds_sim.report.folder import write_report
from carefunds_sim.report.machine import as_json
from carefunds_sim.report.scenario_names import arrangement_words, groups, names_within
from carefunds_sim.report.scenario_text import settings
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import as_text
from carefunds_sim.report.timetable import TITLE, timetable, timetable_sentences, timetable_table
from carefunds_sim.report.workbook.readme import cover_sheet

LINES = (
    "delayed_over_time", "delay_by_responsible_over_time", "delay_reasons_over_time", "capacity",
    "spend_against_budget", "budget_balance",
)  # fmt: skip
BEDS = {
    "name": "beds", "month": "2010-07", "until": "", "title": "More beds",
    "sentence": "From July 2010 the NHS pays for more beds.",
}  # fmt: skip
TRUST = {
    "name": "trust", "month": "2011-01", "until": "", "title": "A care trust",
    "sentence": "From January 2011 'A care trust' takes the place of 'Separate'.",
}  # fmt: skip
FEES = {
    "name": "fees", "month": "2010-09", "until": "2011-01", "title": "Fees rise",
    "sentence": "From September 2010 to the end of December 2010: fees rise.",
}  # fmt: skip
SEPARATE, POOLED = "town/separate/none", "town/pooled/none"


def dated(study, **changes):
    """Return a study whose scenarios have timetables: by label, or ``all_of_them``."""
    shared = changes.pop("all_of_them", [])
    labels = [str(label) for label in study["scenario"].values]
    found = {label: [*shared, *changes.get(label, [])] for label in labels}
    return study.assign_attrs(timetables=json.dumps(found))


@pytest.fixture
def changing(study):
    return dated(study, all_of_them=[BEDS], **{SEPARATE: [TRUST], POOLED: [FEES]})


def marks_of(axis):
    """Return the upright lines that mark changes, by their letters."""
    lines = [line for line in axis.get_lines() if str(line.get_gid()).startswith("change-")]
    return {line.get_gid().removeprefix("change-"): line for line in lines}


def letters_of(axis):
    return [text.get_text() for text in axis.texts if len(text.get_text()) < 6]


def test_every_change_is_listed_once_in_the_order_of_months(changing):
    found = timetable(changing)
    assert [(each.letter, each.title) for each in found] == [
        ("a", "More beds"), ("b", "Fees rise"), ("c", "A care trust"),
    ]  # fmt: skip
    assert len(found[0].scenarios) == 8
    assert found[2].scenarios == (SEPARATE,)
    assert [each.when for each in found] == [
        "July 2010", "September 2010 to December 2010", "January 2011",
    ]  # fmt: skip


def test_a_change_is_said_to_be_of_some_scenarios_only_where_it_is(changing):
    beds, fees, trust = timetable_sentences(changing)
    assert beds == BEDS["sentence"]
    assert fees == f"{POOLED}: {FEES['sentence']}"
    assert trust == f"{SEPARATE}: {TRUST['sentence']}"
    assert [row[-1] for row in timetable_table(changing).rows] == ["all", POOLED, SEPARATE]
    shared = timetable_table(changing.isel(scenario=[1, 3]))
    assert shared.columns == ("What", "When", "Mark", "In words")


def test_a_change_of_an_arrangement_is_said_by_its_title(study):
    with_trust = [str(s) for s in study["scenario"].values if "/care_trust/" in str(s)]
    found = dated(study, **{label: [BEDS] for label in with_trust})
    assert timetable_sentences(found) == [f"Care_trust: {BEDS['sentence']}"]


def test_the_question_lists_what_changes_and_explains_what_comes(changing):
    texts = [json.loads(str(text)) for text in changing["scenario_text"].values]
    trust = {"name": "coming", "title": "A coming trust", "about": "One body."}
    texts[0]["timetable"] = {"trust": {"month": "2010-07", "arrangement": trust}}
    changing["scenario_text"] = ("scenario", [json.dumps(text) for text in texts])
    tables = {part.title: part for part in question(Results(changing)).parts
              if isinstance(part, Table)}  # fmt: skip
    assert [row[0] for row in tables[TITLE].rows] == ["More beds", "Fees rise", "A care trust"]
    assert ("A coming trust", "One body.") in tables["Who holds the money"].rows


def test_nothing_is_said_where_nothing_changes(study):
    assert timetable(study) == []
    titles = [getattr(part, "title", "") for part in question(Results(study)).parts]
    assert TITLE not in titles
    assert TITLE not in as_text(summary.results(study))


@pytest.mark.parametrize("name", LINES)
def test_figures_over_time_mark_the_changes_of_their_panels(changing, name):
    figure = FIGURES[name](changing)
    first, second = figure.axes[:2]
    assert set(marks_of(first)) == {"a", "b", "b-c"}
    assert letters_of(first) == ["a", "b", "b, c"]
    assert set(marks_of(second)) == {"a"}
    below = figure.get_supxlabel().replace("\n", " ")
    for words in (below, figure.get_label()):
        assert "Upright lines mark changes: a More beds, July 2010; b Fees rise" in words
        assert f"c A care trust, January 2011, only in {SEPARATE}." in words


def test_a_change_of_one_scenario_has_its_colour(changing):
    found = marks_of(delayed_over_time(changing).axes[0])
    assert found["a"].get_color() == QUIET
    assert found["b"].get_color() == STANDARD["pooled"].colour
    assert found["b-c"].get_color() == QUIET


def test_a_mark_stands_at_its_month_and_between_the_points_of_years(study):
    first = study["month"].values[0].astype("datetime64[M]")
    at = dated(study, all_of_them=[BEDS | {"month": str(first + 18)}])
    (mark,) = marks_of(delayed_over_time(at).axes[0]).values()
    (place, _) = mark.get_xdata()
    assert np.datetime64("1970-01-01") + int(place) == (first + 18).astype("datetime64[D]")
    (mark,) = marks_of(spend_against_budget(at).axes[0]).values()
    assert mark.get_xdata()[0] == pytest.approx(2.0)


@pytest.mark.parametrize("months", [-30, -1, 0, 24, 60])
def test_what_is_before_or_after_the_drawn_period_is_not_marked(study, months):
    first = study["month"].values[0].astype("datetime64[M]")
    outside = dated(study, all_of_them=[BEDS | {"month": str(first + months)}])
    for draw in (delayed_over_time, spend_against_budget):
        figure, plain = draw(outside), draw(study)
        assert not marks_of(figure.axes[0])
        assert figure.get_supxlabel() == plain.get_supxlabel()
        assert figure.axes[0].get_xlim() == plain.axes[0].get_xlim()


def test_letters_of_many_changes_do_not_overlap(study):
    many = [BEDS | {"month": f"2010-{m:02}", "title": f"Step {m}"} for m in range(5, 13)]
    figure = delayed_over_time(dated(study, all_of_them=many))
    figure.draw_without_rendering()
    texts = [text for text in figure.axes[0].texts if len(text.get_text()) < 6]
    boxes = sorted((text.get_window_extent().x0, text.get_window_extent().x1) for text in texts)
    assert all(end < start for (_, end), (start, _) in pairwise(boxes))
    assert f"others in the list '{TITLE}'" in figure.get_supxlabel().replace("\n", " ")


@pytest.mark.parametrize("width", [60, 100])
def test_a_console_says_the_first_few_and_counts_the_others(study, width):
    many = [BEDS | {"month": f"2010-{m:02}", "sentence": f"From month {m} " + "more " * 20}
            for m in range(1, 13)]  # fmt: skip
    page = as_text(summary.results(dated(study, all_of_them=many)), width=width)
    lines = page[page.index(TITLE) :].split("\n\n")[0].splitlines()
    assert max(map(len, lines)) <= width
    assert sum(line.startswith(" - ") for line in lines) == 8
    assert lines[-1].strip() == "and 4 more"


def test_other_programs_read_the_same_words(changing, study):
    found = {s["scenario"]: s["timetable"] for s in json.loads(as_json(changing))["scenarios"]}
    assert found[SEPARATE] == [BEDS, TRUST]
    assert {tuple(s["timetable"]) for s in json.loads(as_json(study))["scenarios"]} == {()}


def test_the_first_sheet_of_the_workbook_says_it(changing, study):
    words = [line.words for line in cover_sheet(Results(changing), []).lines]
    at = words.index(TITLE)
    assert words[at + 1] == BEDS["sentence"]
    assert TITLE not in [line.words for line in cover_sheet(Results(study), []).lines]


def test_a_timetable_is_no_list_of_settings(study):
    texts = [json.loads(str(text)) for text in study["scenario_text"].values]
    change = {"month": "2013-04", "arrangement": {"own_funds": {"sight": {"value": 0, "unit": ""}}}}
    before = settings(study)
    for text in texts:
        text["timetable"] = text["arrangement"]["timetable"] = {"trust": change}
        text["area"] = {"timetable": {"trust": change}}
    study["scenario_text"] = ("scenario", [json.dumps(text) for text in texts])
    assert settings(study) == before


def test_an_arrangement_that_is_followed_before_it_takes_effect_is_not_said_to_do_so(study):
    assert any("pooled after 6 months" in words for words in caveats(study))
    texts = {str(s): json.loads(str(t.values)) for s, t in
             zip(study["scenario"].values, study["scenario_text"], strict=True)}  # fmt: skip
    first = str(study["month"].values[0].astype("datetime64[M]") + 6)
    for label, text in texts.items():
        if "/pooled/" in label:
            text["timetable"] = {"trust": {"arrangement": {"name": "care_trust"}}}
    study["scenario_text"] = ("scenario", [json.dumps(text) for text in texts.values()])
    found = dated(study, all_of_them=[TRUST | {"month": first}])
    said = next(words for words in caveats(found) if "in force" in words)
    assert "pooled" not in said
    assert "aligned after 6 months" in said
    later = dated(study, all_of_them=[TRUST | {"month": "2019-04"}])
    assert any("pooled after 6 months" in words for words in caveats(later))


def brought(month, name, title):
    return {"name": name, "month": month, "until": "", "title": title, "sentence": f"{title}.",
            "arrangement": name}  # fmt: skip


def test_a_scenario_is_called_by_every_arrangement_it_has(study):
    label = "town/separate/none"
    changes = [brought("2010-10", "pooled", "A pooled fund"), BEDS]
    found = dated(study, **{label: [*changes, brought("2011-04", "care_trust", "A care trust")]})
    then = ", then a pooled fund from October 2010, then a care trust from April 2011"
    assert arrangement_words(found, label) == f"separate{then}"
    (group, _) = groups(found)
    assert names_within(group)[:2] == [
        "separate, then pooled from October 2010, then care trust from April 2011", "aligned",
    ]  # fmt: skip
    assert [*found["arrangement"].values] == [*study["arrangement"].values]


def test_scenarios_of_one_arrangement_are_told_apart_by_what_follows(study):
    alike = study.isel(scenario=[0, 0]).assign_coords(scenario=["one", "other"])
    found = dated(alike, other=[brought("2010-10", "pooled", "A pooled fund")])
    found = found.assign_attrs(baseline="one")
    (group,) = groups(found)
    assert names_within(group) == ["separate", "separate, then pooled from October 2010"]
    said = as_text(summary.results(found))
    assert "separate, then a pooled fund from October 2010" in " ".join(said.split())


@pytest.mark.parametrize(("month", "said"), [
    ("2010-03", None), ("2013-04", None),
    ("2010-04", "the change comes in April 2010, and 1 of them is before it"),
    ("2010-06", "the change comes in June 2010, and more than 1 of them are before it"),
])  # fmt: skip
def test_the_answer_says_that_a_mean_is_of_years_before_a_late_change(study, month, said):
    assert str(study["month"].values[0])[:7] == "2009-04"
    found = dated(study, all_of_them=[BEDS | {"month": month}])
    whole = " ".join(sentences(found))
    assert ("All this is a mean over" in whole) == (said is not None)
    assert (said or "") in whole


def test_a_figure_of_an_extension_that_is_gone_does_not_stay(study, tmp_path, monkeypatch):
    monkeypatch.setattr("carefunds_sim.report.folder._write_all", lambda *_: [])
    gone, kept = (tmp_path / "figures" / name for name in ("gone", "kept"))
    drawing("gone", delayed_over_time(study)).save(tmp_path / "figures")
    for end in (".svg", ".png"):
        kept.with_suffix(end).write_text("<svg>of somebody else</svg>", encoding="utf-8")
    write_report(Results(study), tmp_path)
    assert not gone.with_suffix(".svg").exists()
    assert not gone.with_suffix(".png").exists()
    assert kept.with_suffix(".svg").exists()
