"""Imports: officers enter parties and contracts from files, in any party's name."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from roles import services
from roles.admin.moving import named
from roles.choices import PartyKind
from roles.column_forms import ColumnsForm
from roles.models import Import, Party
from roles.models.imports import ImportState
from roles.services.importing import MAPPABLE, columns_of, import_named, refusal_of, result_of
from roles.services.importing.tables import error_rows
from roles.tasks import set_to_work
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.tables import exported
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of

SHOWN = 200


class WithoutErrorsForm(forms.Form):
    """Whether rows with errors are left out."""

    without_errors = forms.BooleanField(
        label=gettext_lazy("Leave out the rows with errors"), required=False
    )


class UploadForm(forms.Form):
    """A file, and whose numbers are in it."""

    upload = forms.FileField(
        label=gettext_lazy("CSV, Excel (XLSX) or NDJSON"),
        help_text=gettext_lazy("Parties or contracts; a workbook may hold both."),
    )
    party = forms.CharField(
        label=gettext_lazy("In the name of"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A partner, by name or number; empty: the platform."),
    )


@admin.register(Import)
class ImportAdmin(RegisterAdmin):
    """What was imported, what it came to, and the way back."""

    list_display = ("uploaded_at", "party", "shown_state", "new", "changed", "duplicate", "errors")
    list_filter = ("state",)
    list_select_related = ("party",)
    ordering = ("-uploaded_at",)
    fields = (
        ("party", "shown_state"),
        ("new", "changed"),
        ("duplicate", "errors"),
        ("uploaded_at", "applied_at"),
        ("size", "erased"),
    )
    readonly_fields = ("shown_state",)
    actions_list = ("upload",)
    actions_detail = ("columns", "confirm", "undo", "rows_with_errors")
    change_form_after_template = "admin/import_result.html"

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={
            "UPLOADED": "info",
            "PREVIEWED": "warning",
            "APPLYING": "info",
            "APPLIED": "success",
            "UNDOING": "info",
            "UNDONE": "info",
            "REFUSED": "danger",
        },
    )
    def shown_state(self, batch: Import) -> tuple[str, str]:
        """Show the state as a label."""
        return batch.state, batch.get_state_display()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the import with what is wrong in it."""
        batch, viewer = self.row(request, object_id), viewer_of(request)
        context = {
            "refusal": refusal_of(batch),
            "progress": getattr(batch, "progress", None),
            "problems": result_of(batch, by=viewer, most=SHOWN).found,
            "columns": ColumnsForm(None, sheets=columns_of(batch, by=viewer)),
            "asks_columns": self.may_write(request)
            and batch.state in MAPPABLE
            and not batch.erased,
            **(extra_context or {}),
        }
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    @action(description=gettext_lazy("Import a file"), url_path="upload", icon="upload_file")
    def upload(self, request: HttpRequest) -> HttpResponse:
        """Go to the form."""
        return redirect("admin:import_file")

    @action(
        description=gettext_lazy("Columns"),
        url_path="columns",
        icon="view_column",
        permissions=["write"],
    )
    def columns(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what the columns are; the file is then read anew."""
        batch, by = self.row(request, object_id), viewer_of(request)
        form = ColumnsForm(
            request.POST if request.method == "POST" else None,
            sheets=columns_of(batch, by=by),
            widget=UnfoldAdminSelectWidget,
        )

        def run(_given: dict[str, Any]) -> str:
            set_to_work(services.map_columns(batch=batch, mapping=form.mapping, by=by))
            return _outcome(batch)

        return ask(
            request,
            title=_("What the columns are"),
            text=_("Nothing is written; you see again what it comes to."),
            form=form,
            run=run,
            back=page_of(batch),
            button=_("Read the file with these columns"),
        )

    @action(
        description=gettext_lazy("Apply"), url_path="confirm", icon="check", permissions=["write"]
    )
    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write what the preview showed."""
        batch = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            set_to_work(services.confirm_import(batch=batch, **given, by=viewer_of(request)))
            return _outcome(batch)

        text = _("Everything is written, or nothing. You can undo it for 24 hours.")
        return ask(
            request,
            title=_("Apply the import"),
            text=text,
            form=WithoutErrorsForm(request.POST or None) if batch.errors else _yes(request),
            run=run,
            back=page_of(batch),
        )

    @action(description=gettext_lazy("Undo"), url_path="undo", icon="undo", permissions=["write"])
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take back what was written."""
        batch = self.row(request, object_id)

        def run(_given: dict[str, Any]) -> str:
            now = timezone.now()
            set_to_work(services.undo_import(batch=batch, at=now, by=viewer_of(request)))
            return _outcome(batch)

        text = _(
            "Undoing removes what is new and restores what was changed, as long as nothing was"
            " entered since that stands on it."
        )
        return ask(
            request,
            title=_("Undo the import"),
            text=text,
            form=_yes(request),
            run=run,
            back=page_of(batch),
        )

    @action(description=gettext_lazy("Rows with errors"), url_path="errors", icon="download")
    def rows_with_errors(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Hand out the rows with errors, to be mended and imported again."""
        table = error_rows(self.row(request, object_id), by=viewer_of(request))
        answer = exported(table, "csv")
        if answer is None:
            raise Http404
        return answer

    def has_write_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Say whether the viewer may import."""
        return self.may_write(request)


def _yes(request: HttpRequest) -> forms.Form:
    return ConfirmForm(request.POST if request.method == "POST" else None)


def _outcome(batch: Import) -> str:
    batch.refresh_from_db()
    refusal = refusal_of(batch)
    return refusal.sentence if refusal else str(ImportState(batch.state).label)


@register_page("importeren/", "import_file")
def import_file(request: HttpRequest) -> HttpResponse:
    """Take a file and show what it comes to."""
    by = viewer_of(request)
    if not by.may(Ability.WRITE_REGISTER):
        raise PermissionDenied
    form = UploadForm(request.POST or None, request.FILES or None)
    made: list[Import] = []

    def run(given: dict[str, Any]) -> str:
        file = given["upload"]
        batch = services.upload_import(
            files={str(file.name): file.chunks()},
            assigned_by=_giver(given["party"], request),
            at=timezone.now(),
            by=by,
        )
        set_to_work(batch)
        made.append(batch)
        return str(ImportState(batch.state).label)

    answer = ask(
        request,
        title=_("Import a file"),
        text=_("You first see what it comes to; nothing is written before you say so."),
        form=form,
        run=run,
        back="admin:roles_import_changelist",
        button=_("Show what it comes to"),
    )
    return redirect(page_of(import_named(viewer=by, pk=made[0].pk))) if made else answer


def _giver(name: str, request: HttpRequest) -> Party:
    """Return whose numbers the file uses; raises ValidationError."""
    if name.strip():
        return named(name, viewer_of(request))
    return Party.objects.visible_to(viewer_of(request)).get(kind=PartyKind.PLATFORM)
