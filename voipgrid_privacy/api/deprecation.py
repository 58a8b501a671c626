"""What of the API goes away, and when: told a year ahead, in the document and in each answer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from dateutil.relativedelta import relativedelta
from django.utils.http import http_date

NOTICE: Final = relativedelta(years=1)
"""How long what is deprecated goes on at least."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """An operation that goes away: deprecated ``since``, gone from ``sunset`` (UTC), and what
    takes its place as a path of the API, if anything does.

    Raises ValueError for less than a year's notice.
    """

    since: date
    sunset: date
    instead: str = ""

    def __post_init__(self) -> None:
        if self.sunset < self.since + NOTICE:
            raise ValueError("What is deprecated goes on for a year at least.")

    def headers(self, *, policy: str) -> dict[str, str]:
        """Return ``Deprecation`` (RFC 9745), ``Sunset`` (RFC 8594) and links to read more."""
        links = [f'<{policy}>; rel="deprecation"; type="text/html"']
        links += [f'<{self.instead}>; rel="successor-version"'] if self.instead else []
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.sunset)),
            "Link": ", ".join(links),
        }


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
