"""Files of every kind, spoilt by chance: one number gives one file, the same each time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from carefunds_sim.scenario.catalogue import catalogue

SLOW_TO_READ = ("typical_council", "what_matters", "where_it_pays", "england_2010_17")
AT_ONCE = 3


class Spot(NamedTuple):
    """The stretches of text that a value, and the entry it belongs to, take."""

    entry: int
    value: int
    end: int
    key: int  # where the key ends; the entry's start where there is none


class Spoilt(NamedTuple):
    """A file that was made worse, and how."""

    of: str
    how: str
    content: bytes


Change = Callable[[str, Spot, Random], str]

ODD = (
    # numbers
    "-1", "0", "0.5", "1e-320", "1e19", "1e308", "-1e308", ".nan", ".inf", "-.inf", "9" * 400,
    "1" + "0" * 5000, "0x1F", "0o17", "1_000", "12:30:45", "30.5", "1e", "+", "0.1e400",
    "1.7976931348623157e308", "18446744073709551616", "-0.0",
    # words
    "", "~", "true", "yes", "2012-01-01", "''", "' '", "self", "=1+1", "'@SUM(A1)'", "'-2+3'",
    r'"\e[31mred\a"', r'"a\0b"', r'"line\nbreak"', '"\\u202e"', r'"\uD800"', "'<b>&amp;'", "..",
    "nul", "'a:b'", "é", "x" * 2000, "'" + "long " * 2000 + "'", "|\n  text\n", ">-\n  text\n",
    "% x", "`x`", # YAML
    "!!bool maybe", "!!float x", "!!int x", "!!null x", "!!binary aGk=", "!!set {a, b}",
    "!!omap [a: 1]", "!!timestamp x", "!!python/object/apply:os.system [ls]", "!own 5", "&a [*a]",
    "&a {b: *a}", "*none", "{<<: {a: 1}}", "[1, [2, {a: [b]}]]", "[]", "{}", "[null]",
    "{null: 1}", "{[1]: 2}", "{1: 2}", "? x", "[" * 40 + "]" * 40, "[" * 3000 + "]" * 3000,
    "{a: " * 1200 + "1" + "}" * 1200, "[1, 2", "{a: 1", "'", # files
    "typical_council", "own.yaml", "./own.yaml", "../own.yaml", "/dev/zero", "/dev/stdin",
    "missing.yaml", ".", "/", "none", "separate", "pooled", "deep_cut", "blocking", "a/b/c",
    "file:///etc/passwd",
)  # fmt: skip
KEYS = ("", "kind", "extends", "name", "value", "Value", "<<", "null", "5", "[a]", "x" * 300,
        "=1+1", "a.b", r'"\e[31m"', "!!str a", "? b", "é", "*", "-", "run", "evidence",
        "share", "range", "unit")  # fmt: skip


def spoilt(number: int) -> Spoilt:
    """Return one shipped or small file, spoilt in one to three ways."""
    chance = Random(number)
    name = chance.choice(_choice())
    text = _texts()[name]
    if chance.random() < 0.2:
        how = chance.choice(WHOLE)
        return Spoilt(name, how.__name__, how(text, chance))
    changed, said = text, []
    spots = chance.sample(_spots(name), k=min(AT_ONCE, len(_spots(name))))
    for spot in _apart(spots[: chance.randint(1, AT_ONCE)]):
        how = chance.choice(CHANGES)
        changed = changed[: spot.entry] + how(changed, spot, chance) + changed[spot.end :]
        said.append(how.__name__)
    return Spoilt(name, " and ".join(said), changed.encode("utf-8", "surrogatepass"))


def _apart(spots: list[Spot]) -> Iterator[Spot]:
    """Yield spots from the last to the first, without those that lie across one another."""
    start = None
    for spot in sorted(spots, reverse=True):
        if start is None or spot.end <= start:
            yield spot
            start = spot.entry


@cache
def _texts() -> dict[str, str]:
    return {entry.name: entry.path.read_text(encoding="utf-8") for entry in catalogue()}


@cache
def _choice() -> tuple[str, ...]:
    """Return the names of files, small ones more often than those that take a second to read."""
    return tuple(name for name in _texts() for _ in range(1 if name in SLOW_TO_READ else 6))


@cache
def _spots(name: str) -> list[Spot]:
    return list(_walk(YAML(typ="safe", pure=True).compose(_texts()[name])))


def _walk(node: Node) -> Iterator[Spot]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield Spot(key.start_mark.index, value.start_mark.index, value.end_mark.index,
                       key.end_mark.index)  # fmt: skip
            yield from _walk(value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            at = item.start_mark.index
            yield Spot(at, at, item.end_mark.index, at)
            yield from _walk(item)
    else:
        assert isinstance(node, ScalarNode)


# Of one entry: what stands there instead, from the start of its key to the end of its value.


def _ending(text: str, spot: Spot) -> str:
    """Return the line's end that a block's stretch takes in, which must be kept."""
    return "\n" if text[spot.value : spot.end].endswith("\n") else ""


def another_value(text: str, spot: Spot, chance: Random) -> str:
    """Put an odd value."""
    return f"{text[spot.entry : spot.value]}{chance.choice(ODD)}{_ending(text, spot)}"


def another_key(text: str, spot: Spot, chance: Random) -> str:
    """Put an odd key."""
    return chance.choice(KEYS) + text[spot.key : spot.end]


def nothing(text: str, spot: Spot, chance: Random) -> str:  # noqa: ARG001 - nothing is chosen
    """Leave the value out."""
    return text[spot.entry : spot.value] + _ending(text, spot)


def twice(text: str, spot: Spot, chance: Random) -> str:  # noqa: ARG001 - nothing is chosen
    """Give the entry twice."""
    entry = text[spot.entry : spot.end]
    column = spot.entry - text.rfind("\n", 0, spot.entry) - 1
    return f"{entry.rstrip()}\n{' ' * column}{entry}"


def within_list(text: str, spot: Spot, chance: Random) -> str:
    """Put the value into a list, with something odd beside it."""
    value = " ".join(text[spot.value : spot.end].split())
    return f"{text[spot.entry : spot.value]}[{value}, {chance.choice(ODD)}]{_ending(text, spot)}"


def as_quantity(text: str, spot: Spot, chance: Random) -> str:
    """Write the value with evidence, some of it odd."""
    value = " ".join(text[spot.value : spot.end].split())
    inside = f"{{value: {value}, kind: assumed, why: {chance.choice(ODD)}, range: [0, 1]}}"
    return text[spot.entry : spot.value] + inside + _ending(text, spot)


def another_number(text: str, spot: Spot, chance: Random) -> str:
    """Put another number where there is one: what stays in form, and may mean nonsense."""

    def other(found: re.Match[str]) -> str:
        number = float(found[0])
        factor = chance.choice((-1, 0, 1e6, 1e-6, 10, 0.1, chance.uniform(0.5, 2)))
        return repr(chance.choice((number * factor, round(number), number + 0.5)))

    value = re.sub(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", other, text[spot.value : spot.end])
    return text[spot.entry : spot.value] + value


def anothers_value(text: str, spot: Spot, chance: Random) -> str:
    """Put some other word or number of the same file."""
    words = re.findall(r"[\w.]+", text)
    return f"{text[spot.entry : spot.value]}{chance.choice(words)}{_ending(text, spot)}"


def alias_bomb(text: str, spot: Spot, chance: Random) -> str:
    """Put what grows tenfold with each of some short lines."""
    layers = [f"&b0 [{', '.join('x' * 10)}]"]
    layers += [f"&b{n + 1} [{', '.join([f'*b{n}'] * 10)}]" for n in range(chance.randint(1, 9))]
    return f"{text[spot.entry : spot.value]}[{', '.join(layers)}]{_ending(text, spot)}"


CHANGES: tuple[Change, ...] = (
    another_value, another_value, another_value, another_key, nothing, twice, within_list,
    as_quantity, another_number, another_number, another_number, anothers_value, anothers_value,
alias_bomb, )  # fmt: skip


# Of the whole file.


def cut(text: str, chance: Random) -> bytes:
    """Cut it off anywhere."""
    return text.encode()[: chance.randrange(len(text))]


def bytes_changed(text: str, chance: Random) -> bytes:
    """Write any bytes over some of it."""
    content = bytearray(text.encode())
    for _ in range(chance.randint(1, 5)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def other_encoding(text: str, chance: Random) -> bytes:
    """Save it as other programs do."""
    windows = text.replace("\n", "\r\n")
    how = chance.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "ascii"))
    return windows.encode(how, "replace")


def lines_moved(text: str, chance: Random) -> bytes:
    """Leave out, repeat, indent or exchange some lines."""
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        line = lines[at]
        moved = ("", line * 2, f" {line}", f"\t{line}", line.lstrip(), line.replace("\n", "\r"))
        lines[at] = chance.choice((*moved, lines[other]))
    return "".join(lines).encode()


def another_kind(text: str, chance: Random) -> bytes:
    """Say that it is of another kind, or extends something else."""
    key = chance.choice(("kind", "extends"))
    word = chance.choice(
        ("area", "arrangement", "squeeze", "scenario", "sweep", "calibration", *ODD)
    )
    rest = re.sub(rf"^{key}:.*\n", "", text, flags=re.MULTILINE)
    return f"{key}: {word}\n{rest}".encode("utf-8", "surrogatepass")


def as_json(text: str, chance: Random) -> bytes:
    """Write it as JSON, with one line of it cut off."""
    data = YAML(typ="safe", pure=True).load(text)
    lines = json.dumps(data, indent=1, default=str).splitlines()
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines).encode()


def nothing_of_it(text: str, chance: Random) -> bytes:  # noqa: ARG001 - nothing of it is kept
    """Write something else altogether."""
    return chance.choice((
        b"", b"\n\n", b"---\n---\n", b"# only\n", b"%YAML 9.9\n---\na: 1\n", b"\x00" * 100, b"[]",
        b"5", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", chance.randbytes(300), b"a: b: c\n",
        b"- a\nb: 1\n", b"{" * 5000, b"kind: area\n" * 2000, b"!!python/name:os.system ",
        b"\xef\xbb\xbf" * 3, b"\t", b"a: 1\n...\nb: 2\n", b"? [a]\n: b\n", b"&a " * 500,
    b"kind: area\nname: " + b"a" * 100_000, ))  # fmt: skip


WHOLE: tuple[Callable[[str, Random], bytes], ...] = (
    cut, bytes_changed, other_encoding, lines_moved, another_kind, as_json, nothing_of_it,
)  # fmt: skip
