"""Results for people: tables, sentences and figures, from a dataset alone."""
