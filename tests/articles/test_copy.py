"""Copy is read into its parts, or refused with a sentence that names the line."""

import datetime
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.copy import CopyError, body_html, decode, read_copy, useless_alt

SAMPLES = Path(__file__).parent / "copy"
SEED = (SAMPLES / "seed.txt").read_bytes()
HEAD = "News\n\nA short day\n\nSara Hamid\n\n2024-02-08\n\n"
HEADLINE = "Iraq wants to end US presence “more than ever”"


def part(copy, name):
    """Give one part of the copy as the samples' JSON writes it."""
    value = getattr(copy, "body_html" if name == "html" else name)
    if name == "date":
        return value and value.isoformat()
    if name == "bylines":
        return [[byline.name, byline.bio] for byline in value]
    if name == "blocks":
        return [[block.kind, list(block.items) if block.items else block.text] for block in value]
    if name in ("tags", "unread", "sources"):
        return [list(one) if isinstance(one, tuple) else one for one in value]
    return value


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_sample_is_read_as_its_writer_meant_it(path):
    expected = json.loads(path.read_text(encoding="utf-8"))
    copy = read_copy(decode(path.with_suffix(".txt").read_bytes()), expected.pop("language"))
    assert {name: part(copy, name) for name in expected} == expected


def test_the_seed_page_is_read_in_all_its_parts():
    copy = read_copy(decode(SEED))
    assert (copy.form, copy.section, copy.headline) == ("page", "News", HEADLINE)
    assert copy.date == datetime.date(2024, 2, 8)
    assert [(byline.name, byline.role) for byline in copy.bylines] == [("Dilan Sirwan", "reporting")]
    assert copy.bylines[0].bio.startswith("Dilan Sirwan is an Erbil-based Kurdish journalist covering Iraq")
    assert copy.bylines[0].bio.endswith("He focuses on political, economic, and social issues.")
    assert copy.alt == f"Image of {HEADLINE}"
    assert copy.caption.startswith("People, rescuers and security forces")
    assert copy.caption.endswith("in Baghdad on February 7, 2024")
    assert (copy.photographer, copy.agency, copy.file_photo) == ("Murtaja Lateef", "AFP", False)
    assert copy.standfirst.startswith("Iraq wants to end the US-led coalition’s mission amid")
    assert copy.dateline_place == "Erbil, Kurdistan Region of Iraq"
    assert copy.unread == ()
    assert copy.lines["headline"] == 3
    assert copy.lines["photographer"] == 8


def test_the_seed_body_is_thirteen_paragraphs_word_for_word():
    written = [line for line in SEED.decode().split("\n") if line][6:19]
    written[0] = written[0].split(" - ", 1)[1]
    blocks = read_copy(decode(SEED)).blocks
    assert [(block.kind, block.text) for block in blocks] == [("p", text) for text in written]
    assert blocks[0].text.startswith("Iraq wants to end the US-led coalition’s mission")


@pytest.mark.parametrize("line_end", ["\r\n", "\r", " \n"])
def test_line_ends_and_trailing_blanks_change_nothing(line_end):
    assert read_copy(SEED.decode().replace("\n", line_end)) == read_copy(SEED.decode())


def test_missing_blank_lines_change_no_part():
    tight = read_copy("\n".join(line for line in SEED.decode().split("\n") if line))
    loose = read_copy(SEED.decode())
    for name in ("section", "headline", "bylines", "date", "alt", "caption", "standfirst", "dateline_place", "blocks"):
        assert getattr(tight, name) == getattr(loose, name)


@pytest.mark.parametrize(
    ("tail", "photographer", "agency", "file_photo"),
    [
        (" (AFP)", "", "AFP", False),
        (" (File photo: Ali Jasim)", "Ali Jasim", "", True),
        (" (File photo: AFP)", "", "AFP", True),
        (" Photo: Ali Jasim/AFP", "Ali Jasim", "AFP", False),
        (". Photo by ALI JASIM / AFP via Getty Images", "Ali Jasim", "AFP via Getty Images", False),
        (" [Ali Jasim/Reuters]", "Ali Jasim", "Reuters", False),
        (" (Photo by Ahmad AL-RUBAYE / AFP)", "Ahmad al-Rubaye", "AFP", False),
        ("", "", "", False),
    ],
)
def test_a_credit_is_told_from_its_caption(tail, photographer, agency, file_photo):
    copy = read_copy(f"{HEAD}Image of A short day Men drink tea{tail}\n\nTea.\n\nERBIL - All.")
    assert (copy.alt, copy.caption.rstrip(".")) == ("Image of A short day", "Men drink tea")
    assert (copy.photographer, copy.agency, copy.file_photo) == (photographer, agency, file_photo)


def test_a_photo_in_a_sentence_of_the_caption_is_no_credit():
    copy = read_copy(f"{HEAD}Image of A short day Men see a photo by Ali in Basra\n\nX.\n\nERBIL - All.")
    assert (copy.caption, copy.photographer) == ("Men see a photo by Ali in Basra", "")


