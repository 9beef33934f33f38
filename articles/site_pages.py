"""The site's own pages: what each is called, and what it says where the newsroom has written nothing.

What is said then is true of every newsroom that runs as it was installed, and no more: what this software keeps of
readers, what holds for its pages, what nobody has told yet.
"""

from collections.abc import Iterable

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.addresses import author_index_path, corrections_path, site_page_path
from articles.edition import Edition
from articles.models import SitePage
from articles.readership import asking

Kind = SitePage.Kind
MOST = 60_000  # characters of a page's text


def heading(kind: str) -> str:
    """What the page is called, in the language that is active."""
    return str(Kind(kind).label)


def text(kind: str, here: Edition, keep_days: int) -> tuple[str, bool]:
    """The canonical HTML of a page in `here`, and whether it is the newsroom's own. `keep_days`: how long complaints
    are kept. One query. The language must be active."""
    own = SitePage.objects.filter(kind=kind, language=here.language).values_list("body", flat=True).first()
    return (own, True) if own else (standard(kind, here, keep_days), False)


def standard(kind: str, here: Edition, keep_days: int) -> str:
    """What the page says where the newsroom wrote nothing, as HTML; empty for a masthead, which is made of names."""
    return "\n".join(_STANDARD[Kind(kind)](here, keep_days))


def _paragraph(said: str) -> str:
    return f"<p>{escape(said)}</p>"


def _heading(said: str) -> str:
    return f"<h2>{escape(said)}</h2>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _link(path: str, said: str) -> str:
    return f'<p><a href="{escape(path)}">{escape(said)}</a></p>'


def _about(here: Edition, keep_days: int) -> list[str]:
    return [
        _paragraph(_("%(name)s reports the news and publishes it on these pages.") % {"name": here.name}),
        _paragraph(
            _(
                "Each story says who wrote it and when it was published. Where it was changed in a way that matters, "
                "it says so. What we got wrong is put right in the open."
            )
        ),
    ]


def _masthead(here: Edition, keep_days: int) -> list[str]:
    return []


def _ethics(here: Edition, keep_days: int) -> list[str]:
    lines = (
        _(
            "What kind of text it is stands before its headline: a report, an analysis, an opinion, an explainer, a "
            "review, or sponsored, where somebody paid for it. News has no label."
        ),
        _(
            "Before a story goes out, its byline, its picture and its text are looked at. Who passes over what was "
            "found gives a reason, which is kept."
        ),
        _("Each change of a story is kept, with who made it and when, so that nothing is altered in silence."),
        _("What we got wrong is put right with a note on the story and on the page of corrections."),
    )
    return [
        _heading(_("What holds for every story")),
        _list(lines),
        _paragraph(
            _(
                "Further rules, such as those on gifts, on conflicts of interest or on sources who are not named, have "
                "not been written down on this page yet."
            )
        ),
    ]


def _corrections(here: Edition, keep_days: int) -> list[str]:
    said = (
        _(
            "When a story says something wrong, we correct it and say so: a note on the story tells what was wrong, "
            "what is right, and when it was changed."
        ),
        _(
            "A slip of spelling is mended without a note. A changed number, name, date, quotation or headline is not "
            "taken for a slip, unless somebody gives a reason, which is kept."
        ),
        _("Where a story has to be taken down, a notice stands at its address, unless the law asks for more."),
        _(
            "If you find a mistake, follow the link “Report an error” under the story. What you write reaches the "
            "desk, and you need not say who you are."
        ),
    )
    return [*map(_paragraph, said), _link(corrections_path(here), _("All corrections, newest first"))]


def _ownership(here: Edition, keep_days: int) -> list[str]:
    said = (
        _("%(name)s has not said on this page yet who owns it and what it lives on.") % {"name": here.name},
        _("Texts that somebody paid for say so before their headline; search engines are told as well."),
        _("No advertising network has a place on these pages: nothing on them is loaded from another company."),
    )
    return list(map(_paragraph, said))


def _contact(here: Edition, keep_days: int) -> list[str]:
    said = (
        _(
            "If something in a story is wrong, follow the link “Report an error” under it. What you write reaches the "
            "desk, and you need not say who you are."
        ),
        _("Those of us who can be written to have their address on their own page."),
        _("No address of the newsroom as a whole has been given on this page yet."),
    )
    return [*map(_paragraph, said), _link(author_index_path(here), _("Authors"))]


