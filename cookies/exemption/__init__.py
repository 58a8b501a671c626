"""Statistics without consent: what the law asks of it, and what shows that a site meets it."""
