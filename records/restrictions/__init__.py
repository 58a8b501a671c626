"""Restriction of processing: data are kept, and nothing else is done with them (GDPR Art. 18)."""
