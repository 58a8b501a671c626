"""The platform's own statement for officers, and every version that was published."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.choices import PartyKind
from roles.models import Party
from roles.transfers.words import language
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.statements import desk, services
from voipgrid_privacy.site.statements.models import OwnHost, StatementPublication
from voipgrid_privacy.site.statements.showing import as_picture


@admin.register(StatementPublication)
class StatementPublicationAdmin(RegisterAdmin):
    """Read only: what was published stays as it was."""

    list_display = ("party", "number", "effective_on", "published_at")
    list_filter = (("party", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("party",)
    search_fields = ("party__name", "slug")
    ordering = ("-published_at", "pk")
    fields = readonly_fields = ("party", "number", "slug", "effective_on", "published_at")


@admin.register(OwnHost)
class OwnHostAdmin(RegisterAdmin):
    """Read only: at which hosts parties have their pages, for who runs the proxy before us."""

    list_display = ("host", "party", "way", "proven_at", "missing_since", "ended_at")
    list_filter = ("way", ("party", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("party",)
    search_fields = ("host", "party__name")
    ordering = ("host", "pk")
    fields = readonly_fields = (
        "host",
        "party",
        "way",
        "proven_at",
        "checked_at",
        "missing_since",
        "warned_at",
        "ended_at",
    )


def _platform() -> Party:
    party = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if party is None:
        raise NotFound
    return party


@register_page("privacyverklaring/", "privacy_statement")
def statement(request: HttpRequest) -> HttpResponse:
    """Show how VoIPGRID's statement stands; propose it, and approve what another proposed."""
    party = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if party is None:
        messages.error(request, _("The register has not been filled yet."))
        return redirect("admin:index")
    context = desk.desk(request, party)
    context |= desk.standing(context["draft"])
    forms = desk.forms_of(request, context["draft"])
    publish = desk.publish_form(request, context["draft"])
    if request.method == "POST" and _done(request, party, forms, publish):
        return redirect("admin:privacy_statement")
    context = {
        **admin.site.each_context(request),
        **context,
        "title": _("Privacy statement of %(name)s") % {"name": party.name},
        "forms": forms,
        "publish": publish,
        "parts": desk.rows_of(context["draft"]),
        "language": language(),
        "mine": _is_mine(request, context),
    }
    return TemplateResponse(request, "admin/privacy_statement.html", context)


def _is_mine(request: HttpRequest, context: dict[str, Any]) -> bool:
    """Say whether the reader proposed what waits, so that somebody else must approve it."""
    waiting = context["waiting"]
    return bool(waiting and waiting.made_by and waiting.made_by == viewer_of(request).user_id)


def _done(request: HttpRequest, party: Party, forms: dict[str, Any], publish: Any) -> bool:
    asked = request.POST.get("do", "")
    by, on = viewer_of(request), timezone.localdate()
    if asked == "propose":
        try:
            services.propose(party=party, on=on, by=by)
        except DomainError as refusal:
            messages.error(request, refusal.sentence)
            return True
        messages.success(request, _("It is proposed: somebody else reads and approves it."))
        return True
    if asked == "publish":
        if publish.is_valid() and desk.tried(
            publish, lambda given: services.publish(party=party, **given, on=on, by=by)
        ):
            messages.success(request, _("The statement is published."))
            return True
        return False
    told = desk.done(request, party, forms)
    if told:
        messages.add_message(request, getattr(messages, told[0].upper()), told[1])
    return told is not None


@register_page("privacyverklaring/logo/", "privacy_statement_logo")
def logo(request: HttpRequest) -> HttpResponse:
    """Show the picture of the draft to who writes it."""
    return as_picture(desk.logo(request, _platform()))


@register_page("privacyverklaring/deel/<slug:code>/", "privacy_statement_part")
def part(request: HttpRequest, code: str) -> HttpResponse:
    """Edit what stands above the facts of one part of VoIPGRID's statement."""
    party = _platform()
    context = desk.part_of(request, party)
    form: Any = desk.intro_form(request, context["row"], code)
    if request.method == "POST" and form.is_valid():
        by = viewer_of(request)
        if desk.tried(
            form, lambda given: services.write_introduction(party=party, code=code, **given, by=by)
        ):
            messages.success(request, _("The text is kept, in the draft."))
            return redirect("admin:privacy_statement")
    context = {
        **admin.site.each_context(request),
        **context,
        "title": desk.title_of(context["row"], code),
        "form": form,
        "usual": desk.usual_intro(code),
    }
    return TemplateResponse(request, "admin/privacy_statement_part.html", context)
