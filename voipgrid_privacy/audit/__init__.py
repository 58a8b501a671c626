"""The logbook: who saw and changed what, in a chain for each party."""
