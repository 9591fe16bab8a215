"""What the parts of a file, or of a composed scenario, must agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import did_you_mean
from carefunds_sim.scenario.arrangement import EVERY_SERVICE
from carefunds_sim.scenario.check_area import check_area
from carefunds_sim.scenario.check_sweep import check_sweep
from carefunds_sim.scenario.faults import got
from carefunds_sim.scenario.raw import get, mapping, number, parts, table, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carefunds_sim.errors import Fault
    from carefunds_sim.scenario.document import Document
    from carefunds_sim.scenario.raw import Finding

Raw = dict[str, Any]
BASE_YEAR_MONTHS = 12


def check(kind: str, document: Document) -> list[Fault]:
    """Return what does not agree within a document of a kind, as faults with their lines."""
    findings = _CHECKS[kind](document.data)
    return [document.fault(place, sentence) for place, sentence in findings]


def check_together(area: Document, arrangement: Document) -> list[Fault]:
    """Return what an arrangement asks of an area that the area does not have."""
    findings = _asks(area.data, arrangement.data)
    return [arrangement.fault(place, sentence) for place, sentence in findings]


def _arrangement(arrangement: Raw) -> Iterator[Finding]:
    for name, pool in parts(arrangement, "pools"):
        at = ("pools", name)
        if get(pool, "risk_share") == "host" and get(pool, "host") is None:
            yield at, "must give host, as its risk_share is host"
        for key in ("risk_cap", "host"):
            if get(pool, "risk_share") == "capped" and get(pool, key) is None:
                yield at, f"must give {key}, as its risk_share is capped"
        if get(pool, "risk_cap") is not None and get(pool, "risk_share") != "capped":
            yield (*at, "risk_cap"), "must come with risk_share: capped, as nothing else has a cap"
        for key in ("lead", "host"):
            if get(pool, key) == "self":
                yield (*at, key), "must be one of nhs, council (got 'self')"
    yield from _pool_shares(arrangement)
    yield from _repeated(arrangement, "practice")


def _pool_shares(arrangement: Raw) -> Iterator[Finding]:
    """No service can be pooled more than once over: the pools' shares sum to at most 1."""
    shares = {name: table(pool, "share") for name, pool in parts(arrangement, "pools")}
    for service in dict.fromkeys(service for share in shares.values() for service in share):
        held = {
            name: number(share.get(service, share.get(EVERY_SERVICE, 0.0))) or 0.0
            for name, share in shares.items()
        }
        total = sum(held.values())
        if total > 1 + 1e-6:
            last = [name for name in held if service in shares[name]][-1]
            yield (
                ("pools", last, "share", "value", service),
                f"must leave at most 1 over all pools (got {round(total, 6):g})",
            )


def _squeeze(squeeze: Raw) -> Iterator[Finding]:
    grants = get(squeeze, "grants")
    for index, grant in enumerate(grants if isinstance(grants, list) else []):
        if get(grant, "to") == "self":
            yield ("grants", index, "to"), "must be one of nhs, council (got 'self')"
        for at, finding in _repeated(grant, "months"):
            yield ("grants", index, *at), finding


def _experiment(experiment: Raw) -> Iterator[Finding]:
    lists = (get(experiment, kind) for kind in ("arrangements", "squeezes", "areas"))
    known = [name for names in lists if isinstance(names, list) for name in names]
    baseline = get(experiment, "baseline")
    what = "one of the arrangements, squeezes or areas"
    yield from unknown_name(("baseline",), baseline, what, known)
    for key in ("areas", "arrangements", "squeezes"):
        yield from _repeated(experiment, key)
    yield from _base_year(experiment)


def _sweep(sweep: Raw) -> Iterator[Finding]:
    yield from _experiment(sweep)
    yield from _repeated(sweep, "series")
    yield from check_sweep(sweep)


def _base_year(data: Raw) -> Iterator[Finding]:
    """Budgets start from a base year: where there is money the warm-up is whole years."""
    months = number(get(data, "run", "warmup_months"))
    if months is not None and (months < BASE_YEAR_MONTHS or months % BASE_YEAR_MONTHS):
        place = ("run", "warmup_months")
        yield place, f"must be 12 months or a multiple where there is money (got {months:g})"


def _scenario(scenario: Raw) -> Iterator[Finding]:
    if get(scenario, "arrangement") is not None:
        yield from _base_year(scenario)


def _repeated(data: Raw, key: str) -> Iterator[Finding]:
    found = get(data, key)
    names = found if isinstance(found, list) else []
    for index, name in enumerate(names):
        if name in names[:index]:
            yield (key, index), f"must not be given twice (got {got(name)})"


def _asks(area: Raw, arrangement: Raw) -> Iterator[Finding]:
    called = get(area, "name")
    if get(area, "money") is None:
        yield (), f"an arrangement must meet an area with money (area {got(called)} has none)"
    services, practices = mapping(area, "services"), mapping(area, "practices")
    for name, pool in parts(arrangement, "pools"):
        for service in table(pool, "share"):
            if service not in services and service != EVERY_SERVICE:
                place = ("pools", name, "share", "value", service)
                yield place, _no_such(service, "service", called, services)
    wanted = get(arrangement, "practice")
    for index, practice in enumerate(wanted if isinstance(wanted, list) else []):
        if isinstance(practice, str) and practice not in practices:
            yield ("practice", index), _no_such(practice, "practice", called, practices)


def _no_such(name: str, what: str, area: Any, known: Raw) -> str:
    return f"must name a {what} of area {got(area)} (got {got(name)}){did_you_mean(name, known)}"


_CHECKS: dict[str, Callable[[Raw], Iterator[Finding]]] = {
    "area": check_area,
    "arrangement": _arrangement,
    "squeeze": _squeeze,
    "experiment": _experiment,
    "scenario": _scenario,
    "calibration": _base_year,
    "sweep": _sweep,
}
