"""How long data may be kept: rules with their grounds, and the days they make data due."""
