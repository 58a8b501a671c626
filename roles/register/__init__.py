"""The shipped register: facts with their sources as readable YAML, read without a database."""

from roles.register.reading import Entry, identifier, read

__all__ = ("Entry", "identifier", "read")
