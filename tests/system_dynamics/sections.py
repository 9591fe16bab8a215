"""What the page of the system dynamics tests says beside their results."""

from __future__ import annotations

HEAD = """# The tests of system dynamics

Written by `python -m pytest tests/system_dynamics -m slow --write-sd-tests`; do not edit by hand.
The area then was `{hash}`.

System dynamics asks of a model not whether it is true but whether there is reason to lose
confidence in it, and has a list of tests for that (Forrester and Senge 1980; Barlas 1996; Sterman
2000, chapter 21). Each is here with its result, or with the page that holds it. What the stocks and
flows are is on [one page](stocks.md); loops are on [theirs](loops.md).

**{expected} of {all} extreme conditions do what was said before they were run; the others are
explained.** Months cut into four change nobody's day. All {dated} dated inputs and {stocks} stocks
and conditions have their place in the table of the boundary.
"""
TESTS = (
    ("structure verification: is it built as such systems are?",
     "why each rule is as it is: [assumptions](assumptions.md); what is known of such systems, and "
     "whether the model does it: [behaviour](behaviour.md)"),
    ("parameter verification: what does each number mean, and who says so?",
     "a source and a grade for every number, two readers for the key ones: "
     "[evidence](../reference/evidence.md); what was fitted: "
     "[calibration](calibration.md#what-was-fitted)"),
    ("dimensional consistency",
     "every name has a unit, and every equation is worked out on numbers with units: "
     "[equations](equations.md#13-units-of-the-names)"),
    ("extreme conditions",
     "[below](#extreme-conditions); numbers at the ends of their bounds are refused or run: "
     "`tests/properties/test_extreme_values.py`"),
    ("integration error", "[below](#integration-error)"),
    ("boundary adequacy", "[below](#boundary)"),
    ("behaviour reproduction",
     "published facts, year by year, and whether they are met: "
     "[calibration](calibration.md#facts); "
     "the years after the fit: [forecast](forecast.md)"),
    ("behaviour anomaly: what goes wrong without a rule?",
     "each loop knocked out: [behaviour](behaviour.md#loops-of-people-and-beds-knocked-out); each "
     "rule broken: [planted faults](planted-faults.md)"),
    ("behaviour sensitivity",
     "which numbers drive the results: [screening](screening.md); what the ranking hinges on: "
     "[limits](limits.md#what-the-ranking-hinges-on)"),
    ("family member: other systems of the same kind",
     "four areas and four small networks run on one program: `scenarios/`; any council from "
     "published "
     "tables: [new-area](../how-to/new-area.md)"),
    ("surprise behaviour", "[below](#surprises)"),
    ("phase and pattern, Turing test",
     "not made: seven years are few for phases, and the other needs people who work in such a "
     "system"),
    ("system improvement", "not made: it needs an arrangement changed because of the model"),
)  # fmt: skip
EXTREMES = """## Extreme conditions

The default area under separate budgets and the deep cut, {size} of its size, for {years} years,
with one thing taken to its end. The sentences and what could refute them were written, and
committed, before the first of them was run. In brackets is the usual world. Both engines give the
same accounts of each, to the last bit (at {small} of the size).

| condition | expected beforehand | found | |
|---|---|---|---|"""
INTEGRATION = """## Integration error

None by construction: people move at exact moments in continuous time, so there is no time step to
halve. It is shown all the same, on a ward that a full service blocks, by changing what cuts up
time. An event log is a list of exact moments, in which any difference would be seen.

| changed | engine | compared | differ |
|---|---|---:|---:|"""
INTEGRATION_END = """
That accounts are true integrals is shown elsewhere: they are counted again from the event log
(`tests/properties/test_recount.py`), people and pounds add up in every run, and with seasons and
growth every month has its exact mean ([verification](verification.md)).

The money has a step, a calendar month, and it is part of what is described: accounts are monthly.
Capacity follows its plan exactly, so that a month in a thousand steps gives the same. What is seen,
thresholds and trust move by monthly shares, as a step of Euler's method does. Taken as lags in
continuous time they are a little shorter than they say: one of 12 months acts as {lag:.1f}. A
file's number is the monthly share, so nothing is wrong, but it cannot be carried to a model with
another step.
"""
BOUNDARY = """## Boundary

**Given**, with dates or a yearly rate, and changed by nothing in the model. A test finds them in
the schema of files.

| about | inputs |
|---|---|"""
STOCKS = """
All other numbers of files are constants of a run.

**Worked out**: stocks and conditions of money and perception, and what they make of the services. A
test finds them in the books (`carefunds_sim/model/money/books.py`) and in the month's conditions.
People, in services and in queues, are stocks too, each a person.

| about | stocks and conditions |
|---|---|"""
LEFT = """
Of {accounts} accounts all but {outside} answer to money; a test doubles it and looks.

**Left out**, where it may matter.

| left out | why it may matter | what was done |
|---|---|---|"""
SURPRISES = """## Surprises

What the model did that its makers had not expected, and whether it is explained.

| seen | explained? |
|---|---|"""
SEEN = (
    ("An eligibility bar let queues grow behind managers' backs",
     "Explained, and mended: it did not allow for people whom another service had refused and sent "
     "on"),
    ("Late years of a squeeze were about one small team and nothing else",
     "Explained, and mended: a team too small for its cases made a queue without end; people "
     "now do "
     "without its work after a while"),
    ("A charge brought the NHS more than it spent, and a pool formed of it left pounds that nobody "
     "bore", "Explained, and mended: no body is allocated less than nothing"),
    ("Managers took people who start from units in use",
     "Explained, and mended: seen by the check of units; it was wrong only where a person takes "
     "more "
     "than one unit ([equations](equations.md#13-units-of-the-names))"),
    ("An unmeasured number turns the ranking of arrangements by delayed days",
     "Explained: what a wait at home weighs with those who decide "
     "([limits](limits.md#what-the-ranking-hinges-on))"),
    ("In 2016-17 delays rose by a quarter in life and hardly at all here",
     "Unexplained: nothing in the model gives way at once ([calibration]("
     "calibration.md#not-met-and-why))"),
    ("Delays are too high in April and too low in September",
     "Explained in part: managers ease off in April, but those whom the winter brought still wait; "
     "admissions have the only season ([calibration](calibration.md#not-met-and-why))"),
    ("Fees that grow by 3% a year leave far more days delayed",
     "Likely because the same money buys fewer, dearer hours; not tested ([behaviour]("
     "behaviour.md#seen-and-not-said-beforehand))"),
)  # fmt: skip
SOURCES = """## Sources

- Barlas, Y. (1996), Formal aspects of model validity and validation in system dynamics, *System
  Dynamics Review* 12(3), 183-210.
- Forrester, J. W. and Senge, P. M. (1980), Tests for building confidence in system dynamics models,
  *TIMS Studies in the Management Sciences* 14, 209-228.
- Sterman, J. D. (2000), *Business Dynamics: systems thinking and modeling for a complex world*,
  chapter 21.
"""
