"""The one place for what is added from outside: files of one's own, and what they register.

A decision rule, an outcome, a figure or an event hook is registered by a decorator, in a Python
file that is loaded by its path, or in an installed package that names its module under the
entry-point group ``carefunds_sim.extensions``. Files of scenarios name what is registered; their
text is never run.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from traceback import extract_tb
from typing import Any, Generic, TypeVar

from carefunds_sim.errors import ArgumentError, CarefundsError, Fault, ScenarioError, did_you_mean

VARIABLE = "CAREFUNDS_EXTENSIONS"
"""The environment variable that names files to be loaded, as PATH names folders."""

GROUP = "carefunds_sim.extensions"
HOW_TO_LOAD = (
    "register it in a Python file and load that: --extension FILE, "
    f"carefunds_sim.load_extension('FILE') in Python, or {VARIABLE}=FILE"
)
SESSION = "this session"
"""Where something comes from that was registered outside any extension: a script or a notebook."""

PACKAGE = Path(__file__).parent
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")

T = TypeVar("T")


@dataclass(frozen=True)
class Extension:
    """What was loaded: its name, the SHA-256 of its file, and where that is."""

    name: str
    sha256: str
    path: str
    installed: bool = False


@dataclass
class _State:
    """What is loaded in this process, and what is being loaded now."""

    loaded: dict[str, Extension] = field(default_factory=dict)  # by path
    loading: str = SESSION
    installed: bool = False  # whether installed packages were asked
    variable: str = ""  # what of the environment variable was loaded


_state = _State()


@dataclass(frozen=True)
class Registered(Generic[T]):
    """Something registered by name, the function it is made of, and the path it comes from."""

    name: str
    item: T
    function: Callable[..., Any]
    origin: str


class Registry(Generic[T]):
    """What is registered of one kind, in the order in which it was."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._found: dict[str, Registered[T]] = {}

    def add(self, name: str, item: T, function: Callable[..., Any]) -> None:
        """Register an item; what comes from the same place again takes the place of what it was.

        Raises
        ------
        ArgumentError
            The name is none, or something from elsewhere has it.
        """
        if not NAME.fullmatch(name):
            raise ArgumentError(
                f"the name of a {self.kind} must be small letters, digits and '_', a letter "
                f"first, at most 60 (got '{name}')"
            )
        before = self._found.get(name)
        if before and before.origin != _state.loading:
            raise ArgumentError(
                f"the {self.kind} '{name}' is registered by {before.origin} already; choose "
                "another name"
            )
        self._found[name] = Registered(name, item, function, _state.loading)

    def get(self, name: str) -> T:
        """Return what is registered under a name.

        Raises
        ------
        CarefundsError
            Nothing is; it says how to register or load it.
        """
        if name not in self.names():
            raise CarefundsError(self.unknown(name))
        return self._found[name].item

    def items(self) -> list[T]:
        """Return all that is registered."""
        load_known()
        return [found.item for found in self._found.values()]

    def names(self) -> list[str]:
        """Return the names of all that is registered."""
        load_known()
        return [*self._found]

    def unknown(self, name: str) -> str:
        """Return the sentence that nothing is registered under a name, and what to do."""
        names = self.names()
        there = f" (there are: {', '.join(names)})" if names else ""
        return (
            f"no {self.kind} is registered as '{name}'{did_you_mean(name, names)}{there}; "
            f"{HOW_TO_LOAD}"
        )

    def of(self, origin: str) -> list[Registered[T]]:
        """Return what comes from one place."""
        return [found for found in self._found.values() if found.origin == origin]

    def forget(self, origin: str) -> None:
        """Take away what comes from one place."""
        self._found = {n: found for n, found in self._found.items() if found.origin != origin}


DECISION_RULES: Registry[Any] = Registry("decision rule")
OUTCOMES: Registry[Any] = Registry("outcome")
FIGURES: Registry[Any] = Registry("figure")
EVENT_HOOKS: Registry[Any] = Registry("event hook")
REGISTRIES = (DECISION_RULES, OUTCOMES, FIGURES, EVENT_HOOKS)


def load_extension(path: str | Path) -> Extension:
    """Run a Python file that registers decision rules, outcomes, figures or event hooks.

    A file that is loaded again unchanged is left as it is. Worker processes load the same files,
    and results name them with their SHA-256.

    Raises
    ------
    ScenarioError
        There is no such file, or it cannot be run; with the line of the fault.
    """
    file = Path(path).resolve()
    try:
        text = file.read_bytes()
    except OSError as error:
        message = f"must be a Python file that registers something ({error.strerror})"
        raise ScenarioError([Fault(str(path), 1, message)]) from error
    found = Extension(file.name, hashlib.sha256(text).hexdigest(), str(file))
    if _state.loaded.get(found.path) != found:
        with _loading(found):
            _run(file, text, str(path))
    return found


