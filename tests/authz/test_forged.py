"""Forms that no page of ours would send: fields that are not on them, rows of others, from other websites.

Threats T04 to T07 and T55."""

import uuid
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection, models
from django.utils import timezone

from articles.admin.forms import SAVED
from articles.models import Article
from authors.models import User
from tests.authz import notation, scene
from tests.authz.knocking import knock, send, undone
from tests.authz.scene import DESK

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MATRIX = notation.read()
DOES = {(block.route, thing, role): said for block in MATRIX.blocks
        for (method, thing, role), said in block.cells.items() if method == "POST" and said.endswith("!")}  # fmt: skip
# GETs that write. There is none.
WRITING_GETS: set[str] = set()
# POSTs that another website may send: the link in the mail is the right to do it (RFC 8058, docs/decisions/0005).
LINKS_IN_MAILS = {route for route in sorted(MATRIX.routes) if "(?P<token>" in route}


@pytest.fixture
def here(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return scene.build(timezone.now())


def test_no_get_changes_anything():
    """The matrix marks an answer that wrote with "!", and its cells are sent: so this is a rule on the file."""
    wrote = {
        block.route
        for block in MATRIX.blocks
        for (method, _thing, _role), said in block.cells.items()
        if method != "POST" and said.endswith("!")
    }
    assert wrote == WRITING_GETS


def test_another_website_cannot_make_anybody_do_anything(here):
    assert len(DOES) > 80
    done = []
    for (route, thing, role), _said in DOES.items():
        path, data = here.path(route, thing, role), here.form(route, thing, role)
        answer, wrote = knock(
            here, "POST", path, role, data, enforce_csrf_checks=True,
            headers={"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
        )  # fmt: skip
        if route in LINKS_IN_MAILS:
            assert wrote and answer.status_code == 200, path
        elif wrote or answer.status_code != 403:
            done.append((path, role, answer.status_code, wrote))
    assert done == []


# What each form of the desk may change in its own row, and what follows of itself from that.
FORMS = {
    "articles/article": {*SAVED, "saved_at", "version", "words_version", "word_count", "step"},
    "articles/photo": {
        "alts", "decorative", "captions", "creator", "agency", "credit_lines", "copyright_notice", "usage_terms",
        "focal_x", "focal_y", "renditions",  # cut anew where the focal point moves
    },
    "articles/section": {"names", "slug", "descriptions", "position"},
    "articles/tag": {"name", "names", "descriptions"},
    "articles/newsroom": {
        "names", "taglines", "languages", "root_language", "time_zone", "week_start", "digits", "complaint_days",
        "complaint_keep_days", "front_drafts",
    },
    "articles/complaint": {"kind", "due_on", "assigned_to", "turn"},
    "articles/series": {"names", "descriptions", "parts_planned"},
    "articles/package": {"name", "titles", "shown", "turn", "changed_at"},
    "authors/author": {"names", "kind", "job_titles", "bios", "contact", "links", "languages", "on_masthead"},
    "authors/user": {"session_round", 
        "username", "first_name", "last_name", "email", "author", "desk_language", "is_active", "is_superuser",
        "is_staff",
    },
    "auth/group": {"name"},
    "newsletter/newsletter": {"names", "descriptions", "is_open", "position"},
}  # fmt: skip
# What only the administrator's pages may touch, and what only verbs may: none of it is any other form's.
PEOPLE = (
    "authors_user",
    "authors_user_groups",
    "authors_user_user_permissions",
    "auth_group",
    "auth_group_permissions",
)
PUBLIC = (
    "articles_publication", "articles_notice", "articles_publicationcredit", "articles_publicationtopic",
    "articles_frontplan", "articles_frontpin", "articles_banner",
)  # fmt: skip


def rows_of(*tables: str) -> list:
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(sorted(map(repr, cursor.fetchall())))
    return found


def forged(model: type[models.Model]) -> dict:
    """A value for every field of the model, none of them what stands there."""
    said: dict = {
        "is_superuser": "on",
        "is_staff": "on",
        "user_permissions": [p.pk for p in Permission.objects.all()[:5]],
    }
    for one in model._meta.get_fields():
        if not getattr(one, "concrete", False) or one.many_to_many:
            continue
        if one.is_relation:
            said[one.name] = str(
                one.related_model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
            )
        elif isinstance(one, models.BooleanField):
            said[one.name] = "on"
        elif isinstance(one, models.UUIDField):
            said[one.name] = str(uuid.uuid4())
        elif isinstance(one, models.DateTimeField):
            said[one.name] = (timezone.now() - timedelta(days=400)).strftime("%Y-%m-%dT%H:%M")
        elif isinstance(one, models.DateField):
            said[one.name] = date(2001, 1, 1).isoformat()
        elif isinstance(one, models.JSONField):
            said[one.name] = '{"en": "forged"}'
        elif isinstance(one, models.IntegerField | models.BigAutoField):
            said[one.name] = "77"
        else:
            said[one.name] = "ready" if one.name == "step" else "forged"
    return said


def changes() -> list[tuple[str, str, list[str]]]:
    """(route, kind, objects) of every page with a form for a row."""
    blocks = [block for block in MATRIX.blocks if block.route.endswith("<path:object_id>/change/")]
    return [(block.route, "/".join(block.route.split("/")[1:3]), block.objects) for block in blocks]


def test_no_form_takes_a_field_that_is_not_on_it(here):
    """Every field of the model is sent with what the page would send, by each role; only the form's own may change."""
    taken, sent, saved = [], 0, set()
    for route, kind, objects in changes():
        model = apps.get_model(*kind.split("/"))
        for thing in objects:
            for role in DESK:
                if thing in ("missing", "odd", "huge"):
                    continue
                path = here.path(route, thing, role)
                pk = path.split("/")[4]
                real = here.form(route, thing, role)
                # Not what the form asks: a false answer there is refused, and then nothing is proved of the others.
                false = {name: text for name, text in forged(model).items() if name not in FORMS.get(kind, set())}
                for data in (false | real, real | false):
                    with undone():
                        before = model._default_manager.filter(pk=pk).values().get()
                        people, public = rows_of(*PEOPLE), rows_of(*PUBLIC)
                        here.client(role).post(path, data)
                        after = model._default_manager.filter(pk=pk).values().get()
                        sent += 1
                        names = {name.removesuffix("_id") for name in before if before[name] != after[name]}
                        if names:
                            saved.add(kind)
                        if names - FORMS.get(kind, set()):
                            taken.append((path, role, names - FORMS.get(kind, set())))
                        if role != "admin" and people != rows_of(*PEOPLE):
                            taken.append((path, role, "people"))
                        if public != rows_of(*PUBLIC):
                            taken.append((path, role, "what readers see"))
    print(f"{sent} forged forms")
    assert taken == []
    assert saved == set(FORMS), "a form that nobody could save proves nothing"


def test_a_new_story_takes_nothing_but_what_its_form_asks(here):
    add = "admin/articles/article/add/"
    for role in ("reporter", "editor", "publisher", "admin"):
        with undone():
            data = forged(Article) | here.form(add, "-", role)
            answer = here.client(role).post("/admin/articles/article/add/", data)
            made = Article.objects.order_by("-pk").first()
            assert answer.status_code == 302 and made.made_by == here.people[role]
            assert (made.step, made.version, made.filing_key, made.filed_digest) == ("draft", 1, "", "")
            assert not (made.first_published_at or made.address_date or made.publish_at or made.taken_down_at)
            assert str(made.uuid) != data["uuid"] and made.pk != 77


def test_a_reporter_neither_publishes_nor_edits_anothers_story_by_any_door(here):
    """Every address that takes a POST, with every object, as the reporter: own stories may change, nothing else may."""

    def kept() -> list:
        me = here.people["reporter"]
        others = Article.objects.exclude(made_by=me).order_by("pk")
        people = User.objects.exclude(pk=me.pk).order_by("pk")  # one's own desk may speak another language
        mine = User.objects.filter(pk=me.pk).values("password", "is_superuser", "is_staff", "username", "email")
        return [rows_of(*PUBLIC, *PEOPLE[1:]), list(others.values()), list(people.values()), list(mine)]

    before, doors = kept(), 0
    for block in MATRIX.blocks:
        for thing in block.objects:
            path = here.path(block.route, thing, "reporter")
            for data in (
                here.form(block.route, thing, "reporter"),
                {"confirmed": "yes", "base_version": "99", "x": "y"},
            ):
                with undone():
                    send(here.client("reporter"), "POST", path, data)
                    doors += 1
                    assert kept() == before, path
    print(f"{doors} doors tried")
    assert doors > 300


def test_actions_are_done_for_those_who_may_only(here):
    """The one action that there is, and those of Django's admin that are not (T06)."""
    form = here.form("admin/jobs/job/", "-", "admin")
    for role in DESK:
        answer, wrote = knock(here, "POST", "/admin/jobs/job/", role, form)
        assert wrote == (role in ("publisher", "admin")), role
    lists = [route for route in sorted(MATRIX.routes) if route.startswith("admin/") and route.count("/") == 3]
    for route in lists:
        if "<" in route or not route.split("/")[2] or "your-sign-in" in route:  # a list of no rows
            continue
        for action in ("delete_selected", "export", "export_as_csv"):
            data = {"action": action, "_selected_action": ["1", "2", "3"], "post": "yes", "select_across": "1"}
            answer, wrote = knock(here, "POST", f"/{route}", "admin", data)
            assert not wrote and answer.status_code in (200, 302, 403, 405, 422), (route, action)


def test_lists_answer_no_question_about_what_they_do_not_show(here):
    """Filters through relations would tell a password's hash letter by letter."""
    lists = [r for r in sorted(MATRIX.routes) if r.startswith("admin/") and r.count("/") == 3 and "<" not in r]
    asked = (
        "made_by__password__startswith=a", "password__startswith=a", "subscriber__email__contains=a",
        "_to_field=password",
        "assigned_to__email__startswith=a", "groups__permissions__codename=x", "author__login__password__startswith=a",
    )  # fmt: skip
    for route in lists:
        plain = None
        for question in asked:
            for role in ("reporter", "audience", "admin"):
                answer, _wrote = knock(here, "GET", f"/{route}?{question}", role)
                assert answer.status_code in (200, 302, 400, 403, 404, 405), (route, question, role)
                if answer.status_code == 200 and "password" in question:
                    other, _wrote = knock(here, "GET", f"/{route}?{question[:-1]}zzzz", role)
                    plain = (answer.body.count(b"<tr"), other.body.count(b"<tr"))
                    assert plain[0] == plain[1], (route, question, role)


def test_a_file_is_found_under_its_own_owner_only(here):
    """The child's name with another parent's number is nothing."""
    hidden = [path for path in here.c.files if path.count("/") == 3 and "originals" not in path]
    owner = next(path for path in here.c.public if path.startswith("/media/")).split("/")[2]
    for path in hidden:
        name = path.rpartition("/")[2]
        assert here.client("anonymous").get(f"/media/{owner}/{name}").status_code == 404
        assert here.client("editor").get(f"/admin/articles/photo/file/{owner}/{name}").status_code == 404


def test_rows_below_a_subscriber_cannot_be_sent_along(here):
    """The page shows subscriptions and consent; a formset that says otherwise changes nothing, whoever sends it."""
    path = here.path("admin/newsletter/subscriber/<path:object_id>/change/", "any", "audience")
    data = {}
    for prefix in ("subscriptions", "consentevent_set", "events"):
        data |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1"}
        data |= {f"{prefix}-0-{name}": "1" for name in ("id", "state", "DELETE", "subscriber")}
    for role in DESK:
        answer, wrote = knock(here, "POST", path, role, data)
        assert answer.status_code == 403 and not wrote, role
