"""Sweeps: a design of points crossed with scenarios, run, kept and resumed."""
