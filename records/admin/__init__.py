"""Keeping and erasing, for officers; and the overview of everything."""

from records.admin import certificates, holds, jobs, overview, rules, stores, tables

__all__ = ("certificates", "holds", "jobs", "overview", "rules", "stores", "tables")
