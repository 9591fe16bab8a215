"""The rules of the model: small pure functions on scalars and arrays, shared by the engines."""
