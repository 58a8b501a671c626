"""Steps that are meant for whoever asks: taken, and a mail says that there is something to read.

The mail has the link of the request and nothing else; where no address is known there is none.
"""

from datetime import date, datetime

from records.intake.letters import letter_about
from records.requests import services
from records.requests.models import RequestPart, RequestStep, SubjectRequest
from roles.mail.services import write
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def ask_identity_and_tell(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Ask for proof of identity (GDPR Art. 12(6)); raises as ``ask_identity``."""
    made = services.ask_identity(request=request, name=name, text=text, on=on, at=at, by=by)
    return _told(made, at)


@use_case
def ask_clarification_and_tell(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Ask what is meant; raises as ``ask_clarification``."""
    made = services.ask_clarification(request=request, name=name, text=text, on=on, at=at, by=by)
    return _told(made, at)


@use_case
def extend_part_and_tell(
    *, part: RequestPart, name: str, text: str, on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Extend by two months, announced with the reasons (GDPR Art. 12(3)); raises as
    ``extend_part``.
    """
    return _told(services.extend_part(part=part, name=name, text=text, on=on, at=at, by=by), at)


@use_case
def refuse_part_and_tell(
    *, part: RequestPart, name: str, text: str, on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Refuse, told with the reasons, complaint and court (GDPR Art. 12(4)); raises as
    ``refuse_part``.
    """
    return _told(services.refuse_part(part=part, name=name, text=text, on=on, at=at, by=by), at)


def _told(step: RequestStep, at: datetime) -> RequestStep:
    with as_application():  # links are nobody's table; the step was judged
        row = SubjectRequest.objects.select_related("received_by").get(pk=step.request_id)
        letter = letter_about(row, "message", at)
        write([letter] if letter else [], at=at)
    return step
