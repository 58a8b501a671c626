"""Inviting colleagues: a link by mail, an account, and who still acts for the party."""
