"""What somebody chose, and whether its summaries arrive."""

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.queries import returned
from roles.models import Party
from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, read_as_application
from voipgrid_privacy.site.digests.models import DigestChoice


def own_choice(*, viewer: Viewer, party: Party) -> DigestChoice | None:
    """Return what ``viewer`` itself chose for ``party``; None where it chose nothing yet."""
    rows = DigestChoice.objects.visible_to(viewer)
    return rows.filter(membership__party=party, membership__user=viewer.user_id).first()


def acts_for(*, viewer: Viewer, party: Party) -> bool:
    """Say whether ``viewer`` is a person who acts for ``party`` itself, and so may choose."""
    members = Membership.objects.visible_to(viewer)
    return members.filter(party=party, user=viewer.user_id).exists()


def came_back(choice: DigestChoice) -> OutgoingMail | None:
    """Return the last summary since it was chosen, if it did not arrive: its reader alone is told.

    An address that is gone ends it, without a new choice, so that is told as well.
    """
    with read_as_application():  # the platform sends it, so no party's session reads it
        member = choice.membership_id
        mail = returned(MailKind.DIGEST, [member], viewer=SYSTEM).get(member)
    return mail if mail and mail.queued_at > choice.chosen_at else None
