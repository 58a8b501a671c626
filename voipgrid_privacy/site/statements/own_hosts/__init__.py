"""A partner's pages at a host of its own: recorded, proven, and given up again."""
