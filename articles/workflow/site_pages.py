"""Writing one of the site's own pages. Readers see it as soon as it is saved; each save is a version."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import press, site_pages
from articles.models import SitePage, SitePageVersion
from articles.record import write
from articles.refusals import NotPossible, Stale
from articles.workflow.rights import may
from newsroom.lib.failpoints import failpoint
from newsroom.lib.languages import CODES
from newsroom.lib.typography import normalise_letters, quotes_html


def write_site_page(
    *, by, kind: str, language: str, text: str, seen: int, now: datetime, standard: str = ""
) -> SitePage | None:  # fmt: skip
    """Makes `text` (HTML as an editor wrote it) what the page of this kind says in `language`.

    `seen` is the version that the person began from. A text that says the same as `standard` (what stands there by
    itself) is kept as an empty one, so that it goes on following the newsroom's settings. Gives None where nothing
    differs. Raises NotAllowed, NotPossible, Stale.
    """
    may(by, "change_sitepage", _("Your role does not include writing the site’s own pages."))
    if kind not in SitePage.Kind.values or language not in CODES:
        raise NotPossible(_("There is no such page."))
    if len(text) > site_pages.MOST:
        raise NotPossible(
            _("The page has %(have)d characters, and %(most)d is the most. Shorten it, then save again.")
            % {"have": len(text), "most": site_pages.MOST}
        )
    try:
        with transaction.atomic():
            return _write(by, kind, language, text, seen, now, standard)
    except IntegrityError:
        raise NotPossible(_("Someone else wrote this page at this moment. Look at it, then save again.")) from None


def _write(by, kind: str, language: str, text: str, seen: int, now: datetime, standard: str) -> SitePage | None:
    page = SitePage.objects.select_for_update().filter(kind=kind, language=language).first()
    page = page or SitePage(kind=kind, language=language)
    try:
        body = bodies.canonical(normalise_letters(quotes_html(text, language), language), page.body)
        if _said(body) == _said(bodies.canonical(standard)):
            body = ""
    except ValueError as error:
        raise NotPossible(str(error)) from None
    if _said(body) == _said(page.body):
        return None
    if seen != page.version:
        raise Stale(
            _("Someone else saved this page since you opened it. Your text is below; theirs is under “Versions”."), None
        )
    first = page.pk is None
    page.version, page.changed_at = page.version + 1, now
    before, page.body = page.body, body
    page.save()
    if not first and before and not page.versions.exists():  # what stood there before there were versions
        SitePageVersion.objects.create(page=page, number=page.version - 1, body=before, at=now)
    SitePageVersion.objects.create(page=page, number=page.version, body=body, by=by, at=now)
    failpoint("write_site_page.after_version")
    write("site_page", by=by, at=now, about={"page": kind, "language": language, "version": page.version})
    press.moved([press.site_tag(kind, language)], now=now)
    return page


def _said(body: str) -> list[str]:
    """What a text says, whatever its blocks are named."""
    return [bodies.said(block) for block in bodies.parse(body)]