def _privacy(here: Edition, keep_days: int) -> list[str]:
    kept = ngettext(
        "What you write by “Report an error”, and your name and address if you give them, is read by the desk alone. "
        "It is erased %(n)s day after the matter is closed.",
        "What you write by “Report an error”, and your name and address if you give them, is read by the desk alone. "
        "It is erased %(n)s days after the matter is closed.",
        keep_days,
    ) % {"n": here.number(keep_days)}
    return [
        _paragraph(
            _(
                "You can read everything here without telling us who you are. These pages set no cookie, run no "
                "program in your browser and load nothing from other companies. Our software writes no list of who "
                "reads what."
            )
        ),
        *_counting(here),
        _heading(_("The newsletter")),
        _paragraph(
            _(
                "If you sign up, we keep your address, your language, the newsletters you chose, and the proof of your "
                "consent: when you gave it, on which page, and to which words. It serves to send you the newsletter "
                "and nothing else. We do not measure whether you open it. Each mail has a link that ends it."
            )
        ),
        _heading(_("What you write to us")),
        _paragraph(kept),
        _paragraph(
            _(
                "So that no one floods our forms, we count for a short time how often they are sent from one place. "
                "For this we keep a scrambled mark of the network address, not the address itself."
            )
        ),
        _heading(_("Your rights")),
        _paragraph(
            _("You may ask what we hold about you, and have it put right or erased. The contact page says how.")
        ),
        _link(site_page_path(here, Kind.CONTACT), heading(Kind.CONTACT)),
    ]


def _counting(here: Edition) -> list[str]:
    """What is counted of readers, and for how long; nothing where nothing is."""
    if settings.READERSHIP == "off":
        return [_paragraph(_("We do not count how often pages are read."))]
    hours, days = settings.READERSHIP_HOURS, settings.READERSHIP_DAYS
    return [
        _heading(_("What we count")),
        _paragraph(
            _(
                "We count how often each page is opened in an hour, in which language, and from what kind of place "
                "readers come: a search engine, a social network, a newsletter, another site, a page of ours, or none. "
                "Your address, your browser’s name and the page that you came from are looked at for this and not "
                "kept, so that nothing we hold could point to you."
            )
        ),
        _paragraph(
            ngettext(
                "The numbers of single hours are removed after %(n)s day.",
                "The numbers of single hours are removed after %(n)s days.",
                hours,
            )
            % {"n": here.number(hours)}
            + " "
            + ngettext(
                "Those of whole days are removed after %(n)s day.",
                "Those of whole days are removed after %(n)s days.",
                days,
            )
            % {"n": here.number(days)}
        ),
        _paragraph(
            _(
                "From these numbers the list of what is read most is made. A story that was opened fewer than %(n)s "
                "times in a day is never on it."
            )
            % {"n": here.number(asking.LEAST)}
        ),
    ]


def _accessibility(here: Edition, keep_days: int) -> list[str]:
    lines = (
        _("Everything works with the keyboard alone and without scripts. The first link leads to the content."),
        _(
            "Every page has one main heading and marked regions, and says in which language its texts are, so that "
            "screen readers speak them rightly."
        ),
        _(
            "Text can be made twice as large, and pages can be read on a screen 320 pixels wide without scrolling "
            "sideways."
        ),
        _("Words stand out from their ground by 4.5 to 1 or more, in light and in dark colours, as your device asks."),
        _("Nothing moves or plays by itself, and no form asks you to solve a puzzle."),
        _("Arabic and Kurdish pages run from right to left throughout."),
    )
    return [
        _paragraph(_("These pages are built to meet the Web Content Accessibility Guidelines (WCAG) 2.2 at level AA.")),
        _heading(_("What holds")),
        _list(lines),
        _heading(_("What we know to be missing")),
        _list(
            (
                _("What a picture shows is described by people, and not always well enough."),
                _(
                    "These pages are examined by programs, which find about half of what can be wrong. Nobody from "
                    "outside has examined this site yet."
                ),
            )
        ),
        _paragraph(_("If something keeps you from reading, tell us. The contact page says how.")),
        _link(site_page_path(here, Kind.CONTACT), heading(Kind.CONTACT)),
    ]


_STANDARD = {
    Kind.ABOUT: _about, Kind.MASTHEAD: _masthead, Kind.ETHICS: _ethics, Kind.CORRECTIONS: _corrections,
    Kind.OWNERSHIP: _ownership, Kind.CONTACT: _contact, Kind.PRIVACY: _privacy, Kind.ACCESSIBILITY: _accessibility,
}  # fmt: skip
