"""Whether the product works, and what it has to do: for machines that watch it."""
