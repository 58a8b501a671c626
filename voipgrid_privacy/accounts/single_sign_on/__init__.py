"""Logging in by another organisation's OpenID provider."""
