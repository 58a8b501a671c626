"""The API against what Schemathesis thinks of: `make fuzz-api`."""
