"""The story page, from one publication; also as a preview of what has not been published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import body as bodies
from articles import notices, press, publication
from articles.addresses import author_path, report_path, section_path, short_path, story_path, topic_path, versions_path
from articles.edition import Edition, edition, newsroom
from articles.models import Article, Correction, Notice, Publication
from articles.pages import bylines, company, feeds, oembed, pictures, render, share_cards, structured, when
from articles.pages.cards import card, label
from articles.pages.company import Company
from articles.pages.errors import NoPage, NotFound, refused
from articles.pages.notes import note_value
from articles.pages.pictures import HERO_SIZES
from articles.pages.values import AuthorBox, Hero, Link, Page, Source, Story
from articles.text import shorten
from authors.models import Author
from authors.tongues import TONGUES
from newsroom.lib.html import href
from newsroom.lib.languages import LANGUAGES

CSS = ("components/topics", "components/person", "components/newsletter", "components/card", "pages/story")
_ENOUGH = 50  # characters of a description that tell something
_SHARE = (
    ("WhatsApp", "https://wa.me/?text={text}%20{url}"),
    ("Telegram", "https://t.me/share/url?url={url}&text={text}"),
    ("X", "https://x.com/intent/post?url={url}&text={text}"),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
)


def page(language: str | None, day: date, slug: str, *, at: datetime) -> Page:
    """The page at this address and moment. At most six queries. Raises NotFound or Gone."""
    here = edition(language)
    not_withdrawn(here, day, slug)
    group = (
        Publication.objects.visible(at)
        .filter(language=here.language, address_date=day, slug=slug)
        .values("translation_group")
    )
    rows = list(Publication.objects.visible(at).filter(translation_group__in=group).select_related("series").whole())
    own = next((r for r in rows if (r.language, r.address_date, r.slug) == (here.language, day, slug)), None)
    if own is None:
        raise absent(here, day, slug)
    beside = company.of(own, at)
    notes = list(Correction.objects.filter(story=own.story).visible(at).order_by("visible_from", "pk"))
    with override(here.language):
        return build(own, here, siblings=[r for r in rows if r is not own], beside=beside, notes=notes, at=at)


def not_withdrawn(here: Edition, day: date, slug: str) -> None:
    """Raises Gone or NotFound where a tombstone stands at this address: it may know more than the database does. No
    query."""
    down = notices.tombstone(story_path(here, day, slug))
    if down is not None:
        raise refused(down, here)


def absent(here: Edition, day: date, slug: str) -> NoPage:
    """Why readers find no story at this address: Gone where it was taken down with a notice, else NotFound. One
    query."""
    notice = Notice.objects.filter(language=here.language, address_date=day, slug=slug).first()
    return refused(notices.of(notice), here) if notice is not None else NotFound(here)


def build(
    out: Publication, here: Edition, *, at: datetime, siblings: Sequence[Publication] = (),
    beside: Company = company.NOBODY, notes: Sequence[Correction] = (), media: str = pictures.MEDIA,
) -> Page:  # fmt: skip
    """The finished page of `out` at the moment `at`. No queries. `media` is where its pictures are (a preview has its
    own door)."""
    path = story_path(here, out.address_date, out.slug)
    section = next((s for s in here.sections if s.pk == out.section_id), None)
    section_name = section.name if section else ""
    description = _description(out.standfirst, out.body_text)
    url = settings.BASE_URL + path
    alternates, translations = _elsewhere(out, here, siblings)
    source = next((row for row in siblings if row.story == out.source), None) if out.source else None
    made_from_it = [row for row in siblings if row.source == out.story]
    updated = when.worth_saying(out.first_published_at, out.significant_update_at)
    added, body = bodies.updates_first(out.body)
    return Page(
        edition=here,
        template="articles/story.html",
        title=whole_title(out.headline, here),
        description=description,
        path=path,
        canonical=url,
        css=_css(out, beside, notes=bool(notes or added)),
        section=section.slug if section else "",
        og_type="article",
        og_image=share_cards.picture(out, here, settings.BASE_URL + pictures.MEDIA),
        og_extra=(
            ("article:published_time", when.iso(out.first_published_at, here)),
            ("article:modified_time", when.iso(out.significant_update_at if updated else out.first_published_at, here)),
            ("article:section", section_name),
            *(("article:tag", topic["name"]) for topic in out.topics),
        ),
        alternates=alternates,
        translations=translations,
        feeds=(*feeds.links(here), oembed.link(url)),
        whole=(press.story_tag(out.story),),
        tags=(
            press.story_tag(out.story),
            press.group_tag(out.translation_group),
            *company.tags(beside, out),
        ),
        lifetime=when.until_older(out.first_published_at, at, here, most=press.STORY_LIFETIME),
        structured=(
            structured.story(
                out,
                here,
                path=path,
                section=section_name,
                description=description,
                notes=notes,
                source=source,
                translations=made_from_it,
            ),
            structured.breadcrumb(section_name, here.absolute(f"/{section.slug}/") if section else url, out.headline),
        ),
        story=Story(
            headline=out.headline,
            kicker=out.kicker,
            label=label(out.genre),
            section=Link(section_path(here, section.slug), section.name, section.lang) if section else Link("", ""),
            standfirst=out.standfirst,
            byline=bylines.byline(out, here),
            byline_override=out.byline_override,
            published=when.moment(out.first_published_at, here),
            updated=when.moment(out.significant_update_at, here) if updated else None,
            reading_time=when.reading_time(out.word_count, here),
            hero=_hero(out, media),
            dateline=out.dateline_place,
            # Both cleaned by `articles.body.render` when the publication was made.
            updates=SafeString(bodies.without_numbers(added)),
            body=SafeString(bodies.without_numbers(body)),
            topics=tuple(Link(topic_path(here, topic["slug"]), topic["name"]) for topic in out.topics),
            share=_share(url, out.headline),
            authors=_boxes(out, here, media),
            related=tuple(card(row, here, media=media) for row in beside.related),
            translations=translations,
            report=report_path(here, out.address_date, out.slug),
            short_url=settings.BASE_URL + short_path(out.story_number),
            versions=versions_path(here, out.address_date, out.slug) if here.dated_versions and updated else "",
            notes_top=tuple(note_value(row, here) for row in notes if row.place == Correction.Place.TOP),
            notes_foot=tuple(note_value(row, here) for row in notes if row.place == Correction.Place.FOOT),
            age=when.age(out.first_published_at, at, here),
            series=company.series(beside, out, here),
            package=company.package(beside, here, media),
            package_title=beside.titles.get(here.language, ""),
            method=tuple(line for line in out.method.split("\n") if line.strip()),
            sources=tuple(_source(line) for line in out.source_list.split("\n") if line.strip()),
            translated=bylines.translated(out, here, source),
        ),
    )


def _css(out: Publication, beside: Company, *, notes: bool) -> tuple[str, ...]:
    """The sheets of what stands on this page, and no others: each story pays for its own parts alone."""
    more = (
        ("components/notes", notes),
        ("components/company", beside.package or out.series_id is not None),
        ("components/method", out.method or out.source_list),
    )
    return (*(name for name, there in more if there), *CSS)


def _description(standfirst: str, body: str) -> str:
    """The standfirst; a very short one goes on with the story's own words (reader's check A5)."""
    return shorten(standfirst if len(standfirst) >= _ENOUGH else f"{standfirst} {body}")


def _elsewhere(out: Publication, here: Edition, siblings) -> tuple[tuple[tuple[str, str], ...], tuple[Link, ...]]:
    """The hreflang set (only where there is a translation), and where the language switcher leads: to the
    translation, else to that edition's front; those stand last, under a label. All stories of a group give the same
    set, itself included; for whoever reads none of its languages it is the one at the root, else the first."""
    found = {row.language: row for row in (out, *siblings)}
    addresses = {
        code: story_path(here, found[code].address_date, found[code].slug, code)
        for code in (here.root_language, *here.languages)
        if code in found
    }
    links = []
    for code in here.languages:
        if code != out.language:
            tongue, path = LANGUAGES[code], addresses.get(code, "")
            links.append(
                Link(
                    path or here.prefix_of(code) + "/",
                    tongue.name,
                    code,
                    tongue.direction,
                    "" if path else _("Front page"),
                )
            )
    links.sort(key=lambda link: bool(link.note))
    if len(addresses) == 1:
        return (), tuple(links)
    alternates = [(LANGUAGES[code].hreflang, settings.BASE_URL + path) for code, path in addresses.items()]
    return (*alternates, ("x-default", alternates[0][1])), tuple(links)


def whole_title(headline: str, here: Edition) -> str:
    """Headline first, at most 110 characters in all (reader's check A4)."""
    tail = f" — {here.name}"
    return shorten(headline, 110 - len(tail)) + tail if len(tail) < 60 else shorten(headline, 110)


def _boxes(out: Publication, here: Edition, media: str) -> tuple[AuthorBox, ...]:
    boxes, seen = [], set()
    for credit in out.credits:
        if credit["author"] in seen or not (credit["bio"] or credit["portrait"]):
            continue
        seen.add(credit["author"])
        boxes.append(author_box(credit, here, media))
    return tuple(boxes)


def author_box(
    credit: dict, here: Edition, media: str = pictures.MEDIA, *, who: Author | None = None, url: str | None = None
) -> AuthorBox:
    """A name with bio and portrait, from a value as `Publication.credits` keeps them. `who` adds what their own page
    says of them; `url` stands for their page's path, empty where they have none."""
    foreign = credit["lang"] if credit["lang"] != here.language else ""
    bio_foreign = credit["bio_lang"] if credit["bio_lang"] != here.language else ""
    return AuthorBox(
        name=credit["name"],
        url=author_path(here, credit["slug"]) if url is None else url,
        lang=foreign,
        job=credit.get("job", ""),
        bio=credit["bio"],
        bio_lang=bio_foreign,
        portrait=pictures.picture(credit["portrait"], "1x1", near=144, base=media) if credit["portrait"] else None,
        contact=who.contact if who else "",
        links=tuple(Link(link, _host(link)) for link in who.links) if who else (),
        tongues=tuple(
            Link("", *_tongue(code, here.language)) for code in (who.languages if who else ()) if code in TONGUES
        ),
    )


def _host(link: str) -> str:
    """What a link to elsewhere says: the name of the place."""
    return urlsplit(link).netloc.removeprefix("www.")


def _tongue(code: str, own: str) -> tuple[str, str, str]:
    """A language by its own name, its code and its direction; these are silent where they are the page's `own`."""
    name, direction = TONGUES[code]
    return (name, "", "") if code == own else (name, code, direction)


def _hero(out: Publication, media: str) -> Hero | None:
    photo = out.photo
    if not photo:
        return None
    shown = pictures.picture(
        photo, "full", sizes=HERO_SIZES, near=800, alt=photo["alt"], lang=bylines.other(photo.get("alt_lang", ""), out),
        base=media,
    )  # fmt: skip
    if shown is None and not (photo["caption"] or photo["creator"] or photo["agency"]):
        return None
    lang = bylines.other(photo.get("caption_lang", ""), out)
    return Hero(
        shown, photo["caption"], photo["creator"], photo["agency"], lang, LANGUAGES[lang].direction if lang else ""
    )


def _share(url: str, headline: str) -> tuple[Link, ...]:
    """Plain links that carry the page's own address and nothing that tracks."""
    text, whole = quote(headline, safe=""), quote(url, safe="")
    links = [Link(address.format(text=text, url=whole), name, "en") for name, address in _SHARE]
    return (*links, Link(f"mailto:?subject={text}&body={whole}", _("E-mail")))


def _source(line: str) -> Source:
    """A line of the list of sources: its words, and the address behind them."""
    words, _blank, last = line.strip().rpartition(" ")
    url = href(last) if last.lower().startswith(("http://", "https://")) else None
    if url is None:
        return Source(line.strip())
    return Source(words.rstrip(" ,;:|–—-") or _host(url), url)


def preview(article: Article, now: datetime, media_base: str) -> tuple[bytes, str]:
    """The working copy as readers would get it at `now`: (HTML, CSP hash of its style). Not to be indexed."""
    room = newsroom()
    here = edition(article.language if article.language in room.languages else None, of=room)
    out = publication.compose(article, visible_from=now)
    with override(article.language):
        shown = build(out, here, at=now, media=media_base)
    return render.html(replace(shown, robots="noindex", canonical="", structured=()))
