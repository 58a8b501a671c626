"""Data processing agreements and mandates: what processors and those they act for agreed."""
