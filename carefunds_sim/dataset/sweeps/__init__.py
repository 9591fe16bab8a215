"""Sweeps kept on disk: a Zarr store with a ledger, filled task by task and read back as one."""
