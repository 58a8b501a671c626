"""Tags and filters of the records."""
