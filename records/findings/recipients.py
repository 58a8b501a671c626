"""Recipients who were not told that the data that they got were changed (GDPR Art. 19)."""

from collections.abc import Iterator
from datetime import date

from records.recipients.untold import untold
from roles.findings import Found, Scopes, add_check, within
from roles.findings.checking import owner_of
from roles.models import DataCategory


@add_check
def recipients_untold(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report parts whose data were changed before today, and whose recipients do not all know."""
    categories = dict(DataCategory.objects.values_list("code", "pk"))
    for each in untold(on, scopes):
        party, part = each.party, each.part
        if within(party.pk, scopes):
            yield Found(
                party.pk,
                "request_recipients_untold",
                f"request={part.request_id}/part={part.pk}",
                party.pk,
                categories.get(part.category),
                number=each.number,
                owner=owner_of(party.kind),
            )
