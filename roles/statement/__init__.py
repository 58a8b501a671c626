"""What a privacy statement says: roles it states, what it discloses, what it relies on."""
