"""Carrying out what retention rules ask: jobs, batches and their evidence."""
