"""Tags of the pages to log in."""
