"""Runs in a store outside our own database: the same evidence, in two databases that may part."""
