"""A YAML file as plain values, with the line every key stands on.

Everything that is wrong with the file as YAML is a fault with its line; nothing here knows
what the keys mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from carefunds_sim.errors import Fault, ScenarioError, short
from carefunds_sim.scenario.catalogue import readable_path
from carefunds_sim.scenario.file_text import CONTROL, no_control, text_of, unusable

Step = str | int
Place = tuple[Step, ...]

DEEPEST = 50
"""Levels that the keys and lists of a file may stand inside each other."""

MOST = 20_000
"""Values that a file may hold; what an alias repeats counts again."""

_DEEP = f"the file must not be nested more than {DEEPEST} levels deep"
_MANY = f"the file must hold at most {MOST:,} values, with what its aliases repeat"
_TAG = "tag:yaml.org,2002:"
_AS_TEXT = (_TAG + "timestamp", _TAG + "merge", _TAG + "value", _TAG + "str")
_PLAIN = (*_AS_TEXT, *(_TAG + word for word in ("int", "float", "bool", "null")))


@dataclass(frozen=True)
class Mark:
    """Where a key or an item stands."""

    path: Path
    line: int

    @property
    def file(self) -> str:
        """The file as people read of it."""
        return readable_path(self.path)


@dataclass
class Document:
    """A file, or several laid over each other, as plain values.

    ``marks`` holds where each key of ``data`` stands, by its place; ``prefix`` is what comes
    before a place when people read of it, for a document that is part of a file.
    """

    path: Path
    data: dict[str, Any]
    marks: dict[Place, Mark] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    prefix: Place = ()

    def mark(self, place: Place) -> Mark:
        """Return where a place stands, or where the nearest place around it does."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.marks:
                return self.marks[place[:end]]
        return Mark(self.path, 1)

    def fault(self, place: Place, sentence: str) -> Fault:
        """Return a fault at a place: ``file:line: key.path sentence``."""
        mark = self.mark(place)
        words = dotted((*self.prefix, *place))
        return Fault(mark.file, mark.line, f"{words} {sentence}" if words else sentence)

    def part(self, key: str) -> Document:
        """Return a mapping inside this document as a document of its own."""
        return Document(
            path=self.path,
            data=dict(self.data[key]),
            marks={place[1:]: mark for place, mark in self.marks.items() if place[:1] == (key,)},
            prefix=(*self.prefix, key),
        )


def dotted(place: Iterable[Step]) -> str:
    """Return a place as people read it; the ``value`` of a quantity goes without saying."""
    return ".".join(short(step) for step in place if step != "value")


def read(path: Path) -> Document:
    """Return a file's values and lines.

    Raises ScenarioError when there is no such file, or it is not text, not YAML, empty, or not a
    mapping. Repeated keys and the like are left in ``faults``, to be listed with all the others.
    """
    document = Document(path, {}, {(): Mark(path, 1)})
    root = _compose(text_of(path), path)
    if root is None:
        raise unusable(path, 1, "the file is empty")
    if not isinstance(root, MappingNode):
        raise unusable(path, _line(root), "the file must be a mapping of keys to values")
    document.data = _Reading(document).value(root, ()) or {}
    return document


def values_of(text: str) -> list[Any]:
    """Return values that stand in a line with commas between them, each as a file has it.

    Raises ScenarioError when the text is nothing of the kind.
    """
    path = Path("value")
    document = Document(path, {}, {(): Mark(path, 1)})
    root = _compose(f"[{text}]", path)
    values = _Reading(document).value(root, ()) if root is not None else None
    if document.faults or not isinstance(values, list):
        raise ScenarioError(document.faults or [document.fault((), "must be values")])
    return values


class _TooMuchError(ComposerError):
    """A file is larger or deeper than a file of this package can be."""


class _Composer(Composer):
    """Makes the nodes of a file, no more and no deeper than it may have."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.warn_double_anchors = False
        self.nodes = self.level = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Return the next node with all inside it."""
        self.nodes += 1
        self.level += 1
        said = _DEEP if self.level > DEEPEST else _MANY if self.nodes > 2 * MOST else ""
        if said:
            raise _TooMuchError(None, None, said, self.parser.peek_event().start_mark)
        try:
            node = super().compose_node(parent, index)
        except (ValueError, OverflowError) as error:  # an escape for a character that there is not
            here = self.loader.reader.get_mark()
            raise ComposerError(None, None, str(error), here) from None
        self.level -= 1
        return node


