"""Keeping and erasing, for officers; and the overview of everything."""

from records.admin import (
    activities,
    answers,
    certificates,
    holds,
    incidents,
    intake,
    jobs,
    overview,
    register_changes,
    registers,
    rules,
    statistics,
    stores,
    subject_requests,
    tables,
)

__all__ = (
    "activities",
    "answers",
    "certificates",
    "holds",
    "incidents",
    "intake",
    "jobs",
    "overview",
    "register_changes",
    "registers",
    "rules",
    "statistics",
    "stores",
    "subject_requests",
    "tables",
)
