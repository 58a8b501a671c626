"""Security measures: one catalogue, to which records and agreements refer."""
