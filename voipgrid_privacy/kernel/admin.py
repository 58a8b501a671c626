"""What every table of the admin shares: the viewer's rows, its abilities, services, history."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline

from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.logbook import trail
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of

Refusal = DomainError | ValidationError


class _Permissions:
    """Abilities of the viewer instead of Django's permissions; nothing is ever deleted here."""

    writes: ClassVar[Ability | None] = Ability.WRITE_REGISTER
    """The ability that writing takes; None: nobody writes by hand."""
    adds: ClassVar[bool] = False
    changes: ClassVar[bool] = False

    def may_write(self, request: HttpRequest) -> bool:
        """Say whether the viewer has the ability that writing takes."""
        return self.writes is not None and viewer_of(request).may(self.writes)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Say whether the viewer sees this part of the admin."""
        return viewer_of(request).sees_everything

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer reads; officers, the DPO and auditors read everything."""
        return viewer_of(request).sees_everything

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer may enter a row, where rows are entered by hand."""
        return self.adds and self.may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer may correct a row, where rows are corrected."""
        return self.changes and self.may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: facts are ended, never deleted."""
        return False


class RegisterAdmin(_Permissions, ModelAdmin):  # type: ignore[misc]
    """A table of the register: it shows, and calls services.

    A subclass that takes input sets ``adds`` or ``changes`` and writes through a service in
    :meth:`write`; whatever the service refuses comes back on the form with its code.
    """

    of_the_register = True
    list_per_page = 50
    compressed_fields = True
    list_filter_submit = True
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows that the viewer may see."""
        rows: Any = self.model._default_manager
        ordering = self.get_ordering(request)
        visible = rows.visible_to(viewer_of(request))
        return visible.order_by(*ordering) if ordering else visible

    def row(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row with that identifier; raises Http404, also for what is no identifier."""
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return found

    def write(self, request: HttpRequest, form: ModelForm[Any], *, change: bool) -> Any:
        """Call the service for what the form asks; return the row it made or changed."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Let the service write, and go on with its row."""
        made = self.write(request, form, change=change)
        obj.pk = made.pk
        obj._state.adding = False  # noqa: SLF001

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing: services write whole aggregates."""

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[Any]:
        """Return nothing: nothing is logged here, and rows beneath, not saved, tell nothing."""
        return []

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, or call the service; a refusal comes back as an error on the form."""
        try:
            response: HttpResponse = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        except (DomainError, ValidationError) as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            response = super().changeform_view(request, object_id, form_url, extra_context)
        return response

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Return the form; on the second round it carries the service's refusal."""
        form = super().get_form(request, obj, change, **kwargs)
        refusal: Refusal | None = getattr(request, "refusal", None)
        return _refused(form, refusal) if refusal else form

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Keep nothing: triggers keep history, without the names that Django's log would store."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Keep nothing: triggers keep history."""

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what happened to the row: when, what, by whom, by which action."""
        row = self.row(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(row)s") % {"row": row},
            "object": row,
            "opts": self.opts,
            "changes": trail(viewer=viewer_of(request), row=row) if hasattr(row, "events") else [],
            "forgotten": sorted(_personal_names(row)),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/history.html", context)


class RegisterInline(_Permissions, TabularInline):  # type: ignore[misc]
    """Rows that belong to the shown row; read here, written by services."""

    extra = 0
    per_page = 20
    show_change_link = False
    can_delete = False
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows that the viewer may see."""
        rows: Any = self.model._default_manager
        visible = rows.visible_to(viewer_of(request))
        return visible if visible.ordered else visible.order_by("pk")


def _personal_names(row: models.Model) -> list[str]:
    privacy = getattr(row, "privacy", None)
    personal = privacy.personal if privacy else {}
    return [str(row._meta.get_field(name).verbose_name) for name in personal]  # type: ignore[union-attr]


def _refused(form: Any, refusal: Refusal) -> Any:
    """Return ``form`` with the refusal as one of its errors."""

    class Refused(form):  # type: ignore[misc]
        def _post_clean(self) -> None:
            super()._post_clean()
            add_refusal(self, refusal)

    return Refused


def add_refusal(form: Any, refusal: Refusal) -> None:
    """Show a refusal on ``form``: at its field where there is one, with code and law."""
    if isinstance(refusal, ValidationError):
        form.add_error(None, refusal)
        return
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, ValidationError(in_full(refusal), code=refusal.code))


def in_full(refusal: DomainError) -> str:
    """Return the refusal's sentence with its law and its code."""
    law = "; ".join(map(citation_in_words, refusal.cites))
    words = {"sentence": refusal.sentence, "law": law, "code": refusal.code}
    text = _("%(sentence)s (%(law)s) [%(code)s]") if law else _("%(sentence)s [%(code)s]")
    return text % words
