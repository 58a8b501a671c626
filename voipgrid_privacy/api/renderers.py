"""JSON by orjson: dates, UUIDs and ready-made fragments included."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class OrjsonRenderer(BaseRenderer):
    """Renders data as compact JSON; instants in UTC with ``Z``."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return ``data`` as bytes; bytes are taken to be JSON already."""
        if data is None:
            return b""
        return data if isinstance(data, bytes) else orjson.dumps(data, default=str, option=OPTIONS)


OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
