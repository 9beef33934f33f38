"""What somebody may do with a story as it stands."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from articles.models import Article
from articles.publication import Standing
from articles.workflow.rights import can_edit

Step = Article.Step


@dataclass(frozen=True)
class Verb:
    """A button: `style` main (next step), go (readers will see it), quick (beside it), plain or
    danger; `asks` is what it needs."""

    name: str
    label: str | Promise
    style: str = "plain"
    asks: str = ""  # "", moment, reason, changes, text, slug, notice


def verbs(user, article: Article, stands: Standing, *, changes: bool = False) -> list[Verb]:
    """The verbs that this person may use on the story as it stands, the likeliest first.

    `changes`: the working copy differs from what readers see (`publication.changed`).
    """
    offers: list[Verb] = []
    edit_any = user.has_perm("articles.edit_any_article")
    if article.step == Step.DRAFT and can_edit(user, article) and user.has_perm("articles.submit_article"):
        offers.append(Verb("submit", gettext_lazy("Send to desk"), "main"))
    if edit_any and article.step in (Step.SUBMITTED, Step.EDITING):
        offers.append(Verb("mark_ready", gettext_lazy("Mark as ready"), "main"))
    if edit_any and article.step != Step.DRAFT:
        offers.append(Verb("send_back", gettext_lazy("Send back"), "plain", "reason"))
    if user.has_perm("articles.publish_article"):
        if stands.waiting:
            offers.append(Verb("unschedule", gettext_lazy("Take off the schedule")))
        elif stands.live:
            # Also before a change is saved: the button saves what was typed first.
            offers.append(Verb("update", gettext_lazy("Publish changes"), "go" if changes else "plain", "changes"))
            offers.append(Verb("add_update", gettext_lazy("Add an update"), "quick", "text"))
            if changes:
                offers.append(Verb("schedule", gettext_lazy("Publish changes at"), "plain", "moment"))
        else:
            offers.append(Verb("publish", gettext_lazy("Publish now"), "go"))
            offers.append(Verb("schedule", gettext_lazy("Publish at"), "plain", "moment"))
        if stands.live or stands.kind == "taken_down":
            offers.append(Verb("readdress", gettext_lazy("Change the web address"), "plain", "slug"))
    if stands.live and user.has_perm("articles.withdraw_article"):
        offers.append(Verb("take_down", gettext_lazy("Take down"), "danger", "notice"))
    if stands.kind == "taken_down" and user.has_perm("articles.withdraw_article"):
        offers.append(Verb("change_notice", gettext_lazy("Change what readers find there"), "plain", "notice"))
    return offers
