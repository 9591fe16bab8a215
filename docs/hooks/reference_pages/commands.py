"""The page of commands: every argument and option, what it takes, and its default."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from carefunds_sim.report import markdown

Command = Callable[..., Any]

INTRODUCTION = """\
# Commands

Every command of `carefunds`, as `carefunds COMMAND --help` tells it. Square brackets mean that
something may be left out, three dots that there may be several. This page is made from the code by
`python -m pytest tests/reference --write-reference`; a test holds the two together.

Exit codes say what happened:

- `0`: done.
- `2`: bad input; nothing was written.
- `3`: part of the work is missing. A run failed, a signal ended the command, a disk took no more,
  or stored results cannot be used. A sentence says which, what is kept and how to go on.
- `1`: a defect of the program.

A reader who stops reading, as `carefunds list | head` does, changes no code: nothing is said, and
files are written all the same.
"""
_KINDS = {
    str: "word",
    int: "whole number",
    float: "number",
    Path: "path",
    list: "words",
    bool: "",
}


@dataclass(frozen=True)
class _Parameter:
    """One argument or option: what the signature of its command says of it."""

    name: str
    kind: type
    info: ArgumentInfo | OptionInfo
    default: Any

    @property
    def shown(self) -> str:
        """What is typed: the word of an argument, the names of an option."""
        if isinstance(self.info, ArgumentInfo):
            return str(self.info.metavar or self.name.upper())
        first = self.info.default  # in Annotated, the first name given stands here
        given = (*([first] if isinstance(first, str) else []), *(self.info.param_decls or ()))
        named = given or (f"--{self.name.replace('_', '-')}",)
        in_order = sorted(named, key=lambda name: (len(name) > len("-x"), name))
        return ", ".join(in_order).replace("/", ", ")

    @property
    def takes(self) -> str:
        """What kind of value it takes, and within which bounds."""
        low, high = (_plain(bound) for bound in (self.info.min, self.info.max))
        kind = f"`{self.info.metavar}`" if self.is_option and self.info.metavar else ""
        kind = kind or _kind_words(self.kind)
        bounds = {
            (True, True): f", {low} to {high}",
            (True, False): f", {low} or more",
            (False, True): f", at most {high}",
        }
        return kind + bounds.get((low != "", high != ""), "")

    @property
    def says(self) -> str:
        """Its help, with the default where there is one worth telling."""
        words = self.info.help or ""
        untold = (None, False, inspect.Parameter.empty)
        if any(self.default is each for each in untold) or self.default == []:
            return words
        first = self.shown.split(", ")[0]
        return f"{words} Default: {first if self.default is True else _plain(self.default)}."

    @property
    def is_option(self) -> bool:
        """Whether it is given by name."""
        return isinstance(self.info, OptionInfo)

    @property
    def usage(self) -> str:
        """How an argument stands in the line of usage."""
        several = "..." if self.kind is list and "..." not in self.shown else ""
        needed = self.default is inspect.Parameter.empty or self.shown.startswith("[")
        return self.shown + several if needed else f"[{self.shown}{several}]"


def commands_page(commands: Mapping[str, Command]) -> str:
    """Return the page of all commands, in the order given."""
    lines = [INTRODUCTION, *_contents(commands)]
    for name, command in commands.items():
        lines += _section(name, command)
    return "\n".join(lines)


def _contents(commands: Mapping[str, Command]) -> Iterator[str]:
    rows = (
        (f"[{name}](#carefunds-{name})", _said(command)[0]) for name, command in commands.items()
    )
    yield from markdown.table(("Command", "What it does"), rows)


def _section(name: str, command: Command) -> Iterator[str]:
    parameters = tuple(_parameters(command))
    arguments = [each for each in parameters if not each.is_option]
    yield f"## carefunds {name}\n"
    yield from (f"{paragraph}\n" for paragraph in _said(command))
    options = ["[OPTIONS]"] if len(arguments) < len(parameters) else []
    usage = " ".join(("carefunds", name, *options, *(each.usage for each in arguments)))
    yield f"```text\n{usage}\n```\n"
    if parameters:
        rows = ((f"`{each.shown}`", each.takes, each.says) for each in parameters)
        yield from markdown.table(("Argument or option", "Takes", "What it is"), rows)


def _parameters(command: Command) -> Iterator[_Parameter]:
    hints = get_type_hints(command, include_extras=True)
    for name, parameter in inspect.signature(command).parameters.items():
        kind, *marks = get_args(hints[name]) if get_origin(hints[name]) is Annotated else (None,)
        info = next(each for each in marks if isinstance(each, ArgumentInfo | OptionInfo))
        if not info.hidden:
            yield _Parameter(name, _bare(kind), info, parameter.default)


def _bare(kind: Any) -> type:
    """Return a type without None, and a list of anything as a list."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    bare: type = get_origin(kind) or kind
    return bare


def _kind_words(kind: type) -> str:
    if issubclass(kind, Enum):
        return " or ".join(f"`{member.value}`" for member in kind)
    return _KINDS[kind]


def _said(command: Command) -> list[str]:
    """Return the paragraphs of a command's help, each on one line."""
    return [
        " ".join(part.split()) for part in inspect.cleandoc(command.__doc__ or "").split("\n\n")
    ]


def _plain(value: Any) -> str:
    value = value.value if isinstance(value, Enum) else value
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
