"""Management of keeping and erasing."""
