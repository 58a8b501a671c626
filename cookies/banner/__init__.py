"""The banner: one script and one style per site, built from the registry."""
