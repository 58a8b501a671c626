"""Commands of the role registry."""