@lru_cache(maxsize=16)
def _compose(text: str, path: Path) -> Node | None:
    """Return the nodes of a text, which never change: parsing is most of what reading takes."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    try:
        root: Node | None = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        said = str(error.problem or error.context)
        sentence = said if isinstance(error, _TooMuchError) else _problem(said)
        raise unusable(path, line, sentence) from None
    except YAMLError as error:
        raise unusable(path, 1, _problem(str(error))) from None
    return root


def _problem(said: str) -> str:
    if r"'\t'" in said:
        return "the file is not YAML: a tab stands where only spaces may"
    return f"the file is not YAML: {short(' '.join(said.split()), 200)}"


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


class _Reading:
    """Turns YAML nodes into plain values and notes the line of each."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = document.mark(()).file
        self.values = YAML(typ="safe", pure=True).constructor
        self.open: set[int] = set()
        self.count = 0

    def mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        """Return a mapping's values; of a repeated key the first stands."""
        self.open.add(id(node))
        values: dict[str, Any] = {}
        for key, item in self._entries(node, place):
            if key in values:
                first = self.document.marks[(*place, key)].line
                self._fault(self.key_line, (*place, key), f"is given twice (first in line {first})")
                continue
            self.document.marks[(*place, key)] = Mark(self.document.path, self.key_line)
            values[key] = self.value(item, (*place, key))
        self.open.discard(id(node))
        return values

    def _entries(self, node: MappingNode, place: Place) -> Iterator[tuple[str, Node]]:
        for key, item in node.value:
            self.key_line = _line(key)
            if isinstance(key, ScalarNode) and key.tag == _TAG + "str":
                word = self._text(key, place)
                if word is not None:
                    yield word, item
            elif isinstance(key, ScalarNode) and key.tag == _TAG + "merge":
                self._fault(self.key_line, place, "must not use '<<'; use 'extends'")
            else:
                got = short(key.value) if isinstance(key, ScalarNode) else "a list or mapping"
                self._fault(self.key_line, place, f"must have words as keys (got {got})")

    def value(self, node: Node, place: Place) -> Any:
        """Return the plain value of any node."""
        self._bear(place)
        if id(node) in self.open:
            return self._fault(_line(node), place, "must not contain itself")
        if isinstance(node, ScalarNode):
            return self._scalar(node, place)
        if node.tag not in (_TAG + "map", _TAG + "seq"):
            return self._fault(_line(node), place, f"must not carry a tag (got {short(node.tag)})")
        if isinstance(node, MappingNode):
            return self.mapping(node, place)
        assert isinstance(node, SequenceNode)
        return self._sequence(node, place)

    def _sequence(self, node: SequenceNode, place: Place) -> list[Any]:
        self.open.add(id(node))
        values = []
        for index, item in enumerate(node.value):
            self.document.marks[(*place, index)] = Mark(self.document.path, _line(item))
            values.append(self.value(item, (*place, index)))
        self.open.discard(id(node))
        return values

    def _scalar(self, node: ScalarNode, place: Place) -> Any:
        if node.tag in _AS_TEXT:
            return self._text(node, place)
        if node.tag not in _PLAIN:
            return self._fault(_line(node), place, f"must not carry a tag (got {short(node.tag)})")
        try:
            found = self.values.construct_object(node)
            if isinstance(found, int):
                float(found)  # a number that is too large for any use
        except (YAMLError, ValueError, LookupError, OverflowError):
            return self._fault(_line(node), place, f"cannot be read (got '{short(node.value)}')")
        return found

    def _text(self, node: ScalarNode, place: Place) -> str | None:
        """Return a text without control characters; JSON writes some letters as two halves."""
        text = str(node.value)
        if not CONTROL.search(text):
            return text
        with suppress(UnicodeDecodeError):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16")
        control = CONTROL.search(text)
        if control is not None:
            self._fault(_line(node), place, no_control(control[0]))
            return None
        return text

    def _bear(self, place: Place) -> None:
        """Stop where aliases repeat more than can be borne: nine lines can stand for millions."""
        self.count += 1
        said = _DEEP if len(place) > DEEPEST else _MANY if self.count > MOST else ""
        if said:
            mark = self.document.mark(place[:1])
            raise unusable(mark.path, mark.line, said)

    def _fault(self, line: int, place: Place, sentence: str) -> None:
        said = dotted(place)
        self.document.faults.append(
            Fault(self.file, line, f"{said} {sentence}" if said else f"the file {sentence}")
        )
