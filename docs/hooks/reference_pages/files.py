"""The page of scenario files: every key of every kind of file, and what it may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from carefunds_sim.report import markdown
from carefunds_sim.scenario.schema.models import MODELS, json_schema
from carefunds_sim.scenario.schema.quantity import WHOLE
from carefunds_sim.vocabulary import value_words

Schema = Mapping[str, Any]

INTRODUCTION = """\
# Keys of scenario files

Every key of every kind of file, from the JSON Schema that `carefunds schema KIND` prints.
[Write files of your own](../how-to/files.md) shows how files are put together. This page is made
from the code by `python -m pytest tests/reference --write-reference`; a test holds the two
together.

**A quantity**, where the table gives a unit, is either a bare value, in a file whose header has
`evidence:`, or written out with these keys:

```yaml
value: 25          # in the unit of the table
unit: count        # may be left out; must be that of the table
range: [20, 30]    # what is plausible: screenings and sweeps move the number within it
role: uncertain    # lever (somebody decides it), uncertain, or constant
kind: derived      # measured, derived, expert, fitted, or assumed
source: nao_2016   # an entry of sources.yaml; not for assumed numbers
at: table 3        # where in the source
why: ...           # the reason; an assumed number must have one
```

**By** means that the value is a map with those words as keys, such as
`{some_help: 10, much_help: 12}`. **The whole, by** means that a key which is left out has no part
in it, as in `{nhs: 0.6, council: 0.4}`.

Every file may have `extends:`, the name or path of a file of the same kind: it then holds only what
differs, and `null` takes away what the other file has. A map that means the whole replaces the
other file's, unless it holds `the_rest: as_before`.

**A name** is of small letters, digits and `_`, a letter first, at most 60 characters. Titles are
one line and remarks may have several; neither may hold control characters.
"""
_REF = "#/$defs/"
_HEADER = ("extends", "evidence")


def files_page() -> str:
    """Return the page of all keys, kind by kind; a part that kinds share stands once."""
    lines, named = [INTRODUCTION], set[str]()
    for kind in MODELS:
        schema = json_schema(kind)
        lines.append(f"## {kind.capitalize()} files\n")
        for name in _reached(schema, MODELS[kind].__name__):
            if name not in named and _written_out(name, schema["$defs"]):
                named.add(name)
                lines += _part(name, schema["$defs"])
    return "\n".join(lines)


def _reached(schema: Schema, root: str) -> list[str]:
    """Return the parts that a file is made of, each after the one that holds it."""
    found = [root]
    for name in found:
        found += [part for part in _named(schema["$defs"][name]) if part not in found]
    return found


def _named(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str) and not node["$ref"].endswith("_difference"):
            yield node["$ref"].removeprefix(_REF)
        for key, item in node.items():
            if key not in ("if", "then"):
                yield from _named(item)
    elif isinstance(node, list):
        for item in node:
            yield from _named(item)


def _written_out(name: str, parts: Schema) -> Schema:
    """Return the form of a part that has keys of its own; empty where it has none."""
    part = parts[name]
    if name.startswith("Quantity"):
        return {}
    forms = (each for each in (part, *part.get("anyOf", ())) if "properties" in each)
    return next(forms, {})


def _part(name: str, parts: Schema) -> Iterator[str]:
    part = _written_out(name, parts)
    yield f'### <a id="{name.lower()}"></a>{name}\n'
    yield f"{' '.join(part.get('description', '').replace('``', '`').split())}\n"
    keys = {key: item for key, item in part["properties"].items() if key not in _HEADER}
    rows = (
        (f"`{key}`", holds(item, parts), _default(key, item, part)) for key, item in keys.items()
    )
    yield from markdown.table(("Key", "Holds", "Default"), rows)


def _default(key: str, item: Schema, part: Schema) -> str:
    if key in part.get("required", ()):
        return "needed"
    first = item.get("enum", [None])[0] if item.get("type") != "boolean" else False
    default = item.get("default", first)  # the schema leaves out those that are zero
    if default is None or isinstance(default, Mapping):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else value_words(default)}`"


def holds(item: Schema, parts: Schema) -> str:
    """Return what a key may hold, in words: a quantity by its unit and bounds."""
    if "$ref" in item:
        return _referred(str(item["$ref"]).removeprefix(_REF), parts)
    if "anyOf" in item:
        each = (holds(part, parts) for part in item["anyOf"] if part.get("type") != "null")
        return ", or ".join(dict.fromkeys(filter(None, each)))
    if "enum" in item:
        return ", ".join(f"`{word}`" for word in item["enum"])
    if "const" in item:
        return f"`{item['const']}`"
    return _typed(item, parts)


def _referred(name: str, parts: Schema) -> str:
    """Return a link to a part, or what a quantity holds and in which unit."""
    part = parts[name]
    if _written_out(name, parts):
        bare = [holds(each, parts) for each in part.get("anyOf", ()) if "properties" not in each]
        return ", or ".join((*bare, f"[{name}](#{name.lower()})"))
    if not name.startswith("Quantity"):
        return holds(part, parts)
    bare, complete = part["anyOf"]
    unit = complete["properties"]["unit"]["const"]
    return f"{holds(bare, parts)}; unit: {unit}" if unit else holds(bare, parts)


def _typed(item: Schema, parts: Schema) -> str:
    match item.get("type"):
        case "object":
            return _map(item, parts)
        case "array":
            return _list(item, parts)
        case "number" | "integer":
            return ("whole number" if item["type"] == "integer" else "number") + _bounds(item)
        case "boolean":
            return "`true` or `false`"
        case "string":
            return "name" if "pattern" in item else "words"
    return ""


def _map(item: Schema, parts: Schema) -> str:
    named = next(iter(item.get("patternProperties", {}).values()), None)
    each = named or item.get("additionalProperties")
    if not isinstance(each, Mapping):
        inner = {str(part.get("$ref")) for part in (item.get("else", {}), item) if "$ref" in part}
        return " or ".join(_referred(ref.removeprefix(_REF), parts) for ref in inner) or "a map"
    words = item.get("propertyNames", {}).get("enum")
    keys = ", ".join(f"`{word}`" for word in words) if words else "name"
    whole = "the whole, " if item.get("$comment") == WHOLE else ""
    return f"{whole}by {keys}: {holds(each, parts)}"


def _list(item: Schema, parts: Schema) -> str:
    low, high = item.get("minItems"), item.get("maxItems")
    number = f"{low} " if low is not None and low == high else ""
    of = holds(item["items"], parts) if "items" in item else "numbers"
    return f"list of {number}{of}"


def _bounds(item: Schema) -> str:
    low, above = item.get("minimum"), item.get("exclusiveMinimum")
    high, below = item.get("maximum"), item.get("exclusiveMaximum")
    said = (
        f"at least {low:g}" if low is not None else "",
        f"above {above:g}" if above is not None else "",
        f"at most {high:g}" if high is not None else "",
        f"below {below:g}" if below is not None else "",
    )
    together = ", ".join(filter(None, said))
    return f", {together}" if together else ""
