"""Forms whose answer shows a secret: sent again by loading the page anew, they do nothing."""

from typing import Final

from django.http import HttpRequest

SPENT: Final = "client_forms_spent"
MOST_SPENT: Final = 20


def is_spent(request: HttpRequest, mark: str) -> bool:
    """Say whether what a form with this mark asks was done before in the session."""
    return mark in request.session.get(SPENT, [])


def spend(request: HttpRequest, mark: str) -> None:
    """Keep that what a form with this mark asks was done. What was refused may be sent again."""
    spent = request.session.get(SPENT, [])
    request.session[SPENT] = [*spent, mark][-MOST_SPENT:]