@pytest.mark.parametrize(
    ("first", "place", "wire"),
    [
        ("BAGHDAD - text", "Baghdad", ""),
        ("BAGHDAD (AP) — Text", "Baghdad", "AP"),
        ("NEW YORK -- Text", "New York", ""),
        ("BAGHDAD, Feb 8 (Reuters) - Text", "Baghdad", "Reuters"),
        ("AL-QAIM, Iraq: Text", "Al-Qaim, Iraq", ""),
        ("أربيل، إقليم كوردستان – نص", "أربيل، إقليم كوردستان", ""),
        ("أربيل (رووداو) - نص", "أربيل", "رووداو"),
        ("بغداد ـ نص", "بغداد", ""),
        ("بغداد: نص", "بغداد", ""),
        ("Masoud Barzani – the leader – spoke", "", ""),
        ("US - Iraqi talks go on", "", ""),
        ("COVID-19 - a look back", "", ""),
        ("It rained - and then it stopped", "", ""),
        ("وقال: نص", "", ""),
        ("قال الرئيس العراقي – وهو يبتسم – نعم", "", ""),
    ],
)
def test_a_dateline_is_a_place_and_nothing_else(first, place, wire):
    copy = read_copy(f"Headline: X\n\n{first}.")
    assert (copy.dateline_place, copy.wire) == (place, wire)
    after = first.rpartition("—" if "—" in first else " ")[2].strip() if place else first
    assert copy.blocks[0].text == f"{after}."


@pytest.mark.parametrize(
    "written",
    [
        "Feb. 08, 2024 • 2 min read",
        "8 February 2024",
        "February 8, 2024",
        "2024-02-08",
        "Thursday, 8th February 2024",
        "٨ی شوباتی ٢٠٢٤",
        "۸ شوبات ۲۰۲٤",
        "٨ شباط ٢٠٢٤",
        "8 فبراير 2024",
        "٨ شباط/فبراير ٢٠٢٤ • دقيقتان قراءة",
        "2024/02/08",
    ],
)
def test_a_date_is_read_in_three_languages(written):
    assert read_copy(f"Headline: X\nDate: {written}\n\nText.").date == datetime.date(2024, 2, 8)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("25/02/2024", "2024-02-25"),
        ("2024-02-08T14:30+03:00", "2024-02-08T14:30:00+03:00"),
        ("2024-02-08T14:30:05Z", "2024-02-08T14:30:05+00:00"),
        ("February 8, 2024 2:30 PM GMT+3", "2024-02-08T14:30:00+03:00"),
        ("٢١ی تشرینی دووەمی ٢٠٢٤", "2024-11-21"),
        ("3 كانون الأول 2024", "2024-12-03"),
        ("5ی ئەیلوولی 2023", "2023-09-05"),
    ],
)
def test_a_moment_keeps_its_offset(written, iso):
    assert read_copy(f"Headline: X\nDate: {written}\n\nText.").date.isoformat() == iso


