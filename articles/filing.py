"""From copy to a story on the desk: sections, authors and pictures are found or made, then the verb is called."""

import datetime
import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles import photos, workflow
from articles.copy import Copy, CopyError, is_agency
from articles.edition import newsroom
from articles.models import Article, Credit, Photo, Section
from authors.models import Author
from newsroom.lib import media
from newsroom.lib.failpoints import failpoint
from newsroom.lib.slugs import slug_of
from newsroom.lib.typography import normalise_letters, tidy


@dataclass(frozen=True)
class Filed:
    """What became of the copy. `changed` is False where the same text was filed before."""

    article: Article
    changed: bool
    first_published_at: datetime.datetime | None  # what the copy says of its first publication


def find_section(written: str, line: int | None) -> Section:
    """The section whose slug, or name in any language, is `written`. Raises CopyError naming the line."""
    wanted = tidy(written).casefold()
    sections = list(Section.objects.all())
    for section in sections:
        names = {normalise_letters(name, language).casefold() for language, name in section.names.items()}
        if wanted == section.slug or wanted in names | {name.casefold() for name in section.names.values()}:
            return section
    known = ", ".join(section.slug for section in sections) or "none yet"
    if not written:
        raise CopyError(f"The copy names no section. Write one of: {known}.", None)
    raise CopyError(f"The newsroom has no section “{written}”. Write one of: {known}; or make it at the desk.", line)


def find_author(name: str, language: str, bio: str = "") -> Author:
    """The author of this name in this or any language; a new one where there is none. Fills an empty bio."""
    for _attempt in range(5):
        author = _known_author(name, language)
        if author is not None:
            break
        try:
            with transaction.atomic():
                author = _new_author(name, language)
            break
        except IntegrityError:
            continue  # someone filed the same name at this moment: look again
    else:
        raise CopyError(f"“{name}” is being entered by someone else at this moment. File the copy again.", None)
    if bio and not author.bios.get(language):
        author.bios = {**author.bios, language: bio}
        author.save(update_fields=["bios"])
    return author


def _known_author(name: str, language: str) -> Author | None:
    for code in (language, "en", "ar", "ckb"):
        author = Author.objects.filter(**{f"names__{code}": name}).first()
        if author is not None:
            return author
    return None


def _new_author(name: str, language: str) -> Author:
    base = slug_of(name) or "author"
    slug, n = base, 2
    while Author.objects.filter(slug=slug).exists():
        slug, n = f"{base[:76].rstrip('-')}-{n}", n + 1
    kind = Author.Kind.ORGANISATION if is_agency(name) else Author.Kind.PERSON
    return Author.objects.create(slug=slug, kind=kind, names={language: name})


def _moment(copy: Copy) -> datetime.datetime | None:
    """The copy's date as an aware moment; a day without a time is its first minute in the newsroom's zone."""
    if copy.date is None or isinstance(copy.date, datetime.datetime):
        return copy.date
    return datetime.datetime.combine(copy.date, datetime.time(), newsroom().zone)


def _key(copy: Copy) -> str:
    day = copy.date.isoformat() if copy.date else ""
    return hashlib.sha256("\n".join((copy.language, copy.headline.casefold(), day)).encode()).hexdigest()


def _digest(text: str, picture: bytes | None) -> str:
    return hashlib.sha256(text.encode() + b"\0" + hashlib.sha256(picture or b"").digest()).hexdigest()


def _photo(copy: Copy, picture: photos.Prepared | None, by, now, before: Photo | None, *, shared: bool) -> Photo | None:
    """The copy's picture. `shared`: it is that of a story in another language, whose credit stays as it is; where
    this language writes the credit otherwise, that stands beside it."""
    if picture is None and not (copy.caption or copy.photographer or copy.agency):
        return before
    words = {
        "alts": {copy.language: copy.alt} if copy.alt else {},
        "captions": {copy.language: copy.caption} if copy.caption else {},
        "creator": copy.photographer,
        "agency": copy.agency,
    }
    try:
        return _kept_photo(copy, words, picture, by, now, before, shared=shared)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        line = copy.lines.get({"creator": "photographer"}.get(name, name))
        label = getattr(Photo._meta.get_field(name), "verbose_name", name)
        raise CopyError(f"{label}: {messages[0]}", line) from None


