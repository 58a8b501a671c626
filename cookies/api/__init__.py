"""The reseller API of the cookie registry: sites, what they store, and the consents they got."""
