"""Other people's tools, set on the running product."""
