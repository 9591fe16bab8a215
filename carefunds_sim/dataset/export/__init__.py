"""Results in the forms of other programs: tables, EMA Workbench, SALib."""

from carefunds_sim.dataset.export.ema import to_ema, write_ema
from carefunds_sim.dataset.export.problem import problem
from carefunds_sim.dataset.export.table import to_table, write_parquet

__all__ = ["problem", "to_ema", "to_table", "write_ema", "write_parquet"]
