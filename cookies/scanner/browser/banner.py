"""Finding a consent banner and using it the way a visitor does."""

from pathlib import Path
from typing import Any, Final

from playwright.async_api import ElementHandle, Error, Frame, Page

from cookies.scanner.evidence import Banner, Control
from voipgrid_privacy.kernel.data_files import read_yaml

ROOT: Final = Path(__file__).resolve().parent.parent
SCRIPT: Final = (ROOT / "js" / "banner.js").read_text(encoding="utf-8")
KNOWN: Final[dict[str, Any]] = read_yaml(ROOT / "data" / "banners.yaml")

# The middle of the element, once in view; null in a frame, or where something else is on top.
_PLACE: Final = """one => {
  one.scrollIntoView({block: "center", behavior: "instant"});
  const box = one.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = one.getRootNode().elementFromPoint(x, y);
  return window === window.top && top && (one.contains(top) || top.contains(one)) ? {x, y} : null;
}"""


def _question(ask: str, *, role: str = "", category: str = "") -> dict[str, Any]:
    return {"ask": ask, "role": role, "category": category, "data": KNOWN}


async def look(page: Page) -> Banner | None:
    """Return the banner as it is drawn now, in whichever frame; None when there is none."""
    for frame in page.frames:
        found = await _asked(frame, _question("look"))
        if found:
            controls = [Control(**each) for each in found.pop("controls")]
            return Banner(**found, controls=controls)
    return None


async def press(page: Page, role: str) -> bool:
    """Press the button with that role; return whether there was one."""
    element = await _element(page, _question("element", role=role))
    if element is None:
        return False
    await _click(page, element)
    return True


async def pre_ticked(page: Page) -> list[str]:
    """Return the names of what is ticked and could be unticked."""
    found = [await _asked(frame, _question("ticked")) for frame in page.frames]
    return [name for names in found if names for name in names]


async def choose_only(page: Page, category: str) -> bool:
    """Leave one category on and all others off; return whether there was such a switch."""
    await untick(page)
    element = await _element(page, _question("switch", category=category))
    if element is None:
        return False
    await element.evaluate("one => one.click()")  # its label often covers the box itself
    return True


async def untick(page: Page) -> None:
    """Switch everything off that can be."""
    for frame in page.frames:
        await _asked(frame, _question("untick"))


async def offers(page: Page, role: str) -> bool:
    """Say whether a button with that role is there."""
    return await _element(page, _question("element", role=role)) is not None


async def _click(page: Page, element: ElementHandle) -> None:
    """Click like a mouse where nothing lies over it, and like a keyboard otherwise."""
    place = await element.evaluate(_PLACE)
    if place is None:
        await element.evaluate("one => one.click()")
    else:
        await page.mouse.click(place["x"], place["y"])


async def _element(page: Page, question: dict[str, Any]) -> ElementHandle | None:
    for frame in page.frames:
        try:
            handle = await frame.evaluate_handle(SCRIPT, question)
        except Error:
            continue
        if element := handle.as_element():
            return element
    return None


async def _asked(frame: Frame, question: dict[str, Any]) -> Any:
    try:
        return await frame.evaluate(SCRIPT, question)
    except Error:  # the frame went away
        return None
