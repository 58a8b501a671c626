"""Pages: HTTP in, queries, HTTP out."""
