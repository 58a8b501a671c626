"""Keeping and erasing, for officers; and the overview of everything."""

from records.admin import holds, jobs, overview, rules, stores, tables

__all__ = ("holds", "jobs", "overview", "rules", "stores", "tables")
