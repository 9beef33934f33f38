"""Putting words into a story: tidied, typographic, sanitised, validated. The verbs call it; nothing else does."""

from collections.abc import Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import history
from articles.models import Article, Credit, Tag
from articles.refusals import NotPossible
from articles.text import BESIDE, HEAD
from newsroom.lib.slugs import slug_of
from newsroom.lib.typography import normalise_letters, quotes, quotes_html, tidy, tidy_lines

LINES = (*HEAD, "slugline", "byline_override")
LONG = ("standfirst", "desk_note", *BESIDE)
RELATED = ("section", "series", "photo", "assigned_to")
ADDRESS = {"slug", "language"}
PLACE = {"series", "part", "language"}  # which part of which series
EDITABLE = (*history.FIELDS, *RELATED)


def tidied(name: str, value, language: str, before: str):
    """One value as it is stored: tidied, with typographic quotes, a body canonical over `before`.

    Raises NotPossible.
    """
    if name in LINES:
        return normalise_letters(quotes(tidy(value or ""), language), language)
    if name == "desk_note":
        return "\n".join(tidy_lines(value or "")).strip()
    if name in BESIDE:
        lines = [normalise_letters(quotes(line, language), language) for line in tidy_lines(value or "")]
        return "\n".join(lines).strip()
    if name == "body":
        try:
            return bodies.canonical(normalise_letters(quotes_html(value or "", language), language), before)
        except ValueError as error:
            raise NotPossible(str(error)) from None
    return value


def _set_fields(article: Article, fields: Mapping) -> list[str]:
    """Puts `fields` into `article`, tidied and with typographic quotes; gives the names of what changed."""
    language = fields.get("language", article.language)
    changed = []
    for name, value in fields.items():
        if name in ("credits", "tags"):
            continue
        if name not in EDITABLE:
            raise NotPossible(_("“%(name)s” is not something that can be edited.") % {"name": name})
        value = tidied(name, value, language, article.body)
        attribute, new = (f"{name}_id", value and value.pk) if name in RELATED else (name, value)
        if getattr(article, attribute) != new:
            setattr(article, name, value)
            changed.append(name)
    if article.series_id is None and article.part is not None:
        article.part = None  # a part is one of something
        changed.append("part")
    if "body" in changed:
        article.word_count = bodies.count(article.body)
    return changed


def printed(row: Mapping) -> str:
    """The name of a credit as it is printed, where that is another spelling."""
    return tidy(row.get("display_name") or "")


def _set_credits(article: Article, rows: list[Mapping]) -> bool:
    wanted = [(r["author"].pk, r.get("role") or Credit.Role.REPORTING, printed(r)) for r in rows]
    if len({(author, role) for author, role, _name in wanted}) < len(wanted):
        raise NotPossible(_("A name stands twice in the byline. Take one of them off."))
    if list(article.credits.values_list("author_id", "role", "display_name")) == wanted:
        return False
    article.credits.all().delete()
    Credit.objects.bulk_create(
        Credit(article=article, author_id=author, role=role, display_name=name, position=place)
        for place, (author, role, name) in enumerate(wanted)
    )
    return True


def known_tag(named) -> Tag | None:
    """The tag of this name or web address, if there is one."""
    if isinstance(named, Tag):
        return named
    name = tidy(str(named))[:100]
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.filter(slug=slug_of(name)).first()


def _set_tags(article: Article, tags: list) -> bool:
    wanted = []
    for tag in tags:
        if not isinstance(tag, Tag):
            name = tidy(str(tag))[:100]
            if not name:
                continue
            tag = known_tag(name) or Tag.objects.create(name=name, names={article.language: name})
        if tag not in wanted:
            wanted.append(tag)
    if {tag.pk for tag in wanted} == set(article.tags.values_list("pk", flat=True)):
        return False
    article.tags.set(wanted)
    return True


def _field(name: str) -> Field:
    field = Article._meta.get_field(name)
    assert isinstance(field, Field)  # never the far end of a relation
    return field


def _label(name: str) -> str:
    return capfirst(str(_field(name).verbose_name))


def _sentences(error: ValidationError) -> str:
    """What the fields say of themselves, each behind its name: "Kicker: at most 80 characters"."""
    said = []
    for name, messages in error.message_dict.items():
        said += [f"{_label(name)}: {text}" if name != NON_FIELD_ERRORS else text for text in messages]
    return " ".join(said)


def _as_before(article: Article, changed: list[str]) -> set[str]:
    """The fields that need no look: each rule asks the database while others wait for the story. What makes the
    address, or the place in a series, hangs together, so that with one of them all are looked at."""
    if article._state.adding or (ADDRESS | PLACE) & set(changed):
        return set()
    return {field.name for field in Article._meta.concrete_fields} - set(changed)


def write(article: Article, fields: Mapping) -> bool:
    """Applies `fields`, validates, stores. False where nothing differs."""
    changed = _set_fields(article, fields)
    if "slug" in changed and article.first_published_at:
        raise NotPossible(_("The web address stays as it is: the story was public under it."))
    if "language" in changed and article.first_published_at:
        raise NotPossible(_("The language stays as it is: the story was public in it."))
    try:
        article.full_clean(exclude=_as_before(article, changed))
    except ValidationError as error:
        raise NotPossible(_sentences(error)) from error
    for name in LONG:  # Django asks a text's length of forms alone, and not all copy comes by a form
        most = _field(name).max_length
        if most and len(getattr(article, name)) > most:
            raise NotPossible(
                _("%(field)s: %(have)s characters, and %(most)s is the most.")
                % {"field": _label(name), "have": len(getattr(article, name)), "most": most}
            )
    fresh = article._state.adding
    if fresh or changed:
        article.save()
    moved = _set_credits(article, fields["credits"]) if "credits" in fields else False
    tagged = _set_tags(article, fields["tags"]) if "tags" in fields else False
    return bool(fresh or changed or moved or tagged)
