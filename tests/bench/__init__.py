"""Measurements, run by hand: each prints its figure beside the ceiling it is compared with."""
