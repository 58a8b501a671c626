"""Webhooks by Standard Webhooks: what happened is a row, and a worker tells who asked for it."""
