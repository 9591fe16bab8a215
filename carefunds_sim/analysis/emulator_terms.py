"""Which linear, squared and product terms of the inputs an emulator's mean has.

A term is a pair of inputs: (i, i) a square, (i, j) a product and (i, -1) the input itself.
"""

from __future__ import annotations

import numpy as np

ACTIVE = 12
"""Most inputs that an emulator has."""

CURVED = 16
"""Inputs whose squares and products are tried: those that matter most by straight lines."""

PASSES = 2
"""How often terms are chosen, weights of runs being those of the pass before."""


def columns(u: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Return a constant and the terms' values; scaled positions (point, input)."""
    made = np.ones((len(u), len(terms) + 1))
    for place, (i, j) in enumerate(terms, start=1):
        made[:, place] = u[:, i] if j < 0 else u[:, i] * u[:, j]
    return made


def chosen_terms(u: np.ndarray, y: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return the terms (term, 2) that explain an output, the weightiest first.

    From scaled positions (run, input), an output of variance one and known variances (run).
    """
    inputs = u.shape[1]
    line = np.stack([np.arange(inputs), np.full(inputs, -1)], axis=1)
    rest = max(1 - float(noise.mean()), 0.05)
    weight = 1 / np.sqrt(rest + noise)
    straight, _ = _forward(columns(u, line) * weight[:, np.newaxis], y * weight, line, inputs)
    first = _weightiest(u, y, straight)
    i, j = np.triu_indices(len(first))
    candidates = np.vstack([line, np.sort(np.stack([first[i], first[j]], axis=1))])
    values = columns(u, candidates)
    chosen = np.empty(0, dtype=int)
    for _ in range(PASSES):
        weight = 1 / np.sqrt(rest + noise)
        chosen, left = _forward(values * weight[:, np.newaxis], y * weight, candidates, inputs)
        unexplained = left / weight
        rest = max(float((unexplained**2 - noise).mean()), 0.01)
    return candidates[chosen]


def _weightiest(u: np.ndarray, y: np.ndarray, straight: np.ndarray) -> np.ndarray:
    """Return the inputs whose curves are tried: those of the straight lines, then the likeliest."""
    others = np.argsort(-abs(u.T @ y), kind="stable")
    return np.array([*straight, *(i for i in others if i not in straight)])[:CURVED]


def _forward(
    values: np.ndarray, y: np.ndarray, candidates: np.ndarray, inputs: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of terms taken one by one while each pays, and what they leave of ``y``.

    ``values`` (run, 1 + candidate) begin with the constant; all rows are weighted. A product may
    enter when one of its inputs is in already.
    """
    runs = len(y)
    price = (np.log(runs) + np.log(len(candidates))) / runs
    basis = values[:, 0] / np.linalg.norm(values[:, 0])
    rest = values[:, 1:] - np.outer(basis, basis @ values[:, 1:])
    size = (rest**2).sum(axis=0)
    left = y - basis * (basis @ y)
    free, active = size.copy(), np.zeros(inputs + 1, dtype=bool)
    chosen: list[int] = []
    while len(chosen) < min(runs // 5, 4 * ACTIVE):
        allowed = _allowed(candidates, active) & (free > 1e-4 * size) & (free > 1e-12)
        allowed[chosen] = False
        gain = np.where(allowed, (left @ rest) ** 2 / np.where(allowed, free, 1.0), 0.0)
        best, total = int(gain.argmax()), float(left @ left)
        if total <= 1e-12 * runs or total - gain[best] <= 0:
            break
        if -np.log1p(-gain[best] / total) < price:
            break
        chosen.append(best)
        active[candidates[best][candidates[best] >= 0]] = True
        basis = rest[:, best] / np.sqrt(free[best])
        rest -= np.outer(basis, basis @ rest)
        free = (rest**2).sum(axis=0)
        left = left - basis * (basis @ left)
    return np.array(chosen, dtype=int), left


def _allowed(candidates: np.ndarray, active: np.ndarray) -> np.ndarray:
    """Return which terms may enter: within the most inputs, products beside an active input."""
    first, second = candidates[:, 0], candidates[:, 1]
    alone = (second < 0) | (first == second)
    known = active[first] | active[second]
    new = (~active[first]).astype(int) + (~alone & ~active[second])
    return np.asarray((alone | known) & (new + active.sum() <= ACTIVE))
