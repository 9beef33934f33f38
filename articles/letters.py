"""Mails to people who complained: what an editor wrote, in the story's language, plain, with nothing that tracks."""

import logging
from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, override

from articles import workflow
from articles.addresses import story_path
from articles.edition import Edition, UnknownEdition, edition, newsroom
from articles.models import ComplaintEntry, Publication
from newsroom.lib.failpoints import failpoint
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.mail import Letter, Refused, deliver, one_line

logger = logging.getLogger(__name__)
Mail = ComplaintEntry.Mail


def answer(entry: ComplaintEntry, now: datetime) -> Letter:
    """The mail that `entry` becomes. The story is named as readers see it at `now`; one that they do not see, by
    nothing. Sent again, it has the same Message-ID, so that mail programs show one."""
    complaint = entry.complaint
    here = _edition(complaint.language)
    out = Publication.objects.visible(now).filter(story=complaint.article.uuid).first()
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    number = salted_hmac("articles.letters", f"{complaint.reference}/{entry.pk}", algorithm="sha256").hexdigest()[:32]
    with override(complaint.language if complaint.language in LANGUAGES else here.language):
        subject = gettext("Your report %(reference)s") % {"reference": complaint.shown_reference}
        values = {
            "text": entry.text,
            "reference": complaint.shown_reference,
            "quote": complaint.quote or complaint.text,
            "headline": out.headline if out else "",
            "url": settings.BASE_URL + story_path(here, out.address_date, out.slug, out.language) if out else "",
            "days": newsroom().complaint_keep_days,
            "name": here.name,
        }
        return Letter(
            subject=one_line(f"{subject}: {out.headline}" if out else subject),
            body=render_to_string("articles/mail/complaint_answer.txt", values),
            from_email=formataddr((one_line(here.name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
            to=[complaint.email],
            headers={"Date": format_datetime(now), "Message-ID": f"<{number}@{host}>"},
        )


def send(entry_number: int, now: datetime) -> None:
    """Sends an answer that waits; nothing where it was sent, or was erased since. Raises NotSent, Unsure
    (`newsroom.lib.mail`)."""
    entry = ComplaintEntry.objects.select_related("complaint__article").filter(pk=entry_number).first()
    if entry is None or entry.mail != Mail.WAITING or not (entry.text and entry.complaint.email):
        return
    try:
        deliver(answer(entry, now))
    except Refused:
        # It will be refused tomorrow too; the complaint's page says so.
        logger.warning("the mail server refuses the address of complaint %s", entry.complaint_id)
        workflow.note_mailed(entry=entry, refused=True, now=now)
        return
    failpoint("complaint_answer.after_mail")
    workflow.note_mailed(entry=entry, now=now)


def _edition(language: str) -> Edition:
    try:
        return edition(language)
    except UnknownEdition:  # the newsroom has given up this language since
        return edition()
