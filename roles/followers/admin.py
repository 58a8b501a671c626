"""Followers of the public list, for officers: how many, since when, and what they were told."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.followers import services
from roles.followers.models import Follower, FollowerNews, masked
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import viewer_of


@admin.register(Follower)
class FollowerAdmin(RegisterAdmin):
    """Addresses are masked: nobody needs them but the mail itself."""

    list_display = ("shown", "follows", "asked_at", "confirmed_at", "confirm_before")
    list_filter = (
        ("confirmed_at", admin.EmptyFieldListFilter),
        ("statement_of", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("statement_of",)
    ordering = ("-asked_at", "pk")
    fields = readonly_fields = (
        "shown",
        "follows",
        "asked_at",
        "confirmed_at",
        "confirm_before",
        "kept",
    )
    actions_detail = ("erase",)

    @display(description=gettext_lazy("e-mail"))
    def shown(self, row: Follower) -> str:
        """Show whose provider it is, not whose box."""
        return masked(row.address)

    @display(description=gettext_lazy("follows"), ordering="statement_of")
    def follows(self, row: Follower) -> str:
        """Say what it is told of."""
        if row.statement_of is None:
            return _("The list of sub-processors")
        return _("The statement of %(party)s") % {"party": row.statement_of}

    @display(description=gettext_lazy("kept"))
    def kept(self, row: Follower) -> str:
        """Say for how long it is kept."""
        return str(row.privacy.kept)

    @action(
        description=gettext_lazy("Erase"),
        url_path="erase",
        icon="delete_forever",
        permissions=["write"],
    )
    def erase(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Erase an address at the request of its reader."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.erase_follower(follower=row, **given, by=viewer_of(request))
            return _("The address is erased.")

        title = _("Erase %(row)s") % {"row": row}
        text = _("It hears of no more changes. Who wants that itself has a link in every mail.")
        form, back = ConfirmForm(request.POST or None), reverse("admin:roles_follower_changelist")
        return ask(request, title=title, text=text, form=form, run=run, back=back)

    def has_write_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Say whether the viewer may erase."""
        return self.may_write(request)


@admin.register(FollowerNews)
class FollowerNewsAdmin(RegisterAdmin):
    """Read only: what was told stays as it was told."""

    list_display = ("change", "news", "written_at", "told")
    list_filter = ("news",)
    list_select_related = ("change",)
    ordering = ("-written_at", "pk")
    fields = readonly_fields = ("change", "news", "written_at", "told")
