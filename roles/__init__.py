"""The role registry: who is what, for which data, on whose behalf, since when."""
