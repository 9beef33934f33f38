"""JSON-LD for machines that read the pages (schema.org)."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.addresses import SITE, author_path, story_path
from articles.edition import Edition
from articles.models import Correction, Publication
from articles.pages import bylines, pictures, when
from articles.pages.notes import anchor
from articles.pages.values import AuthorBox
from authors.models import Author

TYPES = {
    "news": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "background": "BackgroundNewsArticle",
    "review": "ReviewNewsArticle",
    "report": "ReportageNewsArticle",
    "sponsored": "AdvertiserContentArticle",
}
# schema.org's name of each policy, and which of the site's own pages it is.
POLICIES = {
    "publishingPrinciples": "ethics", "ethicsPolicy": "ethics", "correctionsPolicy": "corrections",
    "ownershipFundingInfo": "ownership", "masthead": "masthead",
}  # fmt: skip
PAGES = {"about": "AboutPage", "contact": "ContactPage"}
# `</script>` and `<!--` end or bend a script element whatever its type; U+2028/9 end lines in old parsers.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def script(data: dict) -> SafeString:
    """`data` as JSON that can stand inside a script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))


def publisher(edition: Edition) -> dict:
    """The newsroom as a NewsMediaOrganization, with its policies: each is a page of this edition."""
    root = settings.BASE_URL
    data = {"@type": "NewsMediaOrganization", "@id": f"{root}/#org", "name": edition.name, "url": root + "/"}
    logo = pictures.largest(edition.logo, "full", root + pictures.MEDIA) if edition.logo else None
    if logo:
        data["logo"] = {"@type": "ImageObject", "url": logo[0], "width": logo[1], "height": logo[2]}
    data |= {name: edition.absolute(SITE[kind]) for name, kind in POLICIES.items()}
    return data


def story(
    out: Publication, edition: Edition, *, path: str, section: str, description: str, notes: Sequence[Correction] = (),
    source: Publication | None = None, translations: Sequence[Publication] = (),
) -> SafeString:  # fmt: skip
    """The NewsArticle of one publication. Nothing in it that the page does not show."""
    url = settings.BASE_URL + path
    modified = out.significant_update_at
    if not when.worth_saying(out.first_published_at, modified):
        modified = out.first_published_at
    data = {
        "@context": "https://schema.org",
        "@type": TYPES.get(out.genre, "NewsArticle"),
        "@id": f"{url}#article",
        "url": url,
        "headline": out.headline,
        "description": description,
        "articleSection": section,
        "inLanguage": out.language,
        "wordCount": out.word_count,
        "isAccessibleForFree": True,
        "datePublished": when.iso(out.first_published_at, edition),
        "dateModified": when.iso(modified, edition),
        "author": authors(out, edition),
        "publisher": publisher(edition),
    }
    mistakes = [
        {
            "@type": "CorrectionComment",
            "text": note.text,
            "datePublished": when.iso(note.visible_from, edition),
            "url": f"{url}#{anchor(note)}",
        }
        for note in notes
        if note.kind != Correction.Kind.UPDATE
    ]
    if mistakes:
        data["correction"] = mistakes
    translators = bylines.translators(out)
    if translators:
        data["translator"] = _named(translators, edition)
    if source is not None:
        data["translationOfWork"] = _work(source, edition)
    if translations:
        data["workTranslation"] = [_work(row, edition) for row in translations]
    if out.dateline_place:
        data["dateline"] = out.dateline_place
    images = _images(out)
    if images:
        data["image"] = images
    if out.topics:
        data["about"] = [{"@type": "Thing", "name": topic["name"]} for topic in out.topics]
    return script(data)


def authors(out: Publication, edition: Edition) -> list[dict]:
    """One object a name: bare name, its page; `Organization` for agencies. Who translated it is no author."""
    if out.byline_override:
        return [{"@type": "Organization", "name": out.byline_override}]
    return _named(bylines.authors(out), edition)


