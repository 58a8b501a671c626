"""Cookies: one registry that writes the statement, drives the banner and proves consent."""
