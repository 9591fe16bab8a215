"""Files that would fill the memory, hang or break a reader: each is a fault with its line."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import pytest
from small_files import AREA, ARRANGEMENT, Write

from carefunds_sim.errors import LONGEST, ScenarioError, did_you_mean, short
from carefunds_sim.scenario.document import DEEPEST, MOST, read
from carefunds_sim.scenario.file_text import LARGEST, bytes_of
from carefunds_sim.scenario.load import validate_files
from carefunds_sim.scenario.points_table import read_points

HEAD = "kind: squeeze\nname: s\ntitle: S\nabout: "
DEEP = f"the file must not be nested more than {DEEPEST} levels deep"
MANY = f"the file must hold at most {MOST:,} values, with what its aliases repeat"
BOMB = "kind: scenario\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

TEXTS = [
    (BOMB, f"6: {MANY}"),
    (f"{HEAD}{'[' * 1000}{']' * 1000}\n", f"4: {DEEP}"),
    (f"{HEAD}\n" + "".join(f"{' ' * level}a:\n" for level in range(1, 900)), f"53: {DEEP}"),
    ('{"kind": "area", "a": ' + '{"a": ' * 1000 + "1" + "}" * 1001, f"1: {DEEP}"),
    (f"{HEAD}\n{'- ' * 1000}x\n", f"5: {DEEP}"),
    ("".join(f"k{n}: 1\n" for n in range(MOST + 1)), f"{MOST}: {MANY}"),
    (f"{HEAD}'{'x' * LARGEST}'\n", "1: the file must have at most 500 kB (got 501 kB)"),
    (f"{HEAD}{'9' * 400}\n", f"4: about cannot be read (got '{'9' * 47}...{'9' * 10}')"),
    (f"{HEAD}{'9' * 9000}\n", f"4: about cannot be read (got '{'9' * 47}...{'9' * 10}')"),
    (f"{HEAD}0x{'f' * 400}\n", f"4: about cannot be read (got '0x{'f' * 45}...{'f' * 10}')"),
    (f"{HEAD}1{'0' * 400}.5\n", "4: about must be text (got inf)"),
    (f"{HEAD}!!bool maybe\n", "4: about cannot be read (got 'maybe')"),
    (f"{HEAD}!!int x\n", "4: about cannot be read (got 'x')"),
    (f"{HEAD}!!int ''\n", "4: about cannot be read (got '')"),
    (f"{HEAD}!!float ''\n", "4: about cannot be read (got '')"),
    (f"{HEAD}!!binary aGk=\n", "4: about must not carry a tag (got tag:yaml.org,2002:binary)"),
    (
        f"{HEAD}!!python/object/apply:os.system [ls]\n",
        "4: about must not carry a tag (got tag:yaml.org,2002:python/object/apply:os.system)",
    ),
    ("!!python/name:x {a: 1}\n", "1: the file must not carry a tag (got tag:yaml.org,2002:python/"),
    (f"%YAML 1.1\n---\n{HEAD}1:30\n", "6: about cannot be read (got '1:30')"),
    (f'{HEAD}"\\ud800"\n', "4: about must not hold control characters (got U+D800)"),
    (f'{HEAD}"\\0"\n', "4: about must not hold control characters (got U+0000)"),
    (f'{HEAD}"\\e[31m"\n', "4: about must not hold control characters (got U+001B)"),
    (f'{HEAD}x\n"\\e": 1\n', "5: the file must not hold control characters (got U+001B)"),
    (f'{HEAD}"\\U99999999"\n', "4: the file is not YAML: Python int too large"),
    (f"{HEAD}\x07\n", "4: the file must not hold control characters (got U+0007)"),
    (f"{HEAD}x\n? [a]\n: b\n", "5: the file must have words as keys (got a list or mapping)"),
    (f"{HEAD}x\n? {'k' * 5000}\n: b\n", f"5: {'k' * 47}...{'k' * 10} is not a known key"),
    (f"{HEAD}x\nnhs: &a {{b: *a}}\n", "5: nhs.b must not contain itself"),
    (f"{HEAD}x\nextends: {'y' * 5000}\n", "5: extends must name a file: no squeeze is called 'yyy"),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_what_breaks_a_reader_is_a_fault_with_its_line(
    write: Write, text: str, expected: str
) -> None:
    found = [str(fault) for fault in validate_files([write("x.yaml", text)])]
    assert [said for said in found if said.startswith(f"x.yaml:{expected}")], found
    assert max(map(len, found)) < 1000


def test_what_is_well_formed_is_read(write: Write) -> None:
    text = (
        f"{HEAD}&a Twice\nnhs: {{basis: total, by_year: &list [0.1, 0x0, 1e-2], after: 0}}\n"
        "council: {basis: total, by_year: *list, after: 0}\ntitle2: *a\n"
    )
    data = read(write("x.yaml", text)).data
    assert data["title2"] == "Twice"
    assert data["council"]["by_year"] == [0.1, 0, 0.01]
    assert read(write("x.json", json.dumps({"title": "\U0001f600 \u00e9"}))).data == {
        "title": "\U0001f600 \u00e9"
    }


def test_text_in_another_encoding_is_a_fault(write: Write) -> None:
    path = write("x.yaml", "")
    for encoding, said in (("utf-16", "text in UTF-8"), ("utf-16-le", "control characters")):
        path.write_bytes(AREA.encode(encoding))
        (fault,) = validate_files([path])
        assert said in fault.message


@pytest.fixture
def odd(write: Write, tmp_path: Path) -> Path:
    """A folder with what is no ordinary file, and a good arrangement."""
    if sys.platform == "win32":
        pytest.skip("there are no pipes in folders")
    write("good.yaml", ARRANGEMENT)
    os.mkfifo("pipe.yaml")
    Path("loop.yaml").symlink_to("loop.yaml")
    Path("dangling.yaml").symlink_to("nowhere.yaml")
    Path("folder.yaml").mkdir()
    bound = socket.socket(socket.AF_UNIX)
    bound.bind("socket.yaml")
    bound.close()
    return tmp_path


ODD = [
    ("pipe.yaml", "this is not an ordinary file but a pipe, a socket or a device"),
    ("socket.yaml", "this is not an ordinary file but a pipe, a socket or a device"),
    ("/dev/zero", "this is not an ordinary file but a pipe, a socket or a device"),
    ("loop.yaml", "the file cannot be read: "),
    ("dangling.yaml", "this link leads to no file"),
    ("folder.yaml", "this is a folder; name a file"),
    ("good.yaml/x.yaml", "there is no such file"),
    ("nul\0.yaml", "there is no such file"),
    ("n" * 2000 + ".yaml", "the file cannot be read: "),
]


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize(("name", "sentence"), ODD)
def test_what_is_no_ordinary_file_is_refused_at_once(
    write: Write, name: str, sentence: str
) -> None:
    (fault,) = validate_files([name])
    assert fault.message.startswith(sentence)
    assert len(fault.file) <= 400
    table = read_points(Path(name))
    assert [fault.message.startswith(sentence) for fault in table.faults] == [True]
    naming = f"kind: arrangement\nextends: {json.dumps(name)}\n"
    for key, line in (("extends", 2), ("replaces", 3)):
        text = naming if key == "extends" else f"kind: arrangement\n\nreplaces: {json.dumps(name)}"
        faults = [str(fault) for fault in validate_files([write("x.yaml", text)])]
        if "\0" not in name:
            assert [said for said in faults if said.startswith(f"x.yaml:{line}: {key} must name")]


@pytest.mark.usefixtures("odd")
def test_a_register_of_sources_that_cannot_be_read_is_a_fault_beside_others(write: Write) -> None:
    os.mkfifo("sources.yaml")
    text = ARRANGEMENT.replace("charge: false", "charge: 3")
    assert [str(fault) for fault in validate_files([write("x.yaml", text)])] == [
        "sources.yaml:1: this is not an ordinary file but a pipe, a socket or a device",
        "x.yaml:15: charge must be true or false (got 3)",
    ]


def test_a_file_that_says_it_is_empty_is_read_no_further_than_allowed() -> None:
    if not Path("/proc/self/maps").exists():
        pytest.skip("there is no such system file")
    with pytest.raises(ScenarioError, match=r"at most 1 kB \(got 2 kB\)"):
        bytes_of(Path("/proc/self/maps"), largest=1000)


def test_a_message_quotes_a_short_piece_on_one_line() -> None:
    assert short("x" * LONGEST) == "x" * LONGEST
    assert len(short("x" * 10_000)) == LONGEST
    assert short("a\nb\x1b\u202e") == r"a\nb\x1b\u202e"
    assert did_you_mean("x" * 10_000, ["x" * 9_999]) == ""
    assert did_you_mean("county", ["county_", 5, ["county"]]) == "; did you mean 'county_'?"
