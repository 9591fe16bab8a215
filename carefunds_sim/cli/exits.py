"""Exit codes."""

from __future__ import annotations

BAD_INPUT = 2
INCOMPLETE = 3
"""Part of a study failed or was interrupted; what is finished was kept."""
