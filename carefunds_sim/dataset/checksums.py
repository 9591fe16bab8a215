"""Checksums of a dataset: one for each variable and attribute, whatever file it is kept in.

They depend on names, dimensions, values and attributes, and not on order, compression or layout.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import xarray as xr

SIZE = 12
"""Bytes of a checksum."""

Digest = Any
"""What ``hashlib`` makes; it has no public type."""


class Checksums:
    """Those of a dataset that comes in blocks, one after the other along one dimension."""

    def __init__(self) -> None:
        self._variables: dict[str, Digest] = {}
        self._shapes: dict[str, list[int]] = {}
        self._attributes: dict[str, str] = {}

    def add(self, block: xr.Dataset, along: str | None = None) -> None:
        """Take in the next block; what does not go along the dimension counts once."""
        for name, variable in block.variables.items():
            key = f"variable '{name}'"
            if key not in self._variables:
                self._variables[key] = _digest(_said(variable))
                self._shapes[key] = list(variable.shape)
            elif along in variable.dims:
                self._shapes[key][variable.dims.index(along)] += variable.sizes[along]
            else:
                continue
            self._variables[key].update(_bytes(variable.to_numpy()))
        for name, value in block.attrs.items():
            self._attributes[f"attribute '{name}'"] = _digest(_plain(value)).hexdigest()

    def found(self) -> dict[str, str]:
        """Return the checksums by what each is of."""
        variables = {}
        for key, digest in self._variables.items():
            whole = digest.copy()
            whole.update(json.dumps(self._shapes[key]).encode())
            variables[key] = whole.hexdigest()
        return variables | self._attributes


def checksums(dataset: xr.Dataset) -> dict[str, str]:
    """Return the checksums of a whole dataset by what each is of."""
    sums = Checksums()
    sums.add(dataset)
    return sums.found()


def differences(said: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """Yield a few words for everything that is not as checksums say."""
    for key in sorted(said.keys() | found.keys()):
        if key not in found:
            yield f"{key} is missing"
        elif key not in said:
            yield f"{key} was added"
        elif said[key] != found[key]:
            yield f"{key} has changed"


def _digest(text: str) -> Digest:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE)


def _said(variable: xr.Variable) -> str:
    """Return what there is to a variable beside its values and its shape."""
    kind = variable.dtype.kind
    form = {"O": "text", "U": "text", "M": "time"}.get(kind) or f"{kind}{variable.dtype.itemsize}"
    attributes = {str(name): _plain(value) for name, value in variable.attrs.items()}
    return json.dumps([form, list(map(str, variable.dims)), attributes], sort_keys=True)


def _plain(value: Any) -> str:
    """Return an attribute as text; a file does not keep one number apart from a list of one."""
    plain = np.asarray(value).tolist()
    if isinstance(plain, list) and len(plain) == 1:
        plain = plain[0]
    return json.dumps(plain)


def _bytes(values: np.ndarray) -> bytes:
    if values.dtype.kind in "OU":
        return "".join(f"{text}\0" for text in values.ravel().tolist()).encode(errors="replace")
    if values.dtype.kind == "M":
        values = values.astype("datetime64[ns]").astype(np.int64)
    return values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()
