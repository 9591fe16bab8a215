"""The compiled engine: the same model in machine code."""
