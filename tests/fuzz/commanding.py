"""Command lines put together by chance: real commands and options, values good and odd."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import typer.main
from typer.testing import CliRunner

from carefunds_sim.cli.app import app

SMALL = {"--years": "1", "--scale": "0.002", "--replications": "2", "--workers": "1", "--most": "8",
         "--trajectories": "1", "--evaluations": "1", "--searched": "1", "--steps": "1",
         "--permutations": "4"}  # fmt: skip
"""What keeps a command short, given wherever a command takes it."""
LEFT_OUT = ("--help", "--scheduler")
"""A scheduler's address is waited for: tests of clusters try it."""
LONG = ("bench", "calibrate", "screen", "best", "attribute", "compare")
"""Commands that take long with what is shipped: they are given odd names only."""
ODD_NUMBERS = ("0", "-1", "1e9", "nan", "inf", "-inf", "1.5", "", "two", "9" * 400, "1_0", "0x10",
               "99999999999999999999", "1,5", "-0", "1e400", "5%", "=1")  # fmt: skip
ODD_WORDS = ("", " ", "-", "--", ".", "..", "/", "x" * 300, "x" * 5000, "a\nb", "a\x1b[31mb", "é",
             "=1+1", "@x", "a/b/c", "a//b", "//", "none", "missing.yaml", "missing/missing.nc",
             "*", "%s", "{}", "/dev/null", "/dev/null/x", "own.yaml/x", "C:\\x", "~", "$HOME",
             "<b>", "'", '"', "\udcff", "\u202e", "CON", "true")  # fmt: skip
PIPE = "pipe.yaml"
"""Never an option's value: what writes into a pipe rightly waits for a reader."""
FILES = ("own.yaml", "spoilt.yaml", "table.csv", "empty", "folder", "loop.yaml", "study",
         "study/results.nc", "store", "store/sweep.zarr", "./own.yaml", "new")  # fmt: skip
NAMES = ("blocking", "one_queue", "one_pot", "typical_council", "separate", "pooled", "deep_cut",
         "quick", "typical_council/separate/none", "typical_council/-/deep_cut",
         "own.yaml/pooled/none", "delayed_days", "cost_total", "delayed_days <= separate",
         "simpy", "compiled", "sobol", "area", "1/2", "2/2", "trust", "csv", "ema", "loops",
         "E06000023", "squeeze.council.fall")  # fmt: skip


class Said(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    output: str


def said(words: list[str]) -> Said:
    """Return what a command says; an error that is none of the program's own is raised."""
    done = CliRunner().invoke(app, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.output)


def line(number: int) -> list[str]:
    """Return a command line; one number gives one line, the same each time."""
    chance = Random(number)
    name, command = chance.choice(sorted(typer.main.get_command(app).commands.items()))
    options = [option for option in command.params if option.param_type_name == "option"]
    words = [name]
    for option in options:
        flag = max(option.opts, key=len)
        if flag not in LEFT_OUT and chance.random() < 0.2:
            words += [flag] if option.is_flag else [flag, value(chance)]
        elif flag in SMALL:
            words += [flag, SMALL[flag]]
    if name == "bench":
        words.append("--no-such-option")
    for argument in command.params:
        if argument.param_type_name == "argument":
            files = (*FILES, PIPE)
            odd = (ODD_WORDS, files) if name in LONG else (ODD_WORDS, files, files, NAMES, NAMES)
            several = 1 if argument.nargs == 1 else chance.randint(1, 3)
            words += [chance.choice(chance.choice(odd)) for _ in range(several)]
    return words


def value(chance: Random) -> str:
    """Return a value for any option, more often odd than not."""
    return chance.choice(chance.choice((ODD_NUMBERS, ODD_WORDS, FILES, NAMES)))
