"""Reading bodies: JSON whose text can be written down again."""

import io
import json
import re
from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class WholeTextParser(JSONParser):
    """JSON without halves of characters: a lone surrogate is no text (RFC 8259, 8.2)."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return what the body says; raises ParseError."""
        body = stream.read()
        said = super().parse(io.BytesIO(body), media_type, parser_context)
        if _SURROGATE.search(body):
            _must_be_text(said)
        return said


def _must_be_text(said: Any) -> None:
    try:
        json.dumps(said, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ParseError from error
