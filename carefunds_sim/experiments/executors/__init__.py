"""Ways of running a study's tasks, which all make the same numbers."""
