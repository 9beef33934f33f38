"""Relations between tables point down as imports do, those that are named by a string included."""

from django.apps import apps

# Higher may point to lower or to its own floor. What is not ours lies below everything.
FLOORS = {"newsletter": 3, "articles": 2, "authors": 1, "newsroom": 0}


def floor(model) -> int:
    return FLOORS.get(model.__module__.split(".")[0], 0)


def ours():
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.split(".")[0] in FLOORS]


def test_there_are_tables_to_look_at():
    assert {model._meta.app_label for model in ours()} >= {"authors", "articles"}


def test_relations_point_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in ours()
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and not field.auto_created and field.related_model is not None
        if floor(field.related_model) > floor(model)
    ]
    assert upward == []
