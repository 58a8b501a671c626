"""Anonymous statistics of calls: tables by month, made before the calls go, within a budget."""
