"""The cast with ten thousand customers more, put there in bulk: what a large partner works with."""

from uuid import UUID

from django.db import connection

from roles.models import Service
from tests.site.world import START, World, build

MANY = 10_000
PARTIES = """
    INSERT INTO roles_party
        (id, kind, name, legal_form, kvk_number, country, is_public, is_model)
    SELECT gen_random_uuid(), 'CUSTOMER', 'Winkel ' || n, 'LEGAL_PERSON', '', 'NL', false, false
    FROM generate_series(1, %s) n
"""
CONTRACTS = """
    INSERT INTO roles_contract
        (id, provider_id, acquirer_id, service_id, kind, reference, valid_during)
    SELECT gen_random_uuid(), %s, id, %s, 'SUBSCRIPTION', '', daterange(%s, NULL)
    FROM roles_party WHERE name LIKE 'Winkel %%'
"""


def crowded() -> World:
    """Return the cast; Belfabriek has ten thousand customers beside Bakker."""
    world = build()
    crowd(world.parties["Belfabriek"].pk)
    return world


def crowd(partner: UUID) -> None:
    """Give a partner ten thousand customers more."""
    telephony = Service.objects.get(code="TELEPHONY")
    with connection.cursor() as cursor:
        cursor.execute(PARTIES, [MANY])
        cursor.execute(CONTRACTS, [partner, telephony.pk, START])
        cursor.execute("ANALYZE roles_party, roles_contract, roles_externalid, roles_partyscope")
