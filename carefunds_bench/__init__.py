"""What a run costs, measured: against the other engine, Ciw and C, and as the area grows."""
