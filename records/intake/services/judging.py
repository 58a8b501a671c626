"""What whoever handles requests says of two that look alike: never merged, each stays."""

from records.intake.choices import Verdict
from records.intake.models import RequestLikeness
from records.intake.queries import alike
from records.intake.refusals import NotAlike
from records.intake.services.threading import must_speak_for, seen
from records.requests.models import SubjectRequest
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def judge_likeness(
    *, request: SubjectRequest, first: SubjectRequest, verdict: Verdict, by: Viewer
) -> RequestLikeness:
    """Say that ``request`` is the same as ``first``, or is not; may be said anew.

    The day of receipt of the first stays the one that counts. Raises NotFound, NotAllowed,
    ``request_not_alike``.
    """
    row = seen(request, by)
    must_speak_for(row.received_by, by)
    if first.pk not in {each.first.pk for each in alike(row, viewer=by)}:
        raise NotAlike
    with as_application():
        said, _made = RequestLikeness.objects.update_or_create(
            request=row,
            first_id=first.pk,
            defaults={"verdict": verdict},
            create_defaults={"verdict": verdict, "judged_at": row.entered_at},
        )
    return said
