"""Legal holds: what may not be erased although its term has ended."""
