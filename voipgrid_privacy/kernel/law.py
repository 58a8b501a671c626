"""Citations: the ground of a rule, a term or a refusal, as a value that can be read aloud.

A citation names one instrument and one place in it. ``str()`` gives the English form that the
API and docstrings use, ``in_dutch`` the Dutch form, ``parse`` reads both forms back, and
``url`` is the instrument's public address.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

GDPR_APPLIES: Final = date(2018, 5, 25)
"""The day from which the GDPR applies (GDPR Art. 99(2)) and the Wbp no longer does."""

EURLEX: Final = "https://eur-lex.europa.eu"
WETTEN: Final = "https://wetten.overheid.nl"
EDPB: Final = "https://www.edpb.europa.eu/our-work-tools/our-documents"
WP29: Final = "https://ec.europa.eu/justice/article-29/documentation/opinion-recommendation"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, guideline or judgment: its name in two languages and where the public reads it."""

    name: str
    in_dutch: str
    url: str
    numbered_by: str = ""
    """How a document without articles is numbered: ``para.`` or ``p.``."""
    numbered_in_dutch: str = "par."
    """The same in Dutch: ``par.``, ``punt`` (a judgment) or ``blz.``."""
    definitions: str = ""
    """The article whose numbered parts Dutch calls *punt* instead of *lid*."""


def _act(name: str, in_dutch: str, url: str, definitions: str = "") -> Instrument:
    return Instrument(name, in_dutch, url, definitions=definitions)


def _dutch_act(name: str, bwb: str) -> Instrument:
    return Instrument(name, name, f"{WETTEN}/{bwb}")


def _paragraphs(name: str, url: str) -> Instrument:
    return Instrument(name, name, url, numbered_by="para.")


def _judgment(case: str, celex: str) -> Instrument:
    url = f"{EURLEX}/legal-content/EN/TXT/?uri=CELEX:{celex}"
    return Instrument(f"CJEU {case}", f"HvJ EU {case}", url, "para.", "punt")


def _opinion(number: str, path: str) -> Instrument:
    return Instrument(f"WP{number}", f"WP{number}", f"{WP29}/{path}", "p.", "blz.")


INSTRUMENTS: Final[dict[str, Instrument]] = {
    instrument.name: instrument
    for instrument in (
        _act("GDPR", "AVG", f"{EURLEX}/eli/reg/2016/679/oj", definitions="4"),
        _act("Dir. 95/46", "Richtlijn 95/46/EG", f"{EURLEX}/eli/dir/1995/46/oj"),
        _act("ePrivacy", "ePrivacyrichtlijn", f"{EURLEX}/eli/dir/2002/58/oj"),
        _act("EECC", "Telecomcode", f"{EURLEX}/eli/dir/2018/1972/oj", definitions="2"),
        _act("Reg. 1182/71", "Vo. 1182/71", f"{EURLEX}/eli/reg/1971/1182/oj"),
        _act("Reg. 611/2013", "Vo. 611/2013", f"{EURLEX}/eli/reg/2013/611/oj"),
        _dutch_act("Tw", "BWBR0009950"),
        _dutch_act("UAVG", "BWBR0040940"),
        _dutch_act("Wbp", "BWBR0011468"),
        _dutch_act("AWR", "BWBR0002320"),
        _dutch_act("Awb", "BWBR0005537"),
        _dutch_act("Termijnenwet", "BWBR0002448"),
        _dutch_act("Advocatenwet", "BWBR0002093"),
        _dutch_act("Wpg", "BWBR0022463"),
        _dutch_act("BW", "BWBR0005291"),
        _paragraphs(
            "EDPB 07/2020",
            f"{EDPB}/guidelines/guidelines-072020-concepts-controller-and-processor-gdpr_en",
        ),
        _paragraphs(
            "EDPB Opinion 22/2024",
            f"{EDPB}/opinion-board-art-64/opinion-222024-certain-obligations-following-reliance_en",
        ),
        _paragraphs(
            "EDPB 2/2023",
            f"{EDPB}/guidelines/guidelines-22023-technical-scope-art-53-eprivacy-directive_en",
        ),
        _paragraphs(
            "EDPB 05/2020",
            f"{EDPB}/guidelines/guidelines-052020-consent-under-regulation-2016679_en",
        ),
        _paragraphs(
            "EDPB 01/2020",
            f"{EDPB}/recommendations/recommendations-012020-measures-supplement-transfer_en",
        ),
        _paragraphs(
            "EDPB 05/2021",
            f"{EDPB}/guidelines/guidelines-052021-interplay-between-application-art-3-and-provisions_en",
        ),
        _paragraphs(
            "EDPB 01/2022",
            f"{EDPB}/guidelines/guidelines-012022-data-subject-rights-right-access_en",
        ),
        _opinion("69", "files/2003/wp69_en.pdf"),
        _opinion("169", "files/2010/wp169_en.pdf"),
        _judgment("C-362/14", "62014CJ0362"),
        _judgment("C-210/16", "62016CJ0210"),
        _judgment("C-25/17", "62017CJ0025"),
        _judgment("C-40/17", "62017CJ0040"),
        _judgment("C-673/17", "62017CJ0673"),
        _judgment("C-311/18", "62018CJ0311"),
        _judgment("C-683/21", "62021CJ0683"),
        _judgment("C-231/22", "62022CJ0231"),
        _judgment("C-604/22", "62022CJ0604"),
    )
}

