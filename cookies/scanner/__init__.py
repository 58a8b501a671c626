"""A real browser visits a site in every state of consent; what it sees meets the registry."""
