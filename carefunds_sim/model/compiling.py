"""The one decorator that compiles: Python to read, machine code to run.

What is compiled is kept between calls, in a folder named after the sources it was compiled from:
a change of any rule, however deep, is compiled again and can never be mistaken for the old one.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast, overload

import numba
import numpy as np
from filelock import FileLock
from llvmlite import ir
from numba.core.cgutils import voidptr_t
from numba.core.typing.templates import builtin_registry
from numba.extending import intrinsic
from platformdirs import user_cache_dir

Function = TypeVar("Function", bound=Callable[..., Any])

log = logging.getLogger(__name__)

PACKAGE = Path(__file__).parents[1]
CONFIG: Any = numba.config
SOURCES = ("vocabulary.py", "model/**/*.py", "engines/**/*.py")
KEPT_DAYS = 30.0
BYTES = 8  # of a number


def compiled(function: Function) -> Function:
    """Compile a function of numbers, arrays and records when it is first called.

    Both engines call the same compiled rule, so that they agree to the last bit on any machine.
    The Python form stays at hand as ``function.py_func``. Sums are made in the order written:
    nothing is reordered, fused or run in parallel.
    """
    return _compile(function, forceinline=False)


def inlined(function: Function) -> Function:
    """Compile a small rule into the place that calls it; see ``compiled``."""
    return _compile(function, forceinline=True)


@overload
def step(function: Function) -> Function: ...
@overload
def step(*, inlined: bool) -> Callable[[Function], Function]: ...
def step(function: Any = None, *, inlined: bool = True) -> Any:
    """Leave a function as it is in Python, and compile it into the machine code that calls it.

    A step is called with the world and its records: by the SimPy engine with objects, by the
    compiled engine with rows of tables. What is not ``inlined`` is called from several places.
    """
    if function is None:
        return partial(step, inlined=inlined)
    machine(function, inlined=inlined)(function)
    return function


def machine(python: Any, *, inlined: bool = True) -> Callable[[Function], Function]:
    """Say what a function is in machine code, where that is not what it is in Python."""

    def decorate(function: Function) -> Function:
        options: Any = {"forceinline": inlined, "error_model": "numpy"}

        @numba.extending.overload(python, strict=False, jit_options=options)
        def choose(*_: Any, **__: Any) -> Function:
            return function

        _, known = builtin_registry.globals[-1]
        known.templates[0]._impl_cache = _BySignature()
        return function

    return decorate


class _BySignature(dict[Any, Any]):
    """Machine code by context and types alone.

    Numba would compile a function once more for callers with other options; ours differ in being
    inlined only, which changes nothing of what they call. That halves the time of compiling.
    """

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(key[:3])

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[:3], value)


@intrinsic
def _pointer(typing_context: Any, address: Any) -> Any:
    """Make a pointer of a whole number."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.inttoptr(arguments[0], voidptr_t)

    return numba.types.voidptr(address), generate


@intrinsic
def _fetch_ahead(typing_context: Any, address: Any) -> Any:
    """Have the line of memory at an address brought near."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        code = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [voidptr_t, code, code, code])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [voidptr_t], kind)
        to_read, keep_near, data = code(0), code(3), code(1)
        builder.call(fetch, [builder.inttoptr(arguments[0], voidptr_t), to_read, keep_near, data])
        return context.get_dummy_value()

    return numba.types.void(address), generate


@step
def fetch_ahead(address: int) -> None:
    """Have the line of memory at an address brought near, because it is going to be read."""
    _fetch_ahead(address)  # type: ignore[call-arg]


def at_address(table: Any, size: int, kind: Any) -> Any:
    """Return the table of so many rows of a kind; machine code has the address of its first row.

    The table belongs to its maker and has to be kept alive there.
    """
    del size, kind
    return table


@machine(at_address)
def _at_address(table: int, size: int, kind: Any) -> np.ndarray:
    return numba.carray(_pointer(table), (size,), kind)  # type: ignore[attr-defined, call-arg]


def cells_at(table: Any, first: int, size: int) -> Any:
    """Return some cells of a table of numbers, from the first one on; see ``at_address``."""
    return table[first : first + size]


@machine(cells_at)
def _cells_at(table: int, first: int, size: int) -> np.ndarray:
    address = table + first * BYTES
    return numba.carray(_pointer(address), (size,), np.float64)  # type: ignore[attr-defined, call-arg]


def row_of(index: int) -> Any:
    """Return an index as one that is not negative, so that machine code need not ask."""
    return index


@machine(row_of)
def _row_of(index: int) -> np.uint64:
    return np.uint64(index)


def cache_is_complete() -> bool:
    """Return whether all machine code of this version is kept, for this Python and this Numba."""
    return _FOLDER is not None and _mark(_FOLDER).exists()


def complete_cache() -> None:
    """Note that everything has been compiled and kept."""
    if _FOLDER is not None:
        with _may_fail():
            _mark(_FOLDER).touch()


def _mark(folder: Path) -> Path:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    place = hashlib.sha256(str(PACKAGE).encode()).hexdigest()[:8]  # Numba keeps by file
    return folder / f"complete-{python}-{numba.__version__}-{place}"


def _compile(function: Function, *, forceinline: bool) -> Function:
    usual, CONFIG.CACHE_DIR = CONFIG.CACHE_DIR, str(_FOLDER or "")
    try:
        decorator = numba.njit(
            cache=_FOLDER is not None, error_model="numpy", forceinline=forceinline
        )
        made = decorator(function)
    finally:
        CONFIG.CACHE_DIR = usual
    if _FOLDER is not None:
        _keep_in_turn(made, _FOLDER / "writing.lock")
    return cast("Function", made)


def _keep_in_turn(made: Any, lock: Path) -> None:
    """Let one process at a time keep machine code.

    Two at once can choose the same file for two forms of a function, and each finds the other's.
    """
    keep = made._cache.save_overload

    def keep_in_turn(signature: Any, code: Any) -> None:
        with _may_fail(), FileLock(lock):
            keep(signature, code)

    made._cache.save_overload = keep_in_turn


@contextmanager
def _may_fail() -> Iterator[None]:
    """Go on where the disk keeps no machine code: it is compiled again next time."""
    try:
        yield
    except OSError as error:
        log.warning("compiled code is not kept for the next time: %s", error)


def sources_digest(package: Path) -> str:
    """Return a name for everything that machine code may be made of."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(package.glob(pattern)):
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _make_folder() -> Path | None:
    base = Path(CONFIG.CACHE_DIR or user_cache_dir("carefunds_sim", appauthor=False))
    folder = base / f"compiled-{sources_digest(PACKAGE)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        if not os.access(folder, os.W_OK):
            return None
        _forget_old(base)
    except OSError:
        return None
    return folder


def _forget_old(base: Path) -> None:
    """Remove what no run has used for a month."""
    oldest = time.time() - KEPT_DAYS * 86400.0
    for folder in base.glob("compiled-*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


_FOLDER = _make_folder()
