"""The chapters of a report, one file each: Results in, Chapter out; None where there is nothing."""
