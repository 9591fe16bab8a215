"""What the page of results says in words: its introduction and a heading for each kind of check."""

INTRODUCTION = """
# Verification

Does the program do what it says it does? Here its results stand beside what is known by other
means: formulas of queueing theory, exact Markov chains, another simulator, and years of accounts
worked out by hand. This page is written by the checks themselves, nobody edits it:

    python -m pytest tests/verification -m "slow or not slow" \\
        --write-verification docs/background/verification.md

Running it twice gives the same page. The short forms run with every change and fail when their
lines here are no longer what comes out; lines that follow a shipped area, whose numbers change,
are only renewed with the page.

**How to read it.** In each line something that was simulated may differ from what is expected by
so much and no more. Where that is 0, both must be the same. Elsewhere chance has a part: the mean
over replications, each with people of its own, is held against the exact number by a t-test. A
right program must not be accused wrongly because many numbers are compared, so the chance of *any*
false alarm on this page is {false_alarm:.0%}, shared equally among {budget:,} comparisons
(Bonferroni); {made:,} were made. The price is width: small faults are found by long runs only, and
the last table shows what the short ones find. Seeds are fixed.

**Both engines.** Means come from the compiled engine, which is fast enough for thousands of years.
Lines that say SimPy compare a year of every account with the SimPy engine, bit for bit.

**What this cannot show.** That the model is like the world: that is calibration and validation.
"""

SECTIONS = {
    "one_queue": (
        "One queue",
        """
A ward with a fixed number of beds, in which people arrive at random and stay for an exponential
time, against Erlang's formula C (M/M/c); and one whose people give up after a fixed patience,
against the exact M/M/c+D queue, which without any patience is Erlang's loss formula B. A finance
director's reading: beds, load, and how long people wait, as in any textbook.
""",
    ),
    "unlimited": (
        "Services without a limit",
        """
Where nobody waits, the number present is arrivals x mean stay whatever the distribution of stays
(M/G/infinity), from the very first month, because the first day's people are as they would be in a
steady state. With a hazard of death, the share who die is one less the Laplace transform of the
stay. A network with ways back follows the traffic equations.
""",
    ),
    "blocking": (
        "Two services with blocking",
        """
People who are ready for a second service that is full keep their hospital bed. With exponential
stays this is a Markov chain whose stationary chances are solved exactly, by sparse linear algebra:
beds, places, delayed days, waits outside. Three sizes, one of them with everybody going on.
""",
    ),
    "step": (
        "Capacity that steps",
        """
The same two services from empty, with places added on a stated day: the expected delayed days and
occupied days of each month from the transient of the exact chain, by uniformisation. The short form
looks at the months around a step in the first year, the long form at three years. The first two
months, when hardly anybody is delayed, are left out: means of rare events are not normal.
""",
    ),
    "ciw": (
        "Three services, and another simulator",
        """
Hospital, rehabilitation and home care with onward routes, where home care blocks rehabilitation and
both block the hospital, simulated here and in Ciw (an independent queueing library). Ciw is given
the same people's arrivals, stays and routes, and in both those who are blocked keep their place and
move on in the order in which they were ready. So no statistics are needed: everybody must hold
every place from the same moment to the same moment, to a millionth of a day.
""",
    ),
    "priority": (
        "Priority",
        """
Two streams compete for beds, and one has a head start so long that nobody of the other ever goes
first: the non-preemptive priority queue of Cobham (1954).
""",
    ),
    "rhythm": (
        "Arrivals by season, weekday and growth",
        """
Residents of three age bands who grow at different rates, a season, a weekday profile, from empty:
expected arrivals and person-days of every month, exact for each family of stays (Mt/G/infinity).
""",
    ),
    "stays": (
        "Stays as long as stated",
        """
For every service of every shipped area: the mean stay that engines are given is the file's, by
dependency and for hip fractures; each family and spread of stays has the mean it is given, exactly
by quadrature and over a million draws; and in a run everybody stays as long as was drawn for them,
nobody's stay being cut off or lost.
""",
    ),
    "little": (
        "Little's law",
        """
For every service of the shipped areas, in use, in person and in the queue: days by the accounts are
people x mean days by the event log, within a billionth.
""",
    ),
    "conservation": (
        "Nobody and nothing is lost",
        """
Arrangements and squeezes, areas taking turns, from the accounts alone: people at a month's end are
those of the last one, with who came, less who went; what bodies bear is what funds spent, charges
and risk shares cancel out; and what all bodies together bear of a service is the cost of its
capacity, use and starts at the file's prices.
""",
    ),
    "finance": (
        "The rules of the money, worked out by hand",
        """
A town in which nothing that costs money is left to chance, in `tests/verification/hand_worked/`,
through three years: separate budgets with a cut, an overspend, in-year cuts, a deficit and its
recovery, the charge; a pool under three risk shares, with its overhead; a pool that takes a year to
set up; money per head of growing residents, price growth and grants. The tables there
(`*_months.csv`, `*_years.csv`) open in any spreadsheet and say under each heading how it is worked
out; they come from plain arithmetic that does not know the package. Each line here is the month or
year in which a column differs most, in pounds (places for *open* and *plan*); a cent is allowed.
""",
    ),
}

PLANTED = """
A check that cannot fail shows nothing. Here a fault is planted in the simulated scenario or in a
rule of the program, and the check that it is for must notice. Each line is the measure in which the
fault shows most. Rules that people meet are machine code in the compiled engine, so faults in them
are planted in the SimPy engine. To lose people or pounds unnoticed by the run itself, the checks
that every run makes of itself had to be switched off first.
"""
