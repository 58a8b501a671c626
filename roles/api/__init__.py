"""The reseller API of the role registry."""
