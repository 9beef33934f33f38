"""JSON-LD for machines that read the pages (schema.org)."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.edition import Edition
from articles.models import Correction, Publication
from articles.pages import pictures, when
from articles.pages.notes import anchor

TYPES = {
    "news": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "background": "BackgroundNewsArticle",
    "review": "ReviewNewsArticle",
}
# `</script>` and `<!--` end or bend a script element whatever its type; U+2028/9 end lines in old parsers.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def script(data: dict) -> SafeString:
    """`data` as JSON that can stand inside a script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))


def publisher(edition: Edition) -> dict:
    """The newsroom as a NewsMediaOrganization, with the policies that it has written."""
    root = settings.BASE_URL
    data = {"@type": "NewsMediaOrganization", "@id": f"{root}/#org", "name": edition.name, "url": root + "/"}
    logo = pictures.largest(edition.logo, "full", root + pictures.MEDIA) if edition.logo else None
    if logo:
        data["logo"] = {"@type": "ImageObject", "url": logo[0], "width": logo[1], "height": logo[2]}
    about = edition.absolute("/about/")
    for name, keys in {
        "ethics": ("publishingPrinciples", "ethicsPolicy"),
        "corrections_policy": ("correctionsPolicy",),
    }.items():
        if edition.policies.get(name):
            data |= {key: f"{about}#{name.partition('_')[0]}" for key in keys}
    return data


def story(
    out: Publication, edition: Edition, *, path: str, section: str, description: str, notes: Sequence[Correction] = ()
) -> SafeString:
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
    if out.dateline_place:
        data["dateline"] = out.dateline_place
    images = _images(out)
    if images:
        data["image"] = images
    if out.topics:
        data["about"] = [
            {"@type": "Thing", "name": topic["name"], "url": edition.absolute(f"/topics/{topic['slug']}/")}
            for topic in out.topics
        ]
    return script(data)


def authors(out: Publication, edition: Edition) -> list[dict]:
    """One object a name: bare name, its page; `Organization` for agencies."""
    if out.byline_override:
        return [{"@type": "Organization", "name": out.byline_override}]
    found = []
    for credit in out.credits:
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
    for crop in ("16x9", "full"):
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