def _work(row: Publication, edition: Edition) -> dict:
    """The same story in another language (schema.org, translationOfWork and workTranslation)."""
    url = settings.BASE_URL + story_path(edition, row.address_date, row.slug, row.language)
    return {
        "@type": TYPES.get(row.genre, "NewsArticle"),
        "@id": f"{url}#article",
        "url": url,
        "inLanguage": row.language,
    }


def _named(credits: Sequence[dict], edition: Edition) -> list[dict]:
    found: list[dict] = []
    for credit in credits:
        one = {
            "@type": "Organization" if credit["kind"] == "organisation" else "Person",
            "name": credit["name"],
            "url": edition.absolute(f"/authors/{credit['slug']}/"),
        }
        if credit.get("job") and one["@type"] == "Person":
            one["jobTitle"] = credit["job"]
        if one not in found:
            found.append(one)
    return found


def _images(out: Publication) -> list[dict]:
    base = settings.BASE_URL + pictures.MEDIA
    found = []
    for crop in ("16x9", "4x3", "1x1"):
        largest = pictures.largest(out.photo, crop, base)
        if largest:
            image = {"@type": "ImageObject", "url": largest[0], "width": largest[1], "height": largest[2]}
            credit = " / ".join(name for name in (out.photo.get("creator"), out.photo.get("agency")) if name)
            if credit:
                image["creditText"] = credit
            if out.photo.get("caption"):
                image["caption"] = out.photo["caption"]
            if out.photo.get("copyright"):
                image["copyrightNotice"] = out.photo["copyright"]
            found.append(image)
    return found


def person(who: Author, here: Edition, box: AuthorBox) -> SafeString:
    """An author's page: who it is, in the words that stand on it, where else they are, which languages they know."""
    url = settings.BASE_URL + author_path(here, who.slug)
    data: dict = {
        "@type": "Organization" if who.kind == Author.Kind.ORGANISATION else "Person",
        "@id": f"{settings.BASE_URL}/authors/{who.slug}/#author",
        "name": box.name,
        "url": url,
    }
    if box.bio:
        data["description"] = box.bio
    if who.contact:
        data["email"] = who.contact
    if who.links:
        data["sameAs"] = list(who.links)
    largest = pictures.largest(who.portrait, "1x1", settings.BASE_URL + pictures.MEDIA) if who.portrait else None
    if largest:
        data["image"] = largest[0]
    if who.kind == Author.Kind.PERSON and box.job:
        data |= {"jobTitle": box.job, "worksFor": {"@id": f"{settings.BASE_URL}/#org"}}
    if who.languages:
        data["knowsLanguage"] = list(who.languages)
    return script(
        {"@context": "https://schema.org", "@type": "ProfilePage", "url": url, "inLanguage": here.language,
         "mainEntity": data}
    )  # fmt: skip


def collection(here: Edition, *, kind: str, path: str, name: str, description: str) -> SafeString:
    """A topic's or a series' page: `kind` is CollectionPage, or CreativeWorkSeries for what has parts."""
    url = settings.BASE_URL + path
    data = {
        "@context": "https://schema.org", "@type": "CollectionPage", "url": url, "name": name,
        "inLanguage": here.language, "publisher": {"@id": f"{settings.BASE_URL}/#org"},
    }  # fmt: skip
    if kind == "CreativeWorkSeries":
        data["mainEntity"] = {"@type": kind, "@id": f"{url}#series", "name": name, "url": url}
    if description:
        data["description"] = description
    return script(data)


def site_page(kind: str, here: Edition, *, path: str, heading: str) -> SafeString:
    """One of the site's own pages, and whose it is."""
    return script(
        {
            "@context": "https://schema.org", "@type": PAGES.get(kind, "WebPage"), "url": settings.BASE_URL + path,
            "name": heading, "inLanguage": here.language, "publisher": publisher(here),
        }
    )  # fmt: skip


def breadcrumb(section: str, section_url: str, headline: str) -> SafeString:
    """Where the story stands: its section, then itself."""
    return script(
        {
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": section, "item": section_url},
                {"@type": "ListItem", "position": 2, "name": headline},
            ],
        }
    )
