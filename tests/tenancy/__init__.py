"""Every table of the database, as a partner's own SQL session meets it.

Two partners, Belfabriek and Eve's; a customer each; one customer that moved from Belfabriek to
Eve's. Nothing here goes through our queries: it is what PostgreSQL itself refuses.
"""
