"""The ground floor: law, history, use cases, errors, text, privacy. It imports nothing of ours."""
