"""Certificates: what a run did, signed and chained, so that others can hold us to it."""
