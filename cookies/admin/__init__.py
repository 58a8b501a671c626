"""Cookies for officers: it shows, and calls services."""

from cookies.admin import items, lists, sites
from cookies.consent import admin as consent_admin
from cookies.scanner import admin as scanner_admin

__all__ = ("consent_admin", "items", "lists", "scanner_admin", "sites")