def test_a_clock_time_without_zone_is_in_the_newsrooms_zone_or_unread():
    text = "Headline: X\nDate: February 8, 2024 14:30\n\nText."
    zone = datetime.timezone(datetime.timedelta(hours=3))
    assert read_copy(text, zone=zone).date == datetime.datetime(2024, 2, 8, 14, 30, tzinfo=zone)
    copy = read_copy(text)
    assert (copy.date, copy.unread) == (datetime.date(2024, 2, 8), ((2, "14:30"),))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", None, "no headline"),
        ("\n \n", None, "no headline"),
        ("Only a headline", None, "no body"),
        ("Headline: X\n\n", None, "no body"),
        ("Byline: A B\n\nText.", None, "no headline"),
        ("Headline: X\nHeading: Y\n\nText.", 2, "“Heading” is not known. Use one of: Headline, Byline, Section"),
        ("Headline: X\nheadline: Y\n\nText.", 2, "second time; the first is on line 1"),
        ("Headline: X\nText that goes on.\n\nText.", 2, "stands among the labels"),
        ("Section: News\n\nHeadline: X\n\nText.", 3, "below the blank line"),
        (f"Headline: {'x' * 301}\n\nText.", 1, "301 characters"),
        (f"News\n\n{'x ' * 160}\n\nAli Hasan\n\n2024-02-08\n\nText.", 3, "300 is the most"),
        ("Headline: X\nDate: 08/02/2024\n\nText.", 2, "ambiguous"),
        ("News\n\nA headline\n\nAli Hasan\n\n08/02/2024\n\nText.", 7, "2024-02-08 or 2024-08-02"),
        ("Headline: X\nDate: 30 February 2024\n\nText.", 2, "no such day"),
        ("Headline: X\nDate: soon\n\nText.", 2, "cannot be read as a date"),
        ("Headline: X\nSlug: ...\n\nText.", 2, "no letter"),
        ("<!DOCTYPE html><p>x", 1, "source of a web page"),
        ("a\n" * 10_001, None, "10,001 lines"),
    ],
)
def test_what_cannot_be_filed_is_refused_by_line(text, line, says):
    with pytest.raises(CopyError) as refused:
        read_copy(text)
    assert refused.value.line == line or says == "no headline"
    assert says in refused.value.message
    assert refused.value.message.endswith(".")
    if line:
        assert refused.value.message.startswith(f"Line {line}: ")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"a" * 2_000_001, "2,000,001 bytes"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....word/document.xml", "a Word document"),
        (b"PK\x03\x04....", "a zip archive"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"one\ntwo\0", "Line 2: There is a NUL"),
        (b"one\r\ntwo\r\nna\xefve", "Line 3: The byte EF is not UTF-8"),
        (b"\xff\xfea\0\n", "Line 1: The file says that it is UTF-16"),
    ],
)
def test_bytes_that_are_no_text_are_refused_by_name(data, says):
    with pytest.raises(CopyError, match=says):
        decode(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf8_and_utf16_are_read(encoding):
    assert decode("هەولێر\n".encode(encoding)) == "هەولێر\n"


@pytest.mark.parametrize(
    "byline", ["A One; B Two", "A One and B Two", "A One و B Two", "A One، B Two", "By A One & B Two", "A One, B Two"]
)
def test_a_byline_may_name_two(byline):
    assert [one.name for one in read_copy(f"Headline: X\nByline: {byline}\n\nText.").bylines] == ["A One", "B Two"]


@pytest.mark.parametrize("byline", ["News desk", "Rudaw staff", "AFP", "By Sara Hamid", "SARA HAMID", "Sara al-Hamid"])
def test_the_line_above_the_date_is_the_byline_and_not_the_headline(byline):
    copy = read_copy(f"News\n\nTen goats in town\n\n{byline}\n\n2024-02-08\n\nERBIL - Ten goats came.")
    assert (copy.section, copy.kicker, copy.headline) == ("News", "", "Ten goats in town")
    assert len(copy.bylines) == 1


def test_an_agency_keeps_its_capitals():
    assert [one.name for one in read_copy("Headline: X\nByline: AFP\n\nText.").bylines] == ["AFP"]


def test_another_heading_level_is_named_not_dropped():
    copy = read_copy("Headline: X\n\n# Big\n\nText.")
    assert copy.unread == ((3, "# Big"),)


def test_the_body_is_escaped():
    assert body_html(read_copy("Headline: X\n\n<script>alert(1)</script> & so")) == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; so</p>"
    )


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "  ",
        HEADLINE,
        f"Image of {HEADLINE}",
        "Picture of a car",
        "photo of men",
        "The caption",
        "IMG_1.jpg",
        "صورة سيارة",
        "وێنەی ئۆتۆمبێل",
        'Today: iraq wants to end US presence "more than ever"',
    ],
)
def test_an_alt_that_tells_nothing_is_useless(alt):
    assert useless_alt(alt, HEADLINE, "The caption")


def test_an_alt_that_describes_the_picture_is_not_useless():
    assert not useless_alt("A burned-out car on a street, men around it", HEADLINE, "The caption")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *SEED.decode().split("\n"),
                "By A B",
                "AFP",
                "Headline: X",
                "Byline: A",
                "Date: 1 May 2024",
                "> q",
                "- i",
                "1. n",
                "## h",
                "بغداد – نص",
                "Author",
                "الكاتب",
                "(AFP)",
                "Photo: A/B",
                "x",
                "-",
                ":",
                "\u200f",
                "2024-01-02 10:00",
            ]
        )
    )
)
def test_any_shuffled_page_is_read_or_refused(lines):
    text = "\n".join(lines)
    try:
        copy = read_copy(text)
    except CopyError as refused:
        assert refused.message.endswith(".")
        return
    assert copy.headline
    assert copy.body_html
    assert all(1 <= number <= len(lines) for number in copy.lines.values())


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "'a ",
        'a" ',
        "(",
        "- ",
        "> a\n",
        "- a\n\n",
        "\n",
        "a\n",
        "\u0301\u0323",
        "\u200f",
        "—",
        "و ",
        "Photo: ",
        "(AFP) ",
        "A; ",
        "<",
        "Newsletter\n",
        "1 Feb 2024\n",
    ],
)
@pytest.mark.parametrize("head", ["News\n\nA headline\n\nAli Hasan\n\n2024-02-08\n\n", "Headline: X\n\n"])
def test_a_hostile_file_takes_linear_time(head, unit):
    def seconds(size):
        text = head + unit * (size // len(unit.encode()))
        start = time.process_time()
        try:
            read_copy(text)
        except CopyError:
            pass
        return time.process_time() - start

    # Ten times the text may take ten times the time, and far from a hundred times.
    assert seconds(200_000) < 30 * max(seconds(20_000), 0.004)
