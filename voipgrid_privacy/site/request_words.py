"""What rights are called to people who do not know the law, and what they may expect."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.requests.choices import RequestState, Right

ASKS: Final[Mapping[Right, Promise]] = {
    Right.ACCESS: _("See which data you have about me (access)"),
    Right.RECTIFICATION: _("Have data corrected or completed (rectification)"),
    Right.ERASURE: _("Have data erased (erasure)"),
    Right.RESTRICTION: _("Have the use of my data stopped for a while (restriction)"),
    Right.PORTABILITY: _("Get my data to take them elsewhere (portability)"),
    Right.OBJECTION: _("Object to the use of my data (objection)"),
    Right.AUTOMATED_DECISIONS: _("Have a decision of a computer reviewed by a person"),
    Right.WITHDRAWAL_OF_CONSENT: _("Withdraw a consent that I gave"),
    Right.COMPLAINT: _("Complain about what happens with my data"),
    Right.QUESTION: _("Ask a question about my data"),
}

STATES: Final[Mapping[RequestState, Promise]] = {
    RequestState.NEW: _("We received your request and are going to handle it."),
    RequestState.OPEN: _("We are handling your request."),
    RequestState.WAITING: _("We are handling your request."),
    RequestState.IDENTITY: _("We asked you to show that it is you. Please answer below."),
    RequestState.CLARIFICATION: _("We asked you a question. Please answer below."),
    RequestState.DONE: _("We answered your request."),
    RequestState.WITHDRAWN: _("You withdrew this request."),
    RequestState.CLOSED: _("This request is closed."),
}
"""What somebody who asks is told: never who else has a part in it."""

NEED_WORDS: Final = frozenset(
    {
        Right.RECTIFICATION,
        Right.OBJECTION,
        Right.AUTOMATED_DECISIONS,
        Right.WITHDRAWAL_OF_CONSENT,
        Right.COMPLAINT,
        Right.QUESTION,
    }
)
"""Rights that cannot be answered without knowing what is meant."""
