"""What a study says: area, arrangement, squeeze and run settings, read from files."""
