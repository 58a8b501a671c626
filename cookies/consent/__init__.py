"""The log that proves consent."""
