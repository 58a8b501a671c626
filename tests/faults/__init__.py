"""Faults at random moments of the whole product, and counts of what came of the work in flight."""
