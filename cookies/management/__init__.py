"""Commands of the cookie registry."""
