"""Tables of requests of data subjects."""

from records.requests.models.parts import RequestDuty, RequestPart
from records.requests.models.persons import RequestContent, RequestIdentifier, RequestPerson
from records.requests.models.requests import RequestPractice, SubjectRequest
from records.requests.models.steps import RequestStep
from records.requests.models.work import RequestNote, RequestTask

__all__ = (
    "RequestContent",
    "RequestDuty",
    "RequestIdentifier",
    "RequestNote",
    "RequestPart",
    "RequestPerson",
    "RequestPractice",
    "RequestStep",
    "RequestTask",
    "SubjectRequest",
)