def load_known() -> None:
    """Load what is installed, and the files of the environment variable, if not done yet."""
    if _state.loading != SESSION:
        return  # a file that is being loaded asks
    if not _state.installed:
        _state.installed = True
        for point in entry_points(group=GROUP):
            _load_installed(point.name, point.load)
    variable = os.environ.get(VARIABLE, "")
    if variable != _state.variable:
        _state.variable = variable
        for path in filter(None, variable.split(os.pathsep)):
            load_extension(path)


def loaded() -> tuple[Extension, ...]:
    """Return every extension that is loaded here."""
    load_known()
    return tuple(_state.loaded.values())


def used() -> list[dict[str, str]]:
    """Return the file name and the SHA-256 of every extension, for results to name.

    What was defined in a session has no file: it is named by itself, with the SHA-256 of its text.
    """
    files = [{"file": found.name, "sha256": found.sha256} for found in loaded()]
    return files + [
        {"file": f"{item.name}, defined in {SESSION}", "sha256": _text_hash(item.function)}
        for item in _of_session()
    ]


def only_here() -> list[str]:
    """Return the names of what no other process can load: runs that may use it are made here."""
    return [item.name for item in _of_session() if item.name not in FIGURES.names()]


def load_as_there(there: tuple[Extension, ...]) -> None:
    """Load what another process has loaded; called where it has sent work.

    Raises
    ------
    CarefundsError
        A file is not here, or is another one.
    """
    load_known()
    for wanted in there:
        here = _state.loaded.get(wanted.path)
        if here is None and not wanted.installed and Path(wanted.path).is_file():
            here = load_extension(wanted.path)
        alike = [found for found in _state.loaded.values() if found.sha256 == wanted.sha256]
        if not alike:
            lack = "has other text here" if here else "is not here"
            raise CarefundsError(
                f"the extension {wanted.name} cannot be used by this worker: {wanted.path} {lack}; "
                "put the same file there, or make the runs without a cluster"
            )


def _of_session() -> Iterator[Registered[Any]]:
    for registry in REGISTRIES:
        yield from registry.of(SESSION)


def _text_hash(function: Callable[..., Any]) -> str:
    try:
        return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()
    except (OSError, TypeError):
        return "unknown"


@contextmanager
def _loading(extension: Extension) -> Iterator[None]:
    """Let what is registered come from an extension; it is all there afterwards, or nothing."""
    outer, _state.loading = _state.loading, extension.path
    _state.loaded.pop(extension.path, None)
    for registry in REGISTRIES:
        registry.forget(extension.path)
    try:
        yield
        _state.loaded[extension.path] = extension
    except BaseException:
        for registry in REGISTRIES:
            registry.forget(extension.path)
        raise
    finally:
        _state.loading = outer


def _run(file: Path, text: bytes, said: str) -> None:
    """Run a file as a module of its own."""
    module = types.ModuleType(f"carefunds_extension_{file.stem}")
    module.__file__ = str(file)
    sys.modules[module.__name__] = module  # where dataclasses and pickles look for it
    try:
        exec(compile(text, str(file), "exec", dont_inherit=True), module.__dict__)
    except SyntaxError as error:
        here = error.filename == str(file)
        line = (error.lineno or 1) if here else _line_of(error, file)
        raise ScenarioError([Fault(said, line, f"is not Python: {error.msg}")]) from error
    except (Exception, SystemExit) as error:
        words = f"cannot be loaded: {type(error).__name__}: {error}"
        raise ScenarioError([Fault(said, _line_of(error, file), words)]) from error


def _line_of(error: BaseException, file: Path) -> int:
    """Return the last line of a file that led to an error."""
    lines = [frame.lineno for frame in extract_tb(error.__traceback__)
             if frame.filename == str(file)]  # fmt: skip
    return (lines[-1] if lines else 1) or 1


def _load_installed(name: str, load: Callable[[], Any]) -> None:
    """Import the module of an installed package, whose registrations come from its file."""
    _state.loading = name
    try:
        module = load()
    except Exception as error:
        raise CarefundsError(
            f"the installed extension '{name}' cannot be loaded: {type(error).__name__}: {error}"
        ) from error
    finally:
        _state.loading = SESSION
    file = Path(str(getattr(module, "__file__", "")))
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "unknown"
    _state.loaded[name] = Extension(f"{name} ({file.name})", sha256, name, installed=True)


def name_of(function: Callable[..., Any], name: str | None) -> str:
    """Return the name to register a function under: its own, unless another is given."""
    return name or str(getattr(function, "__name__", ""))


def where_it_failed(error: BaseException) -> str:
    """Return what went wrong in somebody's own function, and in which line of which file."""
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if not Path(frame.filename).is_relative_to(PACKAGE)]
    last = (own or frames)[-1]
    return (
        f"it failed with {type(error).__name__}: {error} ({Path(last.filename).name}, line "
        f"{last.lineno})"
    )
