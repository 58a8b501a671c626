"""Reads: each takes a viewer and starts from what it may see."""
