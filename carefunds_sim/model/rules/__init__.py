"""Pure rules on scalars: one concept each, the same for every engine."""
