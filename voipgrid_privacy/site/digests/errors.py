"""What summaries do not allow, in the domain's words."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError


class NothingChosen(DomainError):
    """A summary of nothing."""

    code = "digest_topics_missing"
    title = _("Choose at least one subject, or choose no summary.")


class StopLinkNotValid(DomainError):
    """A link to stop that is not ours, or of somebody who acts for nobody any more."""

    code = "digest_link_not_valid"
    title = _("This link stops nothing: it is not ours, or you act for that organisation no more.")
    status = 404
