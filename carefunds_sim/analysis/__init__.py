"""What a dataset says: estimates with their intervals, contrasts, cost shifted. Numbers only."""
