"""What the derivation of roles says of every chain."""

from collections.abc import Iterator
from datetime import date

from roles.findings.checking import Found, Scopes, add_check
from roles.findings.landscape import landscape
from roles.models import DataCategory
from voipgrid_privacy.kernel.tenancy import SYSTEM


@add_check
def roles_of_every_chain(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report what is wrong with roles, once per party where the cause is the same."""
    categories = dict(DataCategory.objects.visible_to(SYSTEM).values_list("code", "pk"))
    for cause in landscape(on, scopes):
        yield Found(
            scope=cause.scope,
            code=cause.code,
            key=cause.key,
            party=cause.party,
            category=categories.get(cause.category),
            number=cause.number or None,
            owner=cause.owner,
        )
