"""What a rule without branches works on: a number, or an array with one for each service."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

Amount = TypeVar("Amount", float, np.ndarray)
