"""Transfers of personal data to third countries (GDPR Chapter V)."""
