"""Places, workers and bystanders of the bench of retention runs."""
