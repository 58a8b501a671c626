"""The example in the guide verifies what really arrives, and deals with it once."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "receive-webhooks.md"


def test_the_example_of_the_guide_verifies_and_deals_with_each_event_once(world, receiver):
    endpoint = world.endpoint(receiver.url)
    world.happens()
    world.round()
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    dealt: list[str] = []
    names = {"deal_with": lambda kind, _data: dealt.append(kind)}
    exec(code.replace("whsec_...", world.secret(endpoint)), names)
    ((headers, body),) = receiver.got
    assert names["receive"](headers, body) == 204
    assert names["receive"](headers, body) == 204
    assert dealt == ["agreement.signed"]
    assert names["receive"](headers, body + b" ") == 400


def test_the_guide_names_every_event_that_can_be_asked_for():
    from roles.webhooks.choices import PLACES

    text = GUIDE.read_text(encoding="utf-8")
    assert {event for event in PLACES if f"`{event.value}`" not in text} == set()
