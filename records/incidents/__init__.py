"""Incidents and breaches: who must tell whom, on which clock, and proof that it was done."""
