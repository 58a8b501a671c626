"""What was found, what was decided about it, and the package that was handed over."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.answers.choices import LeftOut, PackageEnd, PackageKind, Searched
from records.choices import Whose
from records.requests.choices import IdentifierKind
from records.requests.models import RequestPart
from records.stores.models import DataStore, StoreTable
from roles.models import Party
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class OfPartyQuerySet(RegisteredQuerySet[M]):
    """What the viewer's own parties searched, decided and handed over."""

    path = "party"

    def _own(self, viewer: Viewer) -> Q:
        return Q(**{f"{self.path}__in": viewer.parties})


class OfSearchQuerySet(OfPartyQuerySet["AnswerGroup"]):
    """Groups of the searches of the viewer's own parties."""

    path = "search__party"


class OfGroupQuerySet(OfPartyQuerySet[M]):
    """What belongs to groups of the searches of the viewer's own parties."""

    path = "group__search__party"


class OfPackageQuerySet(OfPartyQuerySet["PackageFetch"]):
    """Fetches of the packages of the viewer's own parties."""

    path = "package__party"


class AnswerSearch(RegisteredModel):
    """The data stores were searched for the data subject, for ``party``'s share of a part.

    Only added to, dated by the database. What was found are keys of rows in groups; their values
    stay where they are, and are read when somebody looks and when the package is made.
    """

    part = models.ForeignKey(
        RequestPart, models.PROTECT, related_name="searches", verbose_name=_("part")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    searched_at = models.DateTimeField(_("searched at"))
    searched_by = models.UUIDField(_("searched by"), null=True, blank=True)

    objects = OfPartyQuerySet["AnswerSearch"].as_manager()
    privacy = Privacy(
        personal={"searched_by": Erasure.NOT_RELATABLE},
        not_personal=("id", "part", "party", "searched_at"),
    )

    class Meta:
        verbose_name = _("search for a data subject")
        verbose_name_plural = _("searches for data subjects")
        ordering = ("part", "-searched_at")
        indexes = (models.Index(fields=("part", "-searched_at"), name="answer_search_of_part"),)

    def __str__(self) -> str:
        return f"{self.part_id} {self.searched_at}"


class AnswerGroup(RegisteredModel):
    """What a search found in one place of somebody who is ``whose`` there, or why that is unknown.

    ``keys`` are of the rows, ``rows`` how many; ``more``: there are more than one answer takes.
    ``not_by`` are kinds of identifiers that were given, and by which this place has no column.
    ``table`` is empty for our own call records.
    """

    search = models.ForeignKey(
        AnswerSearch, models.PROTECT, related_name="groups", verbose_name=_("search")
    )
    store = models.ForeignKey(DataStore, models.PROTECT, verbose_name=_("data store"))
    table = models.ForeignKey(
        StoreTable, models.PROTECT, null=True, blank=True, verbose_name=_("table")
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=Searched)
    whose = ArrayField(
        models.CharField(max_length=10, choices=Whose), blank=True, verbose_name=_("as")
    )
    rows = models.PositiveIntegerField(_("rows"))
    more = models.BooleanField(_("there are more"))
    keys = ArrayField(models.BigIntegerField(), blank=True, verbose_name=_("keys"))
    not_by = ArrayField(
        models.CharField(max_length=15, choices=IdentifierKind),
        default=list,
        blank=True,
        verbose_name=_("not searchable by"),
    )

    objects = OfSearchQuerySet.as_manager()
    privacy = Privacy(
        personal={"keys": Erasure.BLANK},
        not_personal=(
            "id",
            "search",
            "store",
            "table",
            "outcome",
            "whose",
            "rows",
            "more",
            "not_by",
        ),
        kept=_("As long as the rows themselves: a key points at nothing once its row is gone."),
    )

    class Meta:
        verbose_name = _("group of found rows")
        verbose_name_plural = _("groups of found rows")
        ordering = ("search", "whose", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("search", "store", "table", "whose"),
                name="answer_group_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="answer_group_of_its_outcome",
                condition=Q(outcome="FOUND", rows__gte=1, whose__len__gte=1)
                | Q(outcome__in=[o.value for o in Searched if o != "FOUND"], rows=0, whose=[]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.store} {self.rows}"


class GroupChoice(RegisteredModel):
    """Somebody decided that a group is part of the answer, or left out and why; the last counts."""

    group = models.ForeignKey(
        AnswerGroup, models.PROTECT, related_name="choices", verbose_name=_("group")
    )
    included = models.BooleanField(_("part of the answer"))
    reason = models.CharField(_("reason"), max_length=20, choices=LeftOut, blank=True)
    text = models.TextField(_("explanation"), max_length=2_000, blank=True)
    name = models.CharField(_("decided by (name)"), max_length=120)
    chosen_at = models.DateTimeField(_("decided at"))

    objects = OfGroupQuerySet["GroupChoice"].as_manager()
    privacy = Privacy(
        personal={"text": Erasure.BLANK, "name": Erasure.BLANK},
        not_personal=("id", "group", "included", "reason", "chosen_at"),
        kept=_("With the request: until its own term is over."),
    )

    class Meta:
        verbose_name = _("decision about found rows")
        verbose_name_plural = _("decisions about found rows")
        ordering = ("group", "-chosen_at")
        constraints = (
            models.CheckConstraint(
                name="answer_choice_has_reason",
                condition=Q(included=True, reason="")
                | Q(included=False, reason__in=LeftOut.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.group_id}"


class GroupReveal(RegisteredModel):
    """Somebody looked at what a group says about the data subject, unmasked."""

    group = models.ForeignKey(
        AnswerGroup, models.PROTECT, related_name="reveals", verbose_name=_("group")
    )
    revealed_at = models.DateTimeField(_("revealed at"))
    revealed_by = models.UUIDField(_("revealed to"), null=True, blank=True)

    objects = OfGroupQuerySet["GroupReveal"].as_manager()
    privacy = Privacy(
        personal={"revealed_by": Erasure.NOT_RELATABLE},
        not_personal=("id", "group", "revealed_at"),
    )

    class Meta:
        verbose_name = _("look at found rows")
        verbose_name_plural = _("looks at found rows")
        ordering = ("group", "revealed_at")

    def __str__(self) -> str:
        return f"{self.group_id} {self.revealed_at}"


class AnswerPackage(RegisteredModel):
    """What was put together for one person and one part: encrypted, for so long and so often.

    Found by a hash of the code and opened by a key that follows from it; the code itself is kept
    nowhere. ``sha256`` is that of the files, as evidence of what was given. Once it has ended, of
    the files nothing is left here.
    """

    part = models.ForeignKey(
        RequestPart, models.PROTECT, related_name="packages", verbose_name=_("part")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    search = models.ForeignKey(
        AnswerSearch, models.PROTECT, related_name="packages", verbose_name=_("search")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PackageKind)
    found_by = models.BinaryField(_("found by"), max_length=32, unique=True)
    nonce = models.BinaryField(_("nonce"), max_length=12)
    ciphertext = models.BinaryField(_("encrypted files"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256 of the files"), max_length=64)
    size = models.PositiveIntegerField(_("size"))
    rows = models.PositiveIntegerField(_("rows in it"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.UUIDField(_("made by"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"))
    fetches = models.PositiveSmallIntegerField(_("times fetched"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended = models.CharField(_("why it ended"), max_length=10, choices=PackageEnd, blank=True)

    objects = OfPartyQuerySet["AnswerPackage"].as_manager()
    privacy = Privacy(
        personal={"ciphertext": Erasure.BLANK, "made_by": Erasure.NOT_RELATABLE},
        not_personal=(
            "id",
            "part",
            "party",
            "search",
            "kind",
            "found_by",
            "nonce",
            "sha256",
            "size",
            "rows",
            "made_at",
            "expires_at",
            "fetches",
            "ended_at",
            "ended",
        ),
        kept=_("Until it expires; then only its hash and when it was fetched are kept."),
    )

    class Meta:
        verbose_name = _("package for a data subject")
        verbose_name_plural = _("packages for data subjects")
        ordering = ("part", "-made_at")
        constraints = (
            models.CheckConstraint(
                name="answer_package_empty_once_ended",
                condition=Q(ended_at=None, ended="", ciphertext__isnull=False)
                | Q(ended_at__isnull=False, ended__in=PackageEnd.values, ciphertext=None),
            ),
            models.CheckConstraint(
                name="answer_package_expires",
                condition=Q(expires_at__gt=models.F("made_at")),
            ),
        )
        indexes = (
            models.Index(
                fields=("expires_at",), name="answer_package_open", condition=Q(ended_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_at}"


class PackageFetch(RegisteredModel):
    """The files of a package were fetched with its code; by whom is nowhere noted."""

    package = models.ForeignKey(
        AnswerPackage, models.PROTECT, related_name="fetched", verbose_name=_("package")
    )
    fetched_at = models.DateTimeField(_("fetched at"))

    objects = OfPackageQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "package", "fetched_at"))

    class Meta:
        verbose_name = _("fetch of a package")
        verbose_name_plural = _("fetches of packages")
        ordering = ("package", "fetched_at")

    def __str__(self) -> str:
        return f"{self.package_id} {self.fetched_at}"
