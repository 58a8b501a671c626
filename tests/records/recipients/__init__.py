"""Telling recipients of a change (GDPR Art. 19)."""
