"""Simulate older people's care under separate, aligned, pooled and single budgets."""

__version__ = "0.1.0.dev0"
