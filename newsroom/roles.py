"""What each role at the desk may do, and the groups that carry it.

The groups are made after every `migrate`. A new group gets all its rights; one that is there gets only rights that
did not exist before this migration, so that what an administrator gave or took by hand stays as it is.
"""

from django.apps import AppConfig, apps
from django.db import connections

WRITE = ("add", "change", "view")
KEEP = (*WRITE, "delete")


def _rights(app: str, model: str, *acts: str) -> set[tuple[str, str]]:
    return {(app, f"{act}_{model}") for act in acts}


READS = (
    _rights("articles", "article", "view")
    | _rights("articles", "photo", "view")
    | _rights("articles", "section", "view")
    | _rights("articles", "tag", "view")
    | _rights("articles", "series", "view")
    | _rights("articles", "package", "view")
    | _rights("authors", "author", "view")
)
REPORTER = (
    READS
    | _rights("articles", "article", *WRITE, "submit")
    | _rights("articles", "photo", "add")
    | _rights("articles", "complaint", "view")
)  # own photos may be changed, see articles.admin.photos; complaints about own stories are seen, without whose they are
EDITOR = (
    READS
    | _rights("articles", "article", *WRITE, "submit", "edit_any", "publish", "withdraw")
    | _rights("articles", "photo", *KEEP)
    | _rights("articles", "section", "change")
    | _rights("articles", "tag", *KEEP)
    | _rights("articles", "series", *KEEP)
    | _rights("articles", "package", *KEEP)
    | _rights("articles", "sitepage", "view")
    | _rights("articles", "publication", "view")
    | _rights("articles", "complaint", *WRITE)
    | _rights("articles", "oldaddress", "add", "view", "delete")
    | _rights("articles", "front", "curate")
    | _rights("articles", "readership", "view")
    | _rights("authors", "author", *KEEP)
)
ROLES: dict[str, set[tuple[str, str]]] = {
    "reporter": REPORTER,
    "editor": EDITOR,
    "photo": READS | _rights("articles", "photo", *KEEP),
    "publisher": EDITOR
    | _rights("articles", "section", *KEEP)
    | _rights("articles", "newsroom", *WRITE)
    | _rights("articles", "sitepage", "change")
    | _rights("articles", "act", "view")
    | _rights("articles", "complaint", "empty")
    | _rights("jobs", "job", "view", "retry"),
    "audience": _rights("articles", "publication", "view") | _rights("articles", "readership", "view"),
}
# All of an app, whatever its tables are.
WHOLE_APPS = {"audience": ("newsletter",)}

_known: dict[str, set[int] | None] = {}
_fresh: dict[str, set[str]] = {}


def remember(sender: AppConfig, using: str, **_more) -> None:
    """Before a migration: which rights exist already. (pre_migrate comes once an app; the first counts.)"""
    if _known.get(using) is not None:
        return
    Permission = apps.get_model("auth", "Permission")
    there = Permission._meta.db_table in connections[using].introspection.table_names()
    _known[using] = set(Permission.objects.using(using).values_list("pk", flat=True)) if there else set()


def give(sender: AppConfig, using: str, **_more) -> None:
    """After a migration of one app: makes the groups and gives them what is new of this app."""
    Permission, Group = apps.get_model("auth", "Permission"), apps.get_model("auth", "Group")
    tables = connections[using].introspection.table_names()
    if any(model._meta.db_table not in tables for model in (Permission, Group)):
        return
    from django.contrib.auth.management import create_permissions

    create_permissions(sender, using=using, verbosity=0)  # theirs may come after us
    groups = {group.name: group for group in Group.objects.using(using).filter(name__in=ROLES)}
    fresh = _fresh.setdefault(using, set())
    for name in ROLES.keys() - groups.keys():
        groups[name] = Group.objects.using(using).create(name=name)
        fresh.add(name)
    rights = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    known = _known.get(using) or set()
    for permission in rights.select_related("content_type"):
        for name, group in groups.items():
            wanted = (sender.label, permission.codename) in ROLES[name] or sender.label in WHOLE_APPS.get(name, ())
            if wanted and (name in fresh or permission.pk not in known):
                group.permissions.add(permission)
    if sender.label == [config.label for config in apps.get_app_configs() if config.models_module][-1]:
        _known[using], _fresh[using] = None, set()  # this migration is over
