"""One registry of what a site stores and reads: it feeds statement, banner, removal and scanner."""
