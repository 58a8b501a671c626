"""Conventions of the reseller API: authentication, problems, paging, schema."""
