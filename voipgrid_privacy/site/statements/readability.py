"""How easily Dutch text reads: Flesch's formula with Douma's weights for Dutch. Pure.

W.H. Douma, *De leesbaarheid van landbouwbladen* (Wageningen, 1960): 206.84 - 0.77 x syllables per
hundred words - 0.93 x words per sentence. Its bands are those of Flesch: 60 and up reads as
standard Dutch, which is about what level B1 asks for.

Counted is what is read as a text: no place in a law that stands between brackets, since that is
looked up and not read. The dot of an abbreviation ends no sentence.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Vowels that sound as one. What a diaeresis begins is a syllable of its own.
NUCLEUS: Final = re.compile(
    r"aai|ooi|oei|eeuw|ieuw|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|[aeiouyäëïöüáéíóúàèêâôû]"
)
SHORTENED: Final = ("art", "par", "blz", "nr", "Inc", "Vo", "enz", "bijv")
_NO_END: Final = "".join(rf"(?<!\b{word})" for word in (*SHORTENED, "[A-Z]"))
# A dot is looked for first: what stands before it is looked at only where there is one.
END: Final = re.compile(rf"(?=\.){_NO_END}\.+(?=\s|$)|[!?:;]+(?=\s|$)|\n+")
CITED: Final = re.compile(r" ?\([^()]*\b(?:art\.|overweging|par\.|blz\.|punt) ?\d[^()]*\)")
"""A place in a law between brackets, such as ``(AVG art. 6 lid 1 onder b)``."""
B1: Final = 60
"""From this score on a text reads as standard Dutch."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a text scores, and what that rests on; ``None`` where there is no word."""

    score: int | None
    words: int
    sentences: int
    longest: str

    @property
    def plain(self) -> bool:
        """Whether it reads as standard Dutch."""
        return self.score is None or self.score >= B1


def syllables(word: str) -> int:
    """Return how many syllables a Dutch word has; one at the least."""
    return max(1, len(NUCLEUS.findall(word.lower())))


def readability(text: str) -> Score:
    """Return how easily ``text`` reads; its longest sentence is the first to be made shorter."""
    parts = ((part, WORD.findall(part)) for part in END.split(CITED.sub("", text)))
    sentences = [(part.strip(), words) for part, words in parts if words]
    if not sentences:
        return Score(None, 0, 0, "")
    times = Counter(word for _sentence, words in sentences for word in words)
    number = times.total()
    per_hundred = 100 * sum(syllables(word) * often for word, often in times.items()) / number
    per_sentence = number / len(sentences)
    score = round(206.84 - 0.77 * per_hundred - 0.93 * per_sentence)
    longest, _words = max(sentences, key=lambda each: len(each[1]))
    return Score(score, number, len(sentences), longest)
