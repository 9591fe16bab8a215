"""From a document's plain values to the validated part of a scenario, with all its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from carefunds_sim.scenario.faults import faults_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carefunds_sim.errors import Fault
    from carefunds_sim.scenario.document import Document

M = TypeVar("M", bound=BaseModel)


def build(
    model: type[M], document: Document, *, sources: Mapping[str, Any] | None = None
) -> tuple[M | None, list[Fault]]:
    """Return the validated part, or None, and every fault that the schema finds.

    ``sources`` are the sources that quantities may name; without it any may be named.
    """
    try:
        return model.model_validate(document.data, context={"sources": sources}), []
    except ValidationError as error:
        return None, faults_of(error, document, model)
