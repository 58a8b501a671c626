"""Certificates of runs: read, and taken along as the file that is checked or as a page."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.certificates.paper import handed_out
from records.certificates.queries import certificates, envelope
from records.certificates.telling import proof, sections, sentence
from records.choices import REWRITTEN, JobState
from records.models import AnonymisationJob, Certificate
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import link_to, page_of
from voipgrid_privacy.kernel.tenancy import SYSTEM

OUTCOMES = dict.fromkeys(JobState, "info") | {
    REWRITTEN: "success",
    JobState.DONE: "success",
    JobState.FAILED: "danger",
    JobState.CANCELLED: "danger",
}


@admin.register(Certificate)
class CertificateAdmin(RegisterAdmin):
    """What runs did, signed; written by the engine, and never changed."""

    writes = None
    list_display = ("rule", "cut_off", "whose", "shown_outcome", "rows", "number", "issued_at")
    list_filter = ("outcome", "rule", ("party", admin.EmptyFieldListFilter))
    list_select_related = ("party",)
    search_fields = ("rule", "party__name")
    date_hierarchy = "issued_at"
    ordering = ("-issued_at", "-chain")
    fields = ("in_short", "whose", "run", "told", "proven")
    readonly_fields = fields
    actions_detail = ("as_json", "as_paper")

    @display(description=gettext_lazy("of whom"), ordering="party__name")
    def whose(self, row: Certificate) -> str:
        """Show whose part it is."""
        return str(row.party) if row.party else _("the whole run")

    @display(description=gettext_lazy("outcome"), ordering="outcome", label=OUTCOMES)
    def shown_outcome(self, row: Certificate) -> tuple[str, str]:
        """Show the outcome as a label."""
        return row.outcome, row.get_outcome_display()

    @display(description=gettext_lazy("in short"))
    def in_short(self, row: Certificate) -> str:
        """Show it in one sentence."""
        return sentence(envelope(row)["body"])

    @display(description=gettext_lazy("run"))
    def run(self, row: Certificate) -> str:
        """Link the run."""
        words = {"rule": row.rule, "day": date_format(row.cut_off, "j F Y")}
        text = _("%(rule)s for %(day)s") % words
        return format_html('<a class="reg-link" href="{}">{}</a>', page_of(row.job), text)

    @display(description=gettext_lazy("what it says"))
    def told(self, row: Certificate) -> SafeString:
        """Show what it says, under its headings."""
        parts = ((head, _table(lines)) for head, lines in sections(envelope(row)["body"]))
        return format_html_join("", '<p class="reg-heading">{}</p>{}', parts)

    @display(description=gettext_lazy("how this is checked"))
    def proven(self, row: Certificate) -> SafeString:
        """Show what the program looks at."""
        found = envelope(row)
        return _table(proof(found["body"], found["hash"], found["key"]))

    @action(description=gettext_lazy("Download (JSON)"), url_path="json", icon="download")
    def as_json(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Hand out the file that the program checks."""
        return handed_out(self.row(request, object_id), "json")

    @action(description=gettext_lazy("Page (PDF)"), url_path="pdf", icon="picture_as_pdf")
    def as_paper(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show it as one page."""
        return handed_out(self.row(request, object_id), "pdf")


def linked_certificates(job: AnonymisationJob) -> SafeString | str:
    """Return links to what a run is certified by: each stop, and how many parties had a part."""
    rows = certificates(viewer=SYSTEM).filter(job=job)
    stops = list(rows.filter(party=None).defer("body").order_by("number"))
    if not stops:
        return _("None yet: one is issued when the run stops.")
    query = urlencode({"job__id__exact": job.pk, "party__isempty": 0})
    return format_html(
        '{}<div><a class="reg-link" href="{}?{}">{}</a></div>',
        format_html_join("", "<div>{}, {} · {} · {}</div>", map(_linked, stops)),
        reverse("admin:records_certificate_changelist"),
        query,
        _("of parties: %(number)s") % {"number": rows.exclude(party=None).count()},
    )


def _linked(row: Certificate) -> tuple[str, ...]:
    json, paper = _address("as_json", row), _address("as_paper", row)
    link = '<a class="reg-link" href="{}">{}</a>'
    outcome = str(row.get_outcome_display())
    return link_to(row), outcome, format_html(link, json, "JSON"), format_html(link, paper, "PDF")


def _address(action_name: str, row: Certificate) -> str:
    return reverse(f"admin:records_certificate_{action_name}", args=(row.pk,))


def _table(lines: list[tuple[str, str]]) -> SafeString:
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", lines)
    return format_html('<dl class="reg-facts reg-told">{}</dl>', rows)
