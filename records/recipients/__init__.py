"""Who got the data, and that they were told of a change to them (GDPR Art. 19)."""
