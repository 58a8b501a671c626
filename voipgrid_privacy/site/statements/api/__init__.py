"""Privacy statements in the API."""
