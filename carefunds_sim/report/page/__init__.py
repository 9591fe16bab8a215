"""A report as one HTML file that needs nothing else."""

from __future__ import annotations

from carefunds_sim.report.page.page import as_html

__all__ = ["as_html"]
