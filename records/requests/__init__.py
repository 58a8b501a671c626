"""Requests of data subjects (GDPR Art. 12-22): received, split by role, on the law's calendar."""
