"""Values of settings in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


def file_word(key: Any) -> str:
    """Return a word as files have it, such as ``aged_65_74``."""
    return str(getattr(key, "word", key))


def plain_word(key: Any) -> str:
    """Return a word of a file as people read it, such as ``aged 65-74``."""
    words = re.sub(r"(\d) (\d)", r"\1-\2", file_word(key).replace("_", " "))
    return re.sub(r"\bnhs\b", "NHS", words)


def value_words(value: Any, *, named: Callable[[Any], str] = file_word) -> str:
    """Return a setting's value in words, as short as it can be without losing a digit."""
    if isinstance(value, dict):
        return ", ".join(_pair(named(key), part, named) for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(value_words(part, named=named) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return named(value) if isinstance(value, str) else f"{value:.10g}"


def _pair(word: str, part: Any, named: Callable[[Any], str]) -> str:
    words = value_words(part, named=named)
    return f"{word} ({words})" if isinstance(part, dict) else f"{word} {words}"
