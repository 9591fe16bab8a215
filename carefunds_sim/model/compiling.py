"""The one decorator that compiles: Python for whoever reads, machine code for whoever runs.

What is compiled is kept between calls, in a folder named after the sources it was compiled from:
a change of any rule, however deep, is compiled anew and can never be mistaken for the old one.
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
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from filelock import FileLock
from llvmlite import ir
from numba.core.cgutils import voidptr_t
from numba.extending import intrinsic
from platformdirs import user_cache_dir

Function = TypeVar("Function", bound=Callable[..., Any])

log = logging.getLogger(__name__)

PACKAGE = Path(__file__).parents[1]
CONFIG: Any = numba.config
SOURCES = ("vocabulary.py", "model/**/*.py", "engines/**/*.py")
KEPT_DAYS = 30.0


def compiled(function: Function) -> Function:
    """Compile a function of numbers, arrays and records when it is first called.

    Both engines call the same compiled rule, so that they agree to the last bit on any machine.
    The Python form stays at hand as ``function.py_func``. Sums are made in the order written:
    nothing is reordered, fused or run in parallel.
    """
    return _compile(function, forceinline=False)


def inlined(function: Function) -> Function:
    """Compile a step of the compiled engine into the place that calls it."""
    return _compile(function, forceinline=True)


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


@numba.extending.register_jitable(inline="never", forceinline=True)
def fetch_ahead(address: int) -> None:
    """Have the line of memory at an address brought near, because it is going to be read."""
    _fetch_ahead(address)  # type: ignore[call-arg]


@numba.extending.register_jitable(inline="never", forceinline=True)
def at_address(address: int, size: int, kind: Any) -> np.ndarray:
    """Return the table of so many rows of a kind that is at an address; machine code only.

    The table belongs to whoever made it and has to be kept alive there.
    """
    return numba.carray(_pointer(address), (size,), kind)  # type: ignore[attr-defined, call-arg]


def cache_is_complete() -> bool:
    """Tell whether all machine code of this version is kept, for this Python and this Numba."""
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
    kept, CONFIG.CACHE_DIR = CONFIG.CACHE_DIR, str(_FOLDER or "")
    try:
        decorator = numba.njit(
            cache=_FOLDER is not None, error_model="numpy", forceinline=forceinline
        )
        made = decorator(function)
    finally:
        CONFIG.CACHE_DIR = kept
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
