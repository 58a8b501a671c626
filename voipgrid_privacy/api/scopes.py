"""OAuth2 scopes: one pair per resource, and a client gets a subset of its own."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from oauth2_provider.scopes import BaseScopes

SCOPES = {
    "roles.read": _("Read who has which role, and use the rulebook"),
    "roles.write": _("Put questions about roles on record"),
    "parties.read": _("Read parties"),
    "parties.write": _("Enter and correct parties"),
    "customers.read": _("Read the own customers, with what they buy"),
    "customers.write": _("Enter the own customers and bring them up to date"),
    "contacts.read": _("Read contacts of parties"),
    "contacts.write": _("Add, correct and remove contacts of the own parties"),
    "acm-registrations.read": _("Read registrations with ACM of the own party and its resellers"),
    "acm-registrations.write": _("Record registrations with ACM, and that turnover was reported"),
    "contracts.read": _("Read contracts"),
    "contracts.write": _("Conclude and end contracts"),
    "imports.read": _("Read imports and what they come to"),
    "imports.write": _("Import parties and contracts, and undo it"),
    "service-features.read": _("Read the features of services and what they mean for keeping data"),
    "sources.read": _("Read the legal sources"),
    "findings.read": _("Read findings about the own parties"),
    "findings.write": _("Accept and reopen findings that are the partner's own to act on"),
    "data-stores.read": _("Read which systems hold personal data"),
    "retention-rules.read": _("Read how long data is kept, and on what ground"),
    "legal-holds.read": _("Read which own data stays for a case"),
    "anonymisation-runs.read": _("Read runs of retention rules over the own data"),
    "deletion-certificates.read": _("Read certificates of what runs of retention rules did"),
    "statistics-releases.read": _("Read anonymous statistics of the own calls"),
    "processing-activities.read": _("Read the own record as controller, with its versions"),
    "processor-records.read": _("Read the own record as processor: on whose behalf, and what"),
    "data-subject-requests.read": _("Read requests of data subjects, and who asks"),
    "data-subject-requests.write": _("Record, forward, answer, refuse and close such requests"),
    "sub-processors.read": _("Read who processes for the own parties along the chain"),
    "sub-processor-notices.read": _("Read notices of changes of sub-processors"),
    "sub-processor-notices.write": _("Agree to such notices and pass them on to customers"),
    "objections.read": _("Read objections to changes of sub-processors"),
    "objections.write": _("Object to changes of sub-processors, and settle objections"),
    "agreements.read": _("Read agreements, their papers and signatures"),
    "agreements.write": _("Make, send, sign and withdraw papers of agreements"),
    "measures.read": _("Read security measures, and which of them parties state"),
    "measures.write": _("State and end which security measures the own party takes"),
    "transfers.read": _("Read which data goes outside the EEA, and on what ground"),
    "transfers.write": _("Record, assess and end transfers that the own party makes"),
    "webhook-endpoints.read": _("Read the own webhooks"),
    "webhook-endpoints.write": _("Enter, change and try the own webhooks"),
    "webhook-secrets.read": _("Read the secrets that sign what is sent to the own webhooks"),
    "webhook-secrets.write": _("Renew the secrets of the own webhooks"),
    "webhook-deliveries.read": _("Read what was sent to the own webhooks, and what they answered"),
    "webhook-deliveries.write": _("Send events to the own webhooks again"),
    "privacy-statements.read": _("Read privacy statements, the own draft and what it lacks"),
    "privacy-statements.write": _(
        "Publish the own privacy statement, with its logo, colours and host"
    ),
    "data-categories.read": _("Read data categories and their elements"),
    "breaches.read": _("Read incidents with the own data: notices, clocks and notifications"),
    "breaches.write": _("Register incidents, pass notices on, and record notifications"),
    "sites.read": _("Read sites, with their banner and statement"),
    "sites.write": _("Enter sites, and set up their banner"),
    "cookies.read": _("Read what sites store and read"),
    "cookies.write": _("Enter, complete, show and offer what sites store and read"),
    "scans.read": _("Read what scans of the own sites saw, and what is wrong"),
    "scans.write": _("Ask for and stop scans of the own sites, and take over what they saw"),
    "consents.read": _("Read the consent log of the own sites"),
}


class ResourceScopes(BaseScopes):  # type: ignore[misc]  # the library has no types
    """What a client may ask for is what it was given (RFC 6749, 3.3)."""

    def get_all_scopes(self) -> dict[str, str]:
        """Return every scope with its meaning."""
        return {scope: str(meaning) for scope, meaning in SCOPES.items()}

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return the scopes that the client may have in a token."""
        given = application.allowed_scopes.split() if application else []
        return [scope for scope in SCOPES if scope in given]

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return the scopes of a token that asked for none in particular: all of the client's."""
        return self.get_available_scopes(application, request)
