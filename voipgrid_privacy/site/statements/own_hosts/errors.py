"""What hosts of one's own do not allow."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError


class NotAHost(DomainError):
    """A text that names no host."""

    code = "own_host_not_a_name"
    title = _("Give a host name such as privacy.example.com, without https and without a path.")


class HostIsOurs(DomainError):
    """A name that this installation has itself."""

    code = "own_host_is_ours"
    title = _("%(host)s is a name of this platform. Choose one of your own.")
    status = 409


class HostGivenUp(DomainError):
    """A host that its party gave up."""

    code = "own_host_given_up"
    title = _("This host was given up. Record it again.")
    status = 409
