"""A part of a file, which never changes: what was validated is what is run, hashed and stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, Self, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

from carefunds_sim.errors import FrozenError

C = TypeVar("C")
K = TypeVar("K")
V = TypeVar("V")


def refuse(*_: object, **__: object) -> NoReturn:
    """Raise the error that says how to have another value instead."""
    raise FrozenError(
        "a scenario does not change; use scenario.with_value('area.services.acute.capacity', 30) "
        "or scenario.with_run(years=3), which return another one"
    )


class FrozenDict(dict[K, V]):
    """A mapping that refuses to change; as any other it is read, compared, copied and stored."""

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def __reduce__(self) -> tuple[type, tuple[dict[K, V]]]:
        """Pickle and copy as a whole: by default a mapping is filled key by key."""
        return (type(self), (dict(self),))


class FrozenList(list[V]):
    """A list that refuses to change."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = refuse
    append = clear = extend = insert = pop = remove = reverse = sort = refuse

    def __reduce__(self) -> tuple[type, tuple[list[V]]]:
        """Pickle and copy as a whole: by default a list is filled item by item."""
        return (type(self), (list(self),))


def frozen(found: Any) -> Any:
    """Return mappings and lists as such that refuse to change, and all else as it is."""
    if isinstance(found, dict):
        return FrozenDict({key: frozen(item) for key, item in found.items()})
    if isinstance(found, list):
        return FrozenList(map(frozen, found))
    return found


def unchanging(kind: type[C]) -> type[C]:
    """Return a frozen dataclass that says, when it is to be changed, what to do instead."""
    for name in ("__setattr__", "__delattr__"):
        setattr(kind, name, refuse)
    return kind


class Strict(BaseModel):
    """A part of a file: unknown keys are faults, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _freeze(self) -> Self:
        for key, found in self.__dict__.items():
            if isinstance(found, dict | list):
                self.__dict__[key] = frozen(found)
        return self

    def __setattr__(self, _name: str, _value: object) -> None:
        refuse()

    def __delattr__(self, _name: str) -> None:
        refuse()

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[dict[str, Any]]]:
        """Pickle as plain values: the classes of quantities are made at run time."""
        return (type(self).model_validate, (self.model_dump(mode="json"),))