BW_BOOKS: Final = {
    "2": "BWBR0003045",
    "3": "BWBR0005291",
    "6": "BWBR0005289",
    "7": "BWBR0005290",
}
"""Each book of the Civil Code (Burgerlijk Wetboek) has an address of its own."""

_PLACE = re.compile(
    r"(?:Art\. (?P<article>\d+[a-z]*(?:[.:]\d+[a-z]*)*)"
    r"(?:\((?P<paragraph>\d+[a-z]*)\))?(?:\((?P<letter>[a-z]+)\))?"
    r"|recital (?P<recital>\d+)|(?:para\.|p\.) (?P<section>\d+))"
)
_PLACE_IN_DUTCH = re.compile(
    r"(?:art\. (?P<article>\d+[a-z]*(?:[.:]\d+[a-z]*)*)"
    r"(?: (?:lid|punt) (?P<paragraph>\d+[a-z]*))?(?: onder (?P<letter>[a-z]+))?"
    r"|overweging (?P<recital>\d+)|(?:par\.|punt|blz\.) (?P<section>\d+))"
)


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """One place in one instrument; without a place, the instrument as a whole."""

    instrument: str
    article: str = ""
    paragraph: str = ""
    letter: str = ""
    recital: str = ""
    section: str = ""
    """The numbered paragraph or page of a guideline, an opinion or a judgment."""

    def __post_init__(self) -> None:
        """Refuse an unknown instrument, and a place that could not be read back."""
        if self.instrument not in INSTRUMENTS:
            raise ValueError(f"unknown instrument: {self.instrument!r}")
        place = self._place()
        if place and _fields(place) != self._named():
            raise ValueError(f"not a place in a law: {self.instrument} {place}")
        if not place and any(self._named().values()):
            raise ValueError(f"not a place in a law: {self._named()}")

    def __str__(self) -> str:
        return f"{self.instrument} {self._place()}".strip()

    @property
    def source(self) -> Instrument:
        """The instrument this is a place in."""
        return INSTRUMENTS[self.instrument]

    @property
    def in_dutch(self) -> str:
        """The way a Dutch lawyer writes it: ``AVG art. 28 lid 4``."""
        return f"{self.source.in_dutch} {self._place_in_dutch()}".strip()

    @property
    def url(self) -> str:
        """The public address of the instrument (of the right book of the Civil Code)."""
        book = BW_BOOKS.get(self.article.partition(":")[0]) if self.instrument == "BW" else None
        return f"{WETTEN}/{book}" if book else self.source.url

    def _place(self) -> str:
        if self.article:
            parts = "".join(f"({part})" for part in (self.paragraph, self.letter) if part)
            return f"Art. {self.article}{parts}"
        if self.recital:
            return f"recital {self.recital}"
        return f"{self.source.numbered_by or 'para.'} {self.section}" if self.section else ""

    def _place_in_dutch(self) -> str:
        if self.article:
            part = "punt" if self.article == self.source.definitions else "lid"
            paragraph = f" {part} {self.paragraph}" if self.paragraph else ""
            letter = f" onder {self.letter}" if self.letter else ""
            return f"art. {self.article}{paragraph}{letter}"
        if self.recital:
            return f"overweging {self.recital}"
        return f"{self.source.numbered_in_dutch} {self.section}" if self.section else ""

    def _named(self) -> dict[str, str]:
        names = ("article", "paragraph", "letter", "recital", "section")
        return {name: getattr(self, name) for name in names}


