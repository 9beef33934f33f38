"""Breaking news over every page of an edition: put up, changed and taken down in one tap each."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from articles import press, pressing
from articles.edition import UnknownEdition, edition
from articles.models import Article, Banner, Front
from articles.publication import standing_of
from articles.record import write
from articles.refusals import NotPossible, Stale
from articles.workflow.rights import may
from articles.workflow.story import behind
from articles.writing import tidied
from newsroom.lib.failpoints import failpoint
from newsroom.lib.languages import CODES

MOST_TEXT = 160  # characters: two lines of a telephone


def banner_of(language: str, now: datetime) -> Banner | None:
    """What stands over the edition's pages at `now`."""
    return Banner.objects.visible(now).filter(language=language).order_by("-visible_from").first()


def put_banner_up(
    *, by, language: str, text: str, now: datetime, story: Article | None = None, until: datetime | None = None,
    seen: int | None = None,
) -> Banner:  # fmt: skip
    """Puts `text` over every page of the edition, in the place of what stands there: until it is taken down, or until
    `until`. It leads to `story` while readers can see that. `seen` is the banner (its number, 0: none) that whoever
    asks saw there; None: it does not matter. Raises NotAllowed, NotPossible, Stale."""
    with transaction.atomic():
        before, now = _locked(by, language, seen, now)
        text = tidied("headline", text, language, "")
        if not text:
            raise NotPossible(_("Write what the banner says."))
        if len(text) > MOST_TEXT:
            raise NotPossible(
                _("The banner has %(have)d characters, and %(most)d is the most: it stands over every page.")
                % {"have": len(text), "most": MOST_TEXT}
            )
        if until is not None and until <= now:
            raise NotPossible(_("The moment at which the banner comes down has passed. Choose a later one."))
        if story is not None and story.language != language:
            raise NotPossible(_("This story is in another language than the edition."))
        if story is not None and not (standing_of(story, now).live or standing_of(story, now).waiting):
            raise NotPossible(_("Readers cannot see this story, so the banner cannot lead to it. Publish it first."))
        _close(before, now)
        row = Banner.objects.create(
            language=language, text=text, story=story.uuid if story else None, visible_from=now, visible_until=until
        )
        failpoint("banner.after_row")
        about = {"language": language, "banner": row.pk}
        if until:
            about["until"] = until.astimezone(UTC).isoformat()
        write("banner_up", by=by, at=now, story=row.story, why=text, about=about)
        _tell(language, now, until)
        return row


def take_banner_down(*, by, language: str, now: datetime, seen: int | None = None) -> Banner:
    """Takes the banner from the edition's pages at once; `seen` as in `put_banner_up`. Raises NotAllowed, NotPossible,
    Stale."""
    with transaction.atomic():
        row, now = _locked(by, language, seen, now)
        if row is None:
            raise NotPossible(_("No banner stands over the pages of this edition."))
        number = row.pk
        _close(row, now)
        failpoint("banner.after_closing")
        about = {"language": language, "banner": number}
        write("banner_down", by=by, at=now, story=row.story, about=about)
        _tell(language, now, None)
        return row


def _locked(by, language: str, seen: int | None, now: datetime) -> tuple[Banner | None, datetime]:
    """The banner that stands, and the moment of what is done: behind the last one's."""
    may(by, "curate_front", _("Your role does not include the banner."))
    if language not in CODES:
        raise NotPossible(_("The newsroom does not publish in this language any more."))
    try:
        edition(language)
    except UnknownEdition:
        raise NotPossible(_("The newsroom does not publish in this language any more.")) from None
    front, _made = Front.objects.get_or_create(language=language, section=None)
    Front.objects.select_for_update().get(pk=front.pk)  # two who put one up at once do it one after the other
    last = Banner.objects.filter(language=language).order_by("-visible_from").first()
    now = behind(now, last.visible_from if last else None)
    row = banner_of(language, now)
    if seen is not None and seen != (row.pk if row else 0):
        said = _("Meanwhile the banner says: “%(text)s”.") % {"text": row.text} if row else _("It is down already.")
        raise Stale(_("Someone else changed the banner.") + " " + said, None)
    return row, now


def _close(row: Banner | None, now: datetime) -> None:
    if row is not None and row.visible_from == now:
        row.delete()  # nobody saw it
    elif row is not None:
        Banner.objects.filter(pk=row.pk).update(visible_until=now)


def _tell(language: str, now: datetime, until: datetime | None) -> None:
    """One tag moves, which every page of the edition carries."""
    key = edition(language).url("/")
    press.moved([press.banner_tag(language)], opens=until, keys=[key], now=now)
    transaction.on_commit(lambda: pressing.press_now(key))
    failpoint("banner.after_outbox")


def leads_to(row: Banner | None) -> Article | None:
    """The story that a banner names, for the desk."""
    return Article.objects.filter(uuid=row.story).first() if row and isinstance(row.story, UUID) else None
