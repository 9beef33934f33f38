"""Every column in which text can stand is one that an erasure empties, or one that says why it need not."""

from django.apps import apps
from django.db import models

from articles import complaints, erasing
from articles.models import ActText, Complaint, ComplaintEntry, Correction, Notice, Publication, Revision, Spelling

TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
# Where erasing does more than to take the text out.
BY_ITSELF = {
    ActText: ("text", "salt"),
    Complaint: (*complaints.EMPTIED, "outcome_why"),
    ComplaintEntry: ("text",),
    Correction: ("text", "salt"),
    Notice: ("text",),
    Revision: ("why", "packed", "salt"),
    Publication: ("body_text", "search_headline", "search_text", "search_tokens"),  # made of what it shows
    Spelling: ("key", "word", "said"),  # of words that a publication has
}
IN_THE_NEWSLETTER = {"newsletter.Subscriber": ("email", "email_key"), "newsletter.ConsentEvent": ("page",)}
# What nobody writes about anybody: our own words, digests, random keys, names of files, and public texts of ours.
NOT_OF_PEOPLE = {
    "account.EmailConfirmation": "key",
    "admin.LogEntry": "object_id",
    "articles.Act": "verb about content text_digest previous digest",
    "articles.Article": "filing_key filed_digest embargo_zone publish_zone",
    "articles.Complaint": "reference sent_key",
    "articles.Draft": "window",
    "articles.FrontChange": "verb",
    "articles.Newsroom": "logo languages time_zone digits complaint_days",
    "articles.Opened": "window",
    "articles.Publication": "genre",
    "articles.PublicationCredit": "role",
    "articles.Photo": "original sha256 renditions",
    "articles.Readership": "key",
    "articles.Revision": "previous digest",
    "articles.Sending": "digest",
    "articles.SentPhoto": "sha256 pieces",
    "articles.ViewsTaken": "name",
    "auth.Group": "name",
    "auth.Permission": "name codename",
    "authors.Author": "portrait languages",
    "authors.User": "password",
    "contenttypes.ContentType": "app_label model",
    "jobs.Job": "kind key",
    "limits.Ceiling": "scope subject",
    "mfa.Authenticator": "data",
    "newsletter.ConsentEvent": "form",
    "newsletter.ConsentText": "digest text",
    "newsletter.Newsletter": "slug names descriptions",
    "once.Link": "purpose digest",
    "sample.Made": "kind key digest",
    "sessions.Session": "session_key session_data",
}
GOES_WITH_THE_LOGIN = {"account.EmailAddress": ("email",)}
NOT_USED = {"taggit.Tag"}  # our own tags stand in another table


def columns() -> set[str]:
    return {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.local_fields
        if isinstance(column, TEXT) and not column.choices and model._meta.label not in NOT_USED
    }


def test_every_column_of_text_is_emptied_or_says_why_not():
    known = set()
    for tables in (erasing.WRITTEN, erasing.FOUND_BY, BY_ITSELF, {Publication: (*erasing.PUBLIC, *erasing.SHOWN)}):
        known |= {f"{model._meta.label}.{name}" for model, names in tables.items() for name in names}
    for tables in (IN_THE_NEWSLETTER, GOES_WITH_THE_LOGIN):
        known |= {f"{label}.{name}" for label, names in tables.items() for name in names}
    known |= {f"{label}.{name}" for label, names in NOT_OF_PEOPLE.items() for name in names.split()}
    assert columns() - known == set()
    assert known - columns() == set()


def test_there_are_columns_to_look_at():
    assert {"articles.Article.headline", "newsletter.Subscriber.email", "articles.Photo.alts"} <= columns()
