"""What the API tells of statements, and what it takes."""

from rest_framework import serializers

from roles.api.serializers import StrictSerializer, bytes_of
from roles.api.shapes import Page, Shape, TextInTwoLanguages, Upstream
from voipgrid_privacy.site.statements.differing import What
from voipgrid_privacy.site.statements.gaps import State, Who
from voipgrid_privacy.site.statements.pictures import MEDIA_TYPES


class StatementFact(Shape):
    """One sentence drawn from the register; `source_code` names the source it rests on."""

    key = serializers.CharField()
    heading = TextInTwoLanguages(allow_null=True)
    text = TextInTwoLanguages()
    source_code = serializers.CharField(allow_null=True)
    link = TextInTwoLanguages(allow_null=True)


class PrivacyStatementPart(Shape):
    """One part: what the party wrote above it, and the facts."""

    code = serializers.CharField()
    title = TextInTwoLanguages()
    introduction = TextInTwoLanguages()
    facts = StatementFact(many=True)


class StatementLogoShape(Shape):
    """The picture at the top; `shows` is read to who does not see it."""

    url = serializers.CharField(allow_null=True, help_text="Null as long as it is not published.")
    media_type = serializers.CharField(help_text=" or ".join(sorted(MEDIA_TYPES.values())) + ".")
    hash = serializers.CharField()
    shows = TextInTwoLanguages()


class StatementBrand(Shape):
    """Two colours that can be told apart, and a logo if the party has one."""

    colour = serializers.CharField()
    text_colour = serializers.CharField()
    logo = StatementLogoShape(allow_null=True)


class PrivacyStatementSummary(Shape):
    """A published version; `open_letters` are those of GDPR Art. 13 and 14 that it lacks."""

    id = serializers.UUIDField()
    party = Upstream()
    number = serializers.IntegerField()
    effective_date = serializers.DateField()
    published_at = serializers.DateTimeField()
    hash = serializers.CharField()
    open_letters = serializers.ListField(child=serializers.CharField())
    url = serializers.CharField()


class PrivacyStatementShape(PrivacyStatementSummary):
    """A published version with all that it says; it never changes."""

    brand = StatementBrand()
    parts = PrivacyStatementPart(many=True)


class PrivacyStatementPage(Page):
    """Published versions of the own party and of those that deliver to it."""

    results = PrivacyStatementSummary(many=True)


class StatementMissing(Shape):
    """One thing that would answer a letter, and who can say it."""

    what = serializers.CharField()
    who = serializers.ChoiceField([(each.value, each.name) for each in Who])


class StatementLetter(Shape):
    """One letter of GDPR Art. 13 or 14, and how it stands."""

    code = serializers.CharField()
    asks = serializers.CharField()
    state = serializers.ChoiceField([(each.value, each.name) for each in State])
    missing = StatementMissing(many=True)


class StatementDifference(Shape):
    """One difference with what is published, in the reader's language."""

    part = serializers.CharField()
    what = serializers.ChoiceField([(each.value, each.name) for each in What])
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class StatementHost(Shape):
    """A host of the party's own: what it must show, and until when its pages are there without."""

    host = serializers.CharField()
    dns_name = serializers.CharField()
    dns_text = serializers.CharField()
    proven_at = serializers.DateTimeField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    missing_since = serializers.DateTimeField(allow_null=True)
    served_until = serializers.DateTimeField(allow_null=True)


class RemovedHost(Shape):
    """A host that was given up."""

    host = serializers.CharField()


class PrivacyStatementDraft(Shape):
    """What would be published now; `score` is Flesch's for Dutch with Douma's weights."""

    party = Upstream()
    hash = serializers.CharField()
    differs = serializers.BooleanField()
    score = serializers.IntegerField(allow_null=True)
    letters = StatementLetter(many=True)
    differences = StatementDifference(many=True)
    own_host = StatementHost(allow_null=True)
    brand = StatementBrand()
    parts = PrivacyStatementPart(many=True)


class NewPrivacyStatement(StrictSerializer):
    """Publishing the own draft: the hash of what was read, and from when it holds."""

    hash = serializers.RegexField(r"^[0-9a-f]{64}$", source="seen")
    effective_date = serializers.DateField(
        source="effective_on", help_text="Today or later (Europe/Amsterdam)."
    )
    gaps_accepted = serializers.BooleanField(
        default=False, help_text="Publish although letters of GDPR Art. 13 and 14 are open."
    )


class NewStatementWords(StrictSerializer):
    """A short text in both languages."""

    nl = serializers.CharField(max_length=120)
    en = serializers.CharField(max_length=120)


class NewStatementLogo(StrictSerializer):
    """A PNG, or an SVG of shapes alone, 30 kB at most; without `content_base64` only the words."""

    content_base64 = serializers.CharField(required=False, allow_null=True, default=None)
    shows = NewStatementWords()

    def validate_content_base64(self, value: str | None) -> bytes | None:
        """Return the bytes."""
        return None if value is None else bytes_of(value)


class NewStatementColours(StrictSerializer):
    """Two colours that can be told apart: 4.5 to 1 at least."""

    colour = serializers.RegexField(r"^#[0-9a-fA-F]{6}$")
    text_colour = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", source="on_colour")


class NewStatementHost(StrictSerializer):
    """Where the party wants its public pages."""

    host = serializers.CharField(max_length=253)


class StatementWish(StrictSerializer):
    """Nothing has to be said."""
