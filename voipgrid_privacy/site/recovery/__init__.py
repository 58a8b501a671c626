"""Backups that are proven: made with a list of what is in them, put back, and held against it."""
