"""Components that show cookies."""