def _fields(place: str, places: re.Pattern[str] = _PLACE) -> dict[str, str] | None:
    match = places.fullmatch(place)
    return match.groupdict(default="") if match else None


def parse(text: str) -> Citation:
    """Read back what ``str()`` or ``in_dutch`` wrote; anything else is a ``ValueError``."""
    for name, source in INSTRUMENTS.items():
        for written, places in ((name, _PLACE), (source.in_dutch, _PLACE_IN_DUTCH)):
            citation = _read(text, Citation(name), written, places)
            if citation and text in {str(citation), citation.in_dutch}:
                return citation
    raise ValueError(f"not a citation: {text!r}")


def _read(text: str, whole: Citation, written: str, places: re.Pattern[str]) -> Citation | None:
    if text == written:
        return whole
    found = _fields(text.removeprefix(f"{written} "), places)
    return Citation(whole.instrument, **found) if found else None


Number = int | str
Citer = Callable[..., Citation]


def cite(instrument: str, article: Number, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite an article of any known instrument."""
    return Citation(instrument, str(article), str(paragraph), letter)


def recital(instrument: str, number: Number) -> Citation:
    """Cite a recital: ``recital("GDPR", 14)``."""
    return Citation(instrument, recital=str(number))


def gdpr(article: Number, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite the General Data Protection Regulation: ``gdpr(28, 3, "e")``."""
    return cite("GDPR", article, paragraph, letter)


def eprivacy(article: Number, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite the ePrivacy Directive 2002/58/EC."""
    return cite("ePrivacy", article, paragraph, letter)


def eecc(article: Number, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite the European Electronic Communications Code (Directive 2018/1972)."""
    return cite("EECC", article, paragraph, letter)


def tw(article: Number, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite the Dutch Telecommunications Act: ``tw("11.5", 2)``."""
    return cite("Tw", article, paragraph, letter)


def uavg(article: Number, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite the Dutch GDPR Implementation Act."""
    return cite("UAVG", article, paragraph, letter)


def wbp(article: Number, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite the Dutch Personal Data Protection Act, in force until the GDPR applied."""
    return cite("Wbp", article, paragraph, letter)


def awr(article: Number, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite the Dutch General State Taxes Act."""
    return cite("AWR", article, paragraph, letter)


def bw(article: str, paragraph: Number = "", letter: str = "") -> Citation:
    """Cite the Dutch Civil Code by book and article: ``bw("3:307")``."""
    return cite("BW", article, paragraph, letter)


def termijnenwet(article: Number, paragraph: Number = "") -> Citation:
    """Cite the Dutch General Extension of Time Limits Act."""
    return cite("Termijnenwet", article, paragraph)


def reg_1182(article: Number, paragraph: Number = "") -> Citation:
    """Cite Regulation 1182/71, which says how European periods are counted."""
    return cite("Reg. 1182/71", article, paragraph)


def reg_611(article: Number, paragraph: Number = "") -> Citation:
    """Cite Regulation 611/2013, on breaches at telecom providers."""
    return cite("Reg. 611/2013", article, paragraph)


def edpb(document: str, paragraph: Number = "") -> Citation:
    """Cite EDPB guidelines or an opinion: ``edpb("07/2020", 40)``, ``edpb("Opinion 22/2024")``."""
    return Citation(f"EDPB {document}", section=str(paragraph))


def wp29(number: Number, page: Number = "") -> Citation:
    """Cite a document of the Article 29 Working Party by its WP number and page."""
    return Citation(f"WP{number}", section=str(page))


def cjeu(case: str, paragraph: Number = "") -> Citation:
    """Cite a judgment of the Court of Justice of the European Union by case number."""
    return Citation(f"CJEU {case}", section=str(paragraph))
