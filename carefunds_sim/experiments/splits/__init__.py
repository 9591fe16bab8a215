"""Splitting money among services: the purse, the splits there are, and the search among them."""