def _kept_photo(
    copy: Copy, words: dict, picture: photos.Prepared | None, by, now, before: Photo | None, *, shared: bool
) -> Photo:
    if before is None:
        return photos.take_in(by=by, prepared=picture, now=now, **words)
    before.alts, before.captions = {**before.alts, **words["alts"]}, {**before.captions, **words["captions"]}
    if shared:
        credit = " / ".join(name for name in (copy.photographer, copy.agency) if name)
        if credit and credit != before.credit:
            before.credit_lines = {**before.credit_lines, copy.language: credit}
    else:
        before.creator, before.agency = words["creator"] or before.creator, words["agency"] or before.agency
    before.full_clean(exclude=["made_by"])
    if picture is None:
        before.save()
        photos.ask_for_rest(before, now)  # its files say who made it
        return before
    return photos.replace(by=by, photo=before, prepared=picture, now=now)


def prepare(
    copy: Copy, text: str, picture: bytes | None, photo: Photo | None = None, section: Section | None = None
) -> photos.Prepared | None:
    """The picture that `file_copy` will want, made ready; for callers with a transaction of their own around it.

    None where there is none, or where the same copy was filed with it before.
    """
    if picture is None:
        return None
    known = Article.objects.filter(filing_key=_key(copy)).select_related("photo").first()
    if known is not None and known.filed_digest == _digest(text, picture):
        return None
    if section is None:
        find_section(copy.section, copy.lines.get("section"))  # refused now, not after the work
    before = photo or (known.photo if known else None)
    credited = before or Photo()
    if photo is None:
        credited.creator, credited.agency = copy.photographer or credited.creator, copy.agency or credited.agency
    return photos.prepare(picture, credited.focal, before.uuid if before else None, credited.marks)


def file_copy(
    *,
    by,
    copy: Copy,
    text: str,
    now: datetime.datetime,
    picture: bytes | None = None,
    embargo: datetime.datetime | None = None,
    source: Article | None = None,
    photo: Photo | None = None,
    section: Section | None = None,
    credits: list[dict] | None = None,
    prepared: photos.Prepared | None = None,
) -> Filed:
    """Files what the reader of copy has read from `text`, with `picture` (a file's bytes) where there is one.

    All of it or nothing. Raises CopyError (unknown section), `images.PictureRefused` and WorkflowError.
    `source` is the story in another language that it is translated from, `photo` gives it that story's picture.
    `section` and `credits` stand where the copy itself names none.
    `prepared` is what `prepare` gave for the picture, where the caller has a transaction open already.
    """
    with media.all_or_nothing():
        if prepared is None:  # outside of the transaction: it takes seconds
            prepared = prepare(copy, text, picture, photo, section)
        failpoint("file.after_picture")
        with transaction.atomic():
            return _file_copy(by, copy, text, now, picture, embargo, source, photo, section, credits, prepared)


def _file_copy(by, copy: Copy, text: str, now, picture, embargo, source, photo, section, credits, prepared) -> Filed:
    section = section or find_section(copy.section, copy.lines.get("section"))
    key = _key(copy)
    known = Article.objects.filter(filing_key=key).select_related("photo").first()
    digest = _digest(text, picture)
    if known is not None and known.filed_digest == digest:
        return Filed(known, False, _moment(copy))
    if picture is not None and prepared is None:  # the same copy was filed another way at this moment
        prepared = photos.prepare(picture)
    credits = credits or [
        {"author": find_author(line.name, copy.language, line.bio), "role": line.role or Credit.Role.REPORTING}
        for line in copy.bylines
    ]
    fields = {
        "language": copy.language,
        "section": section,
        "headline": copy.headline,
        "kicker": copy.kicker,
        "standfirst": copy.standfirst,
        "dateline_place": copy.dateline_place,
        "body": copy.body_html,
        "slug": slug_of(copy.slug) if copy.slug else "",
        "photo": _photo(copy, prepared, by, now, photo or (known.photo if known else None), shared=photo is not None),
        "credits": credits,
        "tags": list(copy.tags),
    }
    # Copy that says nothing of them leaves what the desk wrote.
    fields |= {"method": copy.method} if copy.method else {}
    fields |= {"source_list": "\n".join(copy.sources)} if copy.sources else {}
    if embargo is not None:
        fields["embargo_until"] = embargo
    if source is not None:
        fields["source"] = source
    article, changed = workflow.file(by=by, fields=fields, key=key, digest=digest, now=now)
    return Filed(article, changed, _moment(copy))
