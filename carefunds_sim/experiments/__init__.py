"""Studies: many runs of one or several scenarios, on as many processors as there are."""
