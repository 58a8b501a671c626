"""Components that show roles and their reasons."""
