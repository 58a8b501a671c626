"""Keeping and erasing in the API: rules, stores, holds, runs and certificates."""
