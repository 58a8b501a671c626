"""Summaries by mail of what waits for a party: who wants them, how often, and what they tell."""
