"""What Schemathesis cannot know by itself. It reads this file; nothing of the product is there."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/pdf")
def pdf(_context: Any, value: Any) -> bytes:
    """Any bytes, behind the mark by which a PDF is known."""
    return b"%PDF-1.7\n" + (value if isinstance(value, bytes) else str(value).encode())
