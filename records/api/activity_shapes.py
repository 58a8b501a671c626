"""Records of processing activities as the document describes them."""

from rest_framework import serializers

from records.activities.choices import RecordKind, Standing
from roles.api.shapes import Page, Shape
from roles.choices import Role


class Open(Shape):
    """A letter of GDPR Art. 30 that is not answered, and what would answer it."""

    letter = serializers.CharField()
    sentence = serializers.CharField()


class ActivitySummary(Shape):
    """An entry in a list. `missing` is empty where every letter is answered, or none applies."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    record = serializers.ChoiceField(RecordKind.choices)
    name = serializers.CharField()
    standing = serializers.ChoiceField(Standing.choices)
    applies = serializers.BooleanField()
    missing = Open(many=True)
    changed_since = serializers.ListField(child=serializers.CharField())
    version_url = serializers.URLField()


class RecordPage(Page):
    """The whole record as controller on a day; `missing` is what letter (a) lacks."""

    asof_date = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True)
    missing = Open(many=True)
    results = ActivitySummary(many=True)


class ActivitySection(Shape):
    """A section in the reader's words: the letter it answers, empty for none."""

    code = serializers.CharField()
    letter = serializers.CharField()
    title = serializers.CharField()
    lines = serializers.ListField(child=serializers.CharField())
    own = serializers.BooleanField()


class ProcessingActivity(ActivitySummary):
    """An entry as it holds on a day: in words, and as data in `body`."""

    asof_date = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True)
    sections = ActivitySection(many=True)
    body = serializers.DictField()


class ActivityVersionSummary(Shape):
    """A version in a list; `url` is its address for good."""

    url = serializers.URLField()
    activity_id = serializers.UUIDField()
    number = serializers.IntegerField()
    valid_from_date = serializers.DateField()
    made_at = serializers.DateTimeField()
    base_number = serializers.IntegerField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    hash = serializers.CharField()


class ActivityVersionPage(Page):
    """A page of versions."""

    results = ActivityVersionSummary(many=True)


class FrozenActivity(Shape):
    """What a version says, for good: `hash` is the SHA-256 of `text` in UTF-8.

    `body` is all that it said, so with the sections of the version it is based on.
    """

    url = serializers.URLField()
    activity_id = serializers.UUIDField()
    number = serializers.IntegerField()
    valid_from_date = serializers.DateField()
    made_at = serializers.DateTimeField()
    base_number = serializers.IntegerField(allow_null=True)
    hash = serializers.CharField()
    text = serializers.CharField()
    body = serializers.DictField()


class RecordedController(Shape):
    """On whose behalf data are processed, as far as it is recorded; empty where it is not."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kvk_number = serializers.CharField()
    country = serializers.CharField()
    address = serializers.CharField()
    contact = serializers.CharField()
    officer = serializers.CharField()
    representative = serializers.CharField()


class DescribedProcessing(Shape):
    """An entry of the record that describes what is done."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class RecordedProcessing(Shape):
    """What is done with one category of data, and on whose instructions."""

    data_category = serializers.CharField()
    role = serializers.ChoiceField(
        [(role.value, role.label) for role in (Role.PROCESSOR, Role.SUB_PROCESSOR)]
    )
    depth = serializers.IntegerField(allow_null=True)
    upstream = serializers.CharField()
    processing = DescribedProcessing(many=True)


class RecordedContract(Shape):
    """A contract under which a controller is served that day."""

    reference = serializers.CharField()
    since_date = serializers.DateField(allow_null=True)


class ProcessorRecord(Shape):
    """One controller, and the letters of Art. 30(2) that its row lacks."""

    controller = RecordedController()
    contracts = RecordedContract(many=True)
    missing_letters = serializers.CharField()
    parts = RecordedProcessing(many=True)


class ProcessorRecordPage(Page):
    """A page of controllers, by name; each stands once, whatever its contracts.

    `total_count` counts the parties that are served: of one that controls nothing itself there
    is no row, so a page may hold fewer rows than `limit` while `next_cursor` goes on.
    """

    asof_date = serializers.DateField()
    missing = Open(many=True)
    results = ProcessorRecord(many=True)


class ExportedParty(Shape):
    """Whose record it is."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ExportedRecord(Shape):
    """A whole record as JSON; `groups` only of a processor. The same bytes for the same day."""

    party = ExportedParty()
    record = serializers.ChoiceField(RecordKind.choices)
    asof_date = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True)
    missing = serializers.CharField()
    keeper = serializers.DictField()
    entries = serializers.ListField(child=serializers.DictField())
    groups = serializers.ListField(child=serializers.DictField(), required=False)
