"""The cookie statement of a site, generated from the registry."""
