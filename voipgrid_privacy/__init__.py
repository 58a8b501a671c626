"""The data-role registry of a telephony platform."""
