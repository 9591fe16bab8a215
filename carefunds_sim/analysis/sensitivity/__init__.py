"""What moves the results of a sweep, how sure that is, and how much of it is chance."""
