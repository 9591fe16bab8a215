"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# The gate looks at the same generated examples each time; at a desk they are new every time.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("gate" if os.environ.get("CI") else "desk")

os.environ.pop("COLUMNS", None)  # workers are given the width of a terminal they do not write to
