"""A load held for minutes, at a share of what the product can do at most: ``make load``."""
