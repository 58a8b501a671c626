"""Who sets and reads, in a partner's portal: the shared list, and providers of its own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cookies.registry.queries import providers
from cookies.registry.services import enter_provider
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.cookie_forms import ProviderForm
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List providers with their role in each phase; enter one of the party's own."""
    viewer = viewer_of(request)
    form = ProviderForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            enter_provider(owner=party, on=timezone.localdate(), by=viewer, **form.values)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The provider is in your list."))
            return redirect("site:cookie-providers")
    rows = providers(viewer=viewer).filter(is_site=False).order_by("name", "pk")
    context = {**shell(request, party), "providers": rows, "form": form}
    status = 400 if form.errors else 200
    return render_page(request, "portal/cookie_providers.html", context, status=status)
