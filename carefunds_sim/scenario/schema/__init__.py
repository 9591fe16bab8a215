"""What files may say: their keys, units, bounds and words."""
