"""Answering data subjects with what is really kept about them."""
