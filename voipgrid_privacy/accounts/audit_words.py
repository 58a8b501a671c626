"""What an entry of the logbook is about, in the words that people know it by."""

from typing import Final

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

NAMED: Final = {
    _("Overview"): "app autocomplete choose find index overview search switch",
    _(
        "Roles"
    ): "data-categories explain explained export matrix role roles rulebook service what who",
    _("Processing activities"): "activity processing processor record records",
    _("Agreements"): "agreement agreements flow",
    _("API access"): "api",
    _("Proof of retention runs"): "anonymisation certificate certificates deletion retention",
    _("Contacts"): "contacts",
    _("Contracts"): "contracts",
    _("Customers"): "customer customers move split take",
    _("Cookies"): "consents cookie cookies lent scan scans site sites",
    _("Data stores"): "data-stores",
    _("Data subject requests"): "data-subject request requests subject",
    _("End of the service"): "end ends",
    _("Findings"): "finding findings",
    _("Import"): "import imports",
    _("Incidents"): "breaches incident incidents",
    _("Legal holds"): "legal",
    _("Logbook"): "audit logbook",
    _("Mail that did not arrive"): "mail",
    _("Mail"): "digest",
    _("Measures"): "measures",
    _("Parties"): "parties",
    _("ACM registrations"): "acm registrations",
    _("Privacy statement"): "privacy statement",
    _("Sources"): "sources",
    _("Statistics"): "statistics",
    _("Sub-processors"): "objections portal-sub sub",
    _("Colleagues"): "team",
    _("Transfers"): "portal-transfer portal-transfers transfer transfers",
    _("Webhooks"): "webhook webhooks",
    _("What the register keeps"): "own",
}
PAGES: Final = {begins: word for word, names in NAMED.items() for begins in names.split()}
"""Names of pages and resources, by how they begin: two words go before the first."""


def about_words(kind: str) -> str:
    """Return what an entry is about in the reader's language; what has no word keeps its code."""
    app, _dot, model = kind.partition(".")
    if model and model in apps.all_models.get(app, {}):
        return capfirst(str(apps.get_model(kind)._meta.verbose_name))
    parts = kind.replace("_", "-").split("-")
    beginnings = ("-".join(parts[:2]), parts[0])
    return next((str(PAGES[each]) for each in beginnings if each in PAGES), kind or "–")
