"""The fields of forms about incidents: the same for officers and partners."""

from records.incidents.fields.common import Fields, moment, name_field, reason_field
from records.incidents.fields.deciding import (
    assess_fields,
    corrections_fields,
    decide_fields,
    follow_fields,
    letters_fields,
    notify_fields,
    reasons_fields,
    reopen_fields,
    told_fields,
)
from records.incidents.fields.facts import aware_fields, facts_before, facts_fields
from records.incidents.fields.touching import send_fields, touch_fields, untouched_fields

__all__ = (
    "Fields",
    "assess_fields",
    "aware_fields",
    "corrections_fields",
    "decide_fields",
    "facts_before",
    "facts_fields",
    "follow_fields",
    "letters_fields",
    "moment",
    "name_field",
    "notify_fields",
    "reason_field",
    "reasons_fields",
    "reopen_fields",
    "send_fields",
    "told_fields",
    "touch_fields",
    "untouched_fields",
)
