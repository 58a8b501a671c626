"""What scans find wrong: the kinds, and the check that reads the last scan of each site."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cookies.scanner.judging import latest_of_each_site
from cookies.scanner.models import ScanProblem
from roles.choices import Severity
from roles.findings import FindingType, Found, Mend, Scopes, add_check
from roles.findings import kind as _kind
from roles.findings.checking import owner_of
from voipgrid_privacy.kernel.law import Citation, cjeu, edpb, eprivacy, gdpr, tw

SCANS: Final = Mend(admin="admin:cookies_scan_changelist", portal="site:sites")
CODES: Final[set[str]] = set()
ASK_FIRST: Final = (tw("11.7a", 1, "b"), eprivacy(5, 3))


def _of_scan(
    code: str, severity: Severity, *cites: Citation, sentence: Promise, next_step: Promise
) -> FindingType:
    CODES.add(code)
    words: dict[str, Any] = {"sentence": sentence, "next_step": next_step}
    return _kind(code, severity, *cites, mend=SCANS, **words)


_of_scan(
    "scan_undeclared",
    Severity.HIGH,
    tw("11.7a", 1, "a"),
    gdpr(13, 1),
    sentence=_("The site stores or reads something that its statement does not name."),
    next_step=_("Take it over from the scan, complete and publish it; or take it off the site."),
)
_of_scan(
    "scan_stale",
    Severity.LOW,
    gdpr(5, 1, "d"),
    sentence=_("The statement names something that three scans in a row did not see."),
    next_step=_("Take it out of the statement, or say on which page it is set."),
)
_of_scan(
    "scan_wrong_category",
    Severity.HIGH,
    *ASK_FIRST,
    gdpr(4, 11),
    sentence=_("Something is set when only another category than its own was allowed."),
    next_step=_("Load it by the category that it is declared for, or correct the category."),
)
_of_scan(
    "scan_wrong_lifetime",
    Severity.MEDIUM,
    cjeu("C-673/17", 81),
    gdpr(5, 1, "a"),
    sentence=_("A cookie lasts longer or shorter than the statement says."),
    next_step=_("Settle the measured term in the registry, or change what sets the cookie."),
)
_of_scan(
    "scan_before_choice",
    Severity.HIGH,
    *ASK_FIRST,
    edpb("2/2023", 31),
    sentence=_("Something that needs consent is set or read before any choice."),
    next_step=_("Load it only after a choice: put its script behind the banner."),
)
_of_scan(
    "scan_after_refusal",
    Severity.HIGH,
    *ASK_FIRST,
    gdpr(4, 11),
    sentence=_("Something that needs consent is set or read after the visitor refused."),
    next_step=_("Take it off the pages at once until the banner really blocks it."),
)
_of_scan(
    "scan_survives_withdrawal",
    Severity.HIGH,
    gdpr(7, 3),
    edpb("05/2020", 117),
    sentence=_("Something that needs consent stays, or comes back, after consent was withdrawn."),
    next_step=_("Remove it on withdrawal; what a script cannot reach, by the forgetting address."),
)
_of_scan(
    "scan_gpc_ignored",
    Severity.HIGH,
    gdpr(21, 5),
    *ASK_FIRST,
    sentence=_("Something that needs consent is set although the browser says no (GPC)."),
    next_step=_("Treat the signal as a refusal; our banner does so by itself."),
)
_of_scan(
    "scan_traffic_undeclared",
    Severity.HIGH,
    gdpr(13, 1, "e"),
    tw("11.7a", 1, "a"),
    sentence=_("Data go to a site for which the statement names nobody."),
    next_step=_("Name who receives them and why, or take what sends them off the pages."),
)
_of_scan(
    "scan_exemption_void",
    Severity.HIGH,
    tw("11.7a", 3, "b"),
    sentence=_("The exemption for statistics is relied on while the site also advertises."),
    next_step=_("Ask consent for statistics, or take the advertising off the site."),
)
_of_scan(
    "scan_banner_unequal_size",
    Severity.HIGH,
    gdpr(4, 11),
    gdpr(7, 3),
    sentence=_("The button that refuses is smaller than the one that accepts."),
    next_step=_("Give both buttons the same size; our banner has no other setting."),
)
_of_scan(
    "scan_banner_unequal_style",
    Severity.HIGH,
    gdpr(4, 11),
    gdpr(7, 3),
    sentence=_("The banner steers: refusing is drawn fainter than accepting, or is no button."),
    next_step=_("Draw both as the same button; our banner has no other setting."),
)
_of_scan(
    "scan_banner_low_contrast",
    Severity.MEDIUM,
    gdpr(12, 1),
    edpb("05/2020", 66),
    sentence=_("The words by which one refuses cannot be read by everyone."),
    next_step=_("Give the letters a contrast of at least 4.5 to 1."),
)
_of_scan(
    "scan_banner_pre_ticked",
    Severity.HIGH,
    cjeu("C-673/17", 65),
    gdpr(4, 11),
    sentence=_("A box for consent is ticked before the visitor did anything."),
    next_step=_("Leave every box empty until the visitor ticks it."),
)
_of_scan(
    "scan_banner_more_clicks",
    Severity.HIGH,
    gdpr(7, 3),
    gdpr(4, 11),
    sentence=_("Refusing takes more clicks than accepting."),
    next_step=_("Put a button that refuses beside the one that accepts."),
)
_of_scan(
    "scan_banner_no_refusal",
    Severity.HIGH,
    gdpr(4, 11),
    *ASK_FIRST,
    sentence=_("The banner has no way to refuse that could be found."),
    next_step=_("Put a button that refuses beside the one that accepts."),
)
_of_scan(
    "scan_banner_asks_again",
    Severity.MEDIUM,
    gdpr(4, 11),
    sentence=_("The banner asks again on the next page after the visitor refused."),
    next_step=_("Remember a refusal as long as a consent."),
)
_of_scan(
    "scan_no_way_to_withdraw",
    Severity.HIGH,
    gdpr(7, 3),
    sentence=_("After consent no way was found on the page to withdraw it."),
    next_step=_("Put a lasting link or button on every page that opens the choices."),
)


@add_check
def last_scans(on: date, scopes: Scopes) -> Iterator[Found]:  # noqa: ARG001  a scan has its own day
    """Report what the last whole scan of each site shows to be wrong."""
    latest = latest_of_each_site()
    latest = latest if scopes is None else latest.filter(site__party__in=scopes)
    rows = ScanProblem.objects.filter(scan__in=latest, code__in=CODES)
    for one in rows.select_related("scan__site__party").defer("evidence"):
        party = one.scan.site.party
        key = f"site={one.scan.site.code}/{one.subject}"
        yield Found(party.pk, one.code, key, party.pk, owner=owner_of(party.kind))
