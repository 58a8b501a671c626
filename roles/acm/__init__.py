"""Registrations of telecommunications providers with the ACM (Tw Art. 2.1)."""
