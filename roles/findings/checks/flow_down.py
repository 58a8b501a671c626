"""What a processor promised and those that it engages did not (GDPR Art. 28(4))."""

from collections.abc import Iterator
from datetime import date

from roles.findings.checking import Found, Scopes, add_check
from roles.findings.flow_down import causes


@add_check
def obligations_down_the_chain(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report agreements with those that are engaged that fall short of the ones above."""
    for cause in causes(on, scopes):
        yield Found(cause.scope, cause.code, cause.key, cause.party, owner=cause.owner)
