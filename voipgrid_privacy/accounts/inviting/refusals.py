"""Refusals about colleagues, in the domain's words."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError


class MemberAlready(DomainError):
    """Who is invited acts for the party."""

    code = "member_already"
    title = _("Who reads this address acts for your organisation already.")
    status = 409


class InvitationsTooMany(DomainError):
    """More open invitations than a party sends at once."""

    code = "invitations_too_many"
    title = _("%(most)s invitations are open: wait for an answer, or take some back.")
    status = 409


class InvitedJustNow(InvitationsTooMany):
    """An address that was mailed a moment ago."""

    title = _("This address was invited a moment ago: wait %(minutes)s minutes.")


class InvitedTooOften(InvitationsTooMany):
    """More mail than a party sends in an hour."""

    title = _("Your organisation sent %(most)s invitations within an hour: wait for an hour.")


class InvitationNotValid(DomainError):
    """The link is not ours, was used, was taken back or is over."""

    code = "invitation_not_valid"
    title = _("This invitation is no longer valid. Ask who invited you for another.")
    status = 404


class LastManager(DomainError):
    """Nobody would be left who lets others in."""

    code = "last_manager"
    title = _("Your organisation keeps at least one manager: make somebody else manager first.")
    status = 409
