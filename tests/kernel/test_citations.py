"""What must hold of every citation: it reads back as itself, and as lawyers write it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voipgrid_privacy.kernel.law import (
    INSTRUMENTS,
    Citation,
    awr,
    bw,
    cite,
    cjeu,
    edpb,
    eprivacy,
    gdpr,
    parse,
    recital,
    reg_1182,
    tw,
    wp29,
)

articles = st.from_regex(r"[1-9][0-9]{0,2}[a-z]?([.:][1-9][0-9]{0,2}[a-z]?)?", fullmatch=True)
numbers = st.integers(1, 999).map(str)
citations = st.one_of(
    st.builds(Citation, st.sampled_from(sorted(INSTRUMENTS))),
    st.builds(
        Citation,
        st.sampled_from(sorted(INSTRUMENTS)),
        articles,
        st.just("") | st.from_regex(r"[1-9][0-9]?[a-z]?", fullmatch=True),
        st.just("") | st.from_regex(r"[a-z]{1,2}", fullmatch=True),
    ),
    st.builds(recital, st.sampled_from(["GDPR", "ePrivacy", "Dir. 95/46"]), numbers),
    st.builds(Citation, st.sampled_from(sorted(INSTRUMENTS)), section=numbers),
)


@given(citations)
@example(gdpr(28, 3, "e"))
@example(bw("3:307"))
@example(tw("11.5a", 2))
def test_a_citation_reads_back_as_itself(citation):
    assert parse(str(citation)) == citation
    assert hash(parse(str(citation))) == hash(citation)
    assert citation.url.startswith("https://")
    assert parse(citation.in_dutch) == citation


@given(st.text(max_size=30))
def test_what_is_read_as_a_citation_is_written_the_same(text):
    try:
        citation = parse(text)
    except ValueError:
        return
    assert text in {str(citation), citation.in_dutch}


@pytest.mark.parametrize(
    ("citation", "english", "dutch"),
    [
        (gdpr(28, 4), "GDPR Art. 28(4)", "AVG art. 28 lid 4"),
        (gdpr(4, 7), "GDPR Art. 4(7)", "AVG art. 4 punt 7"),
        (gdpr(28, 3, "e"), "GDPR Art. 28(3)(e)", "AVG art. 28 lid 3 onder e"),
        (recital("GDPR", 14), "GDPR recital 14", "AVG overweging 14"),
        (edpb("07/2020", 40), "EDPB 07/2020 para. 40", "EDPB 07/2020 par. 40"),
        (edpb("Opinion 22/2024"), "EDPB Opinion 22/2024", "EDPB Opinion 22/2024"),
        (tw("11.5", 2), "Tw Art. 11.5(2)", "Tw art. 11.5 lid 2"),
        (eprivacy(6, 2), "ePrivacy Art. 6(2)", "ePrivacyrichtlijn art. 6 lid 2"),
        (awr(52), "AWR Art. 52", "AWR art. 52"),
        (bw("3:307"), "BW Art. 3:307", "BW art. 3:307"),
        (reg_1182(3), "Reg. 1182/71 Art. 3", "Vo. 1182/71 art. 3"),
        (wp29(169, 11), "WP169 p. 11", "WP169 blz. 11"),
        (cjeu("C-210/16", 36), "CJEU C-210/16 para. 36", "HvJ EU C-210/16 punt 36"),
    ],
)
def test_citations_read_as_lawyers_write_them(citation, english, dutch):
    assert (str(citation), citation.in_dutch) == (english, dutch)
    assert parse(english) == parse(dutch) == citation


@pytest.mark.parametrize(
    "wrong",
    [
        {"instrument": "GPDR"},
        {"instrument": "GDPR", "article": "28", "paragraph": "x"},
        {"instrument": "GDPR", "paragraph": "4"},
        {"instrument": "GDPR", "article": "28", "recital": "14"},
        {"instrument": "GDPR", "article": "Art. 28"},
    ],
)
def test_what_is_no_place_in_a_law_is_refused(wrong):
    with pytest.raises(ValueError, match=r"unknown instrument|not a place"):
        Citation(**wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GDPR Art 28",
        "GDPR Art. 28(",
        "GDPR  Art. 28",
        "Art. 28",
        "Tw Art. 11.5 lid 2",
        "AVG art. 4 lid 7",
        "GDPR art. 28",
    ],
)
def test_what_is_no_citation_is_refused(text):
    with pytest.raises(ValueError, match="not a citation"):
        parse(text)


def test_each_book_of_the_civil_code_has_its_own_address():
    assert bw("2:10").url != bw("3:307").url
    assert cite("BW", "3:307").url.endswith("BWBR0005291")
