"""The API's document, asked for by many at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from voipgrid_privacy.api import publication


def test_the_first_askers_of_the_document_do_not_make_it_side_by_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, never = [], Event()

    def generate() -> dict[str, str]:
        made.append(1)
        never.wait(0.1)  # long enough for another to come, who finds it being made
        return {"openapi": "3.1.0"}

    monkeypatch.setattr(publication, "_generated", generate)
    publication._document.cache_clear()
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _each: publication.document(), range(8)))
    finally:
        publication._document.cache_clear()
    assert len(made) == 1
    assert found == [{"openapi": "3.1.0"}] * 8
