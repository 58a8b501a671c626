"""How the officers' admin looks and what its side bar offers. Read by settings only."""

from typing import Any, Final

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _item(title: Any, icon: str, page: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{page}")}


def _style(request: HttpRequest) -> str:  # noqa: ARG001
    return static("admin/register.css")


def _search_style(request: HttpRequest) -> str:  # noqa: ARG001
    return static("site/search.css")


def _pictures_style(request: HttpRequest) -> str:  # noqa: ARG001
    return static("site/pictures.css")


# The accent is the house's dark orange: #bf3d12 carries white text at 5.5:1.
_PRIMARY: Final = {
    "50": "#fff4ef",
    "100": "#fde5da",
    "200": "#fac6b1",
    "300": "#f5a07f",
    "400": "#f07a4e",
    "500": "#e94e1b",
    "600": "#bf3d12",
    "700": "#9e3110",
    "800": "#7d270e",
    "900": "#64210e",
    "950": "#380f05",
}

NAVIGATION: Final[list[dict[str, Any]]] = [
    {
        "title": _("Today"),
        "items": [
            _item(_("Overview"), "dashboard", "index"),
            _item(_("Who is what?"), "account_tree", "who_is_what"),
            _item(_("Explanations"), "quiz", "explain"),
            _item(_("What if?"), "experiment", "what_if"),
            _item(_("Changes of roles"), "published_with_changes", "role_changes"),
            _item(_("Findings"), "report", "roles_finding_changelist"),
            _item(_("Data subject requests"), "contact_mail", "subject_requests"),
            _item(_("Incidents"), "emergency_home", "incidents"),
        ],
    },
    {
        "title": _("Register"),
        "separator": True,
        "items": [
            _item(_("Parties"), "business", "roles_party_changelist"),
            _item(_("Contracts"), "contract", "roles_contract_changelist"),
            _item(_("Imports"), "upload_file", "roles_import_changelist"),
            _item(_("Records of Art. 30"), "list_alt", "records"),
            _item(_("What the register keeps"), "inventory_2", "own_data"),
            _item(_("Privacy statement"), "description", "privacy_statement"),
            _item(
                _("Published statements"), "history", "statements_statementpublication_changelist"
            ),
            _item(_("Versions of activities"), "history", "records_activityversion_changelist"),
            _item(_("Security measures"), "security", "roles_measure_changelist"),
            _item(_("Who takes which measure"), "lock", "roles_takenmeasure_changelist"),
            _item(_("Agreements"), "draw", "agreement_overview"),
            _item(_("Ends of service"), "output", "ends_of_service"),
            _item(_("Wordings of agreements"), "history_edu", "roles_agreementtemplate_changelist"),
            _item(_("Mandates"), "fact_check", "roles_mandate_changelist"),
            _item(_("ACM registrations"), "badge", "roles_acmregistration_changelist"),
            _item(_("Stated roles"), "record_voice_over", "roles_statedrole_changelist"),
            _item(_("What statements tell"), "article", "roles_disclosure_changelist"),
            _item(_("What statements rely on"), "format_quote", "roles_reliance_changelist"),
            _item(_("Own use"), "call_split", "roles_ownuse_changelist"),
            _item(_("Joint determinations"), "handshake", "roles_jointdetermination_changelist"),
            _item(_("Data categories"), "category", "roles_datacategory_changelist"),
            _item(_("Purposes"), "flag", "roles_purpose_changelist"),
            _item(_("Services"), "call", "roles_service_changelist"),
            _item(_("Rules"), "gavel", "rulebook"),
            _item(_("Sources"), "menu_book", "roles_source_changelist"),
        ],
    },
    {
        "title": _("Sub-processors"),
        "separator": True,
        "items": [
            _item(_("Changes and notices"), "campaign", "roles_subprocessorchange_changelist"),
            _item(_("Who was told"), "forward_to_inbox", "roles_subprocessornotice_changelist"),
            _item(_("Objections"), "front_hand", "roles_objection_changelist"),
            _item(_("Engagements"), "handyman", "roles_engagement_changelist"),
            _item(_("Requests for details"), "help", "roles_detailrequest_changelist"),
            _item(_("Transfers"), "public", "transfer_overview"),
            _item(_("Recorded transfers"), "flight_takeoff", "roles_transfer_changelist"),
            _item(_("Covered importers"), "verified", "roles_adequacycoverage_changelist"),
            _item(_("Law on transfers"), "gavel", "roles_lawact_changelist"),
            _item(_("Followers of the list"), "mark_email_read", "roles_follower_changelist"),
            _item(_("News for followers"), "newspaper", "roles_followernews_changelist"),
            _item(_("Outgoing mail"), "outgoing_mail", "roles_outgoingmail_changelist"),
        ],
    },
    {
        "title": _("Keeping and erasing"),
        "separator": True,
        "items": [
            _item(_("Retention periods"), "timer", "records_retentionrule_changelist"),
            _item(_("Legal holds"), "gavel", "records_legalhold_changelist"),
            _item(_("Data stores"), "database", "records_datastore_changelist"),
            _item(_("Tables"), "table", "records_storetable_changelist"),
            _item(_("Anonymisation"), "auto_delete", "records_anonymisationjob_changelist"),
            _item(_("Rewrites of tables"), "restore_page", "records_tablerewrite_changelist"),
            _item(_("Certificates"), "workspace_premium", "records_certificate_changelist"),
            _item(_("Statistics"), "bar_chart", "records_statisticsrelease_changelist"),
            _item(_("Decisions on statistics"), "tune", "records_statisticsdecision_changelist"),
            _item(_("Messages about requests"), "forum", "records_requestmessage_changelist"),
            _item(_("Likenesses of requests"), "difference", "records_requestlikeness_changelist"),
            _item(_("Erasures of requests"), "ink_eraser", "records_requesterasure_changelist"),
        ],
    },
    {
        "title": _("Cookies"),
        "separator": True,
        "items": [
            _item(_("Sites"), "language", "cookies_site_changelist"),
            _item(_("Items"), "cookie", "cookies_item_changelist"),
            _item(_("Providers"), "storefront", "cookies_provider_changelist"),
            _item(_("Consent categories"), "checklist", "cookies_consentcategory_changelist"),
            _item(_("Inherited items"), "move_down", "cookies_adoption_changelist"),
            _item(_("Suggestions"), "lightbulb", "cookies_suggestion_changelist"),
            _item(_("Statements"), "article", "cookies_statementversion_changelist"),
            _item(_("Banners"), "toggle_on", "cookies_bannersettings_changelist"),
            _item(_("Consents"), "verified_user", "cookies_consentrecord_changelist"),
            _item(_("Scans"), "radar", "cookies_scan_changelist"),
            _item(_("Found items"), "travel_explore", "cookies_founditem_changelist"),
            _item(_("Scan plans"), "event_repeat", "cookies_scanplan_changelist"),
        ],
    },
    {
        "title": _("Access"),
        "separator": True,
        "items": [
            _item(_("Users"), "person", "accounts_user_changelist"),
            _item(_("Memberships"), "badge", "accounts_membership_changelist"),
            _item(_("Invitations"), "mail", "accounts_invitation_changelist"),
            _item(_("Summaries by mail"), "summarize", "digests_digestchoice_changelist"),
            _item(_("API clients"), "key", "accounts_apiclient_changelist"),
            _item(_("Webhooks"), "webhook", "roles_webhookendpoint_changelist"),
            _item(_("Deliveries"), "outbox", "roles_webhookdelivery_changelist"),
            _item(_("Logbook: changes"), "history", "logbook"),
            _item(_("Logbook: who saw what"), "visibility", "audit"),
        ],
    },
]

UNFOLD: Final[dict[str, Any]] = {
    "SITE_TITLE": _("Privacy register"),
    "SITE_HEADER": _("Privacy register"),
    "SITE_SUBHEADER": "VoIPGRID",
    "SITE_SYMBOL": "shield_person",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("site/icon.svg"),
        }
    ],
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "STYLES": [_style, _search_style, _pictures_style],
    "COLORS": {"primary": _PRIMARY},
    "DASHBOARD_CALLBACK": "records.admin.overview.overview",
    "ACCOUNT": {
        "navigation": [
            {"title": _("Change password"), "link": reverse_lazy("account_change_password")},
            {"title": _("Two-step log-in"), "link": reverse_lazy("mfa_index")},
            {"title": _("Where you are logged in"), "link": reverse_lazy("account_sessions")},
        ],
    },
    "SIDEBAR": {"show_search": False, "navigation": NAVIGATION},
}
