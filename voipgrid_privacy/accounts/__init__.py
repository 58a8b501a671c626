"""People, API clients, and for which parties they act."""
