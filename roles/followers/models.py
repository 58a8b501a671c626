"""Addresses that follow the public list of sub-processors, and what they were told of."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from roles.models.parties import Party
from roles.sub_processors.models import SubProcessorChange
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/_{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
"""One plain address: nothing that a mail header takes for its end, or for another spelling of it.

Without ``=`` and ``?`` there is no encoded word (RFC 2047), by which one mailbox has many names.
"""


class News(models.TextChoices):
    """What happened to a change that everyone was told of."""

    ANNOUNCED = "ANNOUNCED", _("Announced")
    BEGUN = "BEGUN", _("Begun")
    CALLED_OFF = "CALLED_OFF", _("Called off")


class OfficersOnly(RegisteredQuerySet[M]):
    """Nobody's but the officers'."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(pk__in=())


@tracked
class Follower(RegisteredModel):
    """An address that asked to be told of changes, and whether its reader said yes (Art. 6(1)(a)).

    Of changes in the public list of sub-processors, or in the privacy statement of one party.

    Until ``confirmed_at`` nothing but the question is sent. The link in that question is kept as
    SHA-256 only, holds until ``confirm_before`` and works once. Leaving deletes the row.
    """

    address = models.EmailField(_("e-mail"))
    statement_of = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("follows the statement of"),
        help_text=_("Empty: the list of sub-processors."),
    )
    asked_at = models.DateTimeField(_("asked at"))
    confirm_hash = models.CharField(_("SHA-256 of the link"), max_length=64, blank=True)
    confirm_before = models.DateTimeField(_("the link holds until"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = OfficersOnly["Follower"].as_manager()
    privacy = Privacy(
        personal={"address": Erasure.DELETE_ROW, "confirm_hash": Erasure.DELETE_ROW},
        not_personal=("id", "statement_of", "asked_at", "confirm_before", "confirmed_at"),
        kept=_("Not confirmed: three days. Confirmed: until its reader leaves."),
    )

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ("-asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                Lower("address"), "statement_of", name="follower_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="follower_plain_address", condition=Q(address__regex=ADDRESS)
            ),
            models.CheckConstraint(
                name="follower_asked_or_confirmed",
                condition=Q(confirmed_at=None, confirm_before__isnull=False) & ~Q(confirm_hash="")
                | Q(confirmed_at__isnull=False, confirm_before=None, confirm_hash=""),
            ),
        )
        indexes = (models.Index(fields=("asked_at",), name="follower_by_question"),)

    def __str__(self) -> str:
        return masked(self.address)


class FollowerNews(RegisteredModel):
    """Followers were told of ``news`` about a change: written once, with the mails themselves."""

    change = models.ForeignKey(
        SubProcessorChange, models.PROTECT, related_name="+", verbose_name=_("change")
    )
    news = models.CharField(_("what happened"), max_length=10, choices=News)
    written_at = models.DateTimeField(_("written at"))
    told = models.PositiveIntegerField(_("followers told"))

    objects = OfficersOnly["FollowerNews"].as_manager()
    privacy = Privacy(not_personal=("id", "change", "news", "written_at", "told"))

    class Meta:
        verbose_name = _("news for followers")
        verbose_name_plural = _("news for followers")
        ordering = ("-written_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("change", "news"), name="follower_news_once"),
            models.CheckConstraint(name="follower_news_known", condition=Q(news__in=News.values)),
        )

    def __str__(self) -> str:
        return f"{self.change}: {self.get_news_display()}"


def masked(address: str) -> str:
    """Return an address as officers see it: whose provider, not whose box."""
    box, _at, domain = address.rpartition("@")
    return f"{box[:1]}…@{domain}"
