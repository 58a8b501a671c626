"""One item of a partner's: what visitors are told of it, and who says what about it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cookies.choices import ItemField, Provenance
from cookies.registry.models import Claim, ConsentCategory, Item, Site
from cookies.registry.queries import claims, providers, suggestions
from cookies.registry.services import Said, complete_item, enter_item, publish_item
from cookies.registry.services.items import disputed_fields
from cookies.statement.services import publish_statement
from cookies.statement.words import lifetime, technique
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.cookie_forms import ItemForm, NewItemForm
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.views.sites import own_site

TERMS = {ItemField.LIFETIME, ItemField.EFFECTIVE_LIFETIME}


@dataclass(frozen=True, slots=True)
class Word:
    """One claim in words."""

    claim: Claim
    value: str


@portal_page
def of_site(request: HttpRequest, party: Party, code: str, item: UUID) -> HttpResponse:
    """Show an item of a site and complete it; where sources disagree, what is saved counts."""
    site = own_site(request, party, code)
    return edited(request, party, _row(request, site=site, pk=item), site)


@portal_page
def enter(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Enter by hand what a site stores or reads."""
    site = own_site(request, party, code)
    return entered(request, party, site)


def _row(request: HttpRequest, **wanted: Any) -> Item:
    rows = Item.objects.visible_to(viewer_of(request)).select_related("provider", "category")
    found = rows.filter(**wanted).first()
    if found is None:
        raise NotFound
    return found


def own_item(request: HttpRequest, party: Party, pk: UUID) -> Item:
    """Return an item that the party lends to sites; raises NotFound."""
    return _row(request, owner=party, site=None, pk=pk)


def back_to(site: Site | None) -> str:
    """Return the address of the list that an item is in."""
    return reverse("site:site", args=[site.code]) if site else reverse("site:lent-items")


def entered(request: HttpRequest, party: Party, site: Site | None) -> HttpResponse:
    """Show the form of a new item, and enter it."""
    by = viewer_of(request)
    form = NewItemForm(request.POST or None, viewer=by)
    if request.method == "POST" and form.is_valid():
        said = Said(Provenance.PERSON, timezone.localdate())
        try:
            with transaction.atomic():
                made = enter_item(owner=party, site=site, facts=form.facts, said=said, by=by)
                _shown(request, made, site, by)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(name)s is in the registry.") % {"name": made.pattern})
            return redirect(back_to(site))
    context = {**shell(request, party), "site": site, "form": form, "back": back_to(site)}
    status = 400 if form.errors else 200
    return render_page(request, "portal/site_item_new.html", context, status=status)


def edited(request: HttpRequest, party: Party, item: Item, site: Site | None) -> HttpResponse:
    """Show the form of an item, and settle what is given."""
    by = viewer_of(request)
    form = ItemForm(request.POST or None, viewer=by, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                day = timezone.localdate()
                made = complete_item(item=item, values=form.values, on=day, by=by)
                _shown(request, made, site, by)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("What you filled in is kept."))
            return redirect(back_to(site))
    context = {
        **shell(request, party),
        "site": site,
        "item": item,
        "form": form,
        "back": back_to(site),
        "disputed": [str(ItemField(name).label) for name in disputed_fields(item)],
        "said": _in_words(item, by),
        "suggestions": suggestions(viewer=by, item=item)[:3],
    }
    status = 400 if form.errors else 200
    return render_page(request, "portal/site_item.html", context, status=status)


def _shown(request: HttpRequest, item: Item, site: Site | None, by: Viewer) -> None:
    """Show it to visitors where that is asked; the statement follows."""
    if "publish" in request.POST:
        publish_item(item=item, by=by)
    if site is not None:
        publish_statement(site=site, on=timezone.localdate(), by=by)


def _in_words(item: Item, by: Viewer) -> list[Word]:
    rows = list(claims(viewer=by, item=item))
    names = dict(ConsentCategory.objects.visible_to(by).values_list("code", "name"))
    names = {code: str(name) for code, name in names.items()}
    names |= dict(providers(viewer=by).values_list("code", "name"))
    return [Word(row, _value(row, names)) for row in rows]


def _value(row: Claim, names: dict[str, str]) -> str:
    if row.field in TERMS:
        return lifetime(row.value) or row.verbatim
    if row.field == ItemField.TECHNIQUE:
        return technique(row.value)
    return names.get(row.value, row.value) or row.verbatim
