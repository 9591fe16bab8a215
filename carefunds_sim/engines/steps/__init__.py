"""Steps that take no time, written once: Python for one engine, machine code for the other."""
