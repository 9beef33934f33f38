"""The person in whose name the commands of the server's shell act."""

from django.contrib.auth.models import Group

from authors.models import User


def operator() -> User:
    """It cannot sign in; it has the publisher's rights."""
    user, made = User.objects.get_or_create(username="operator", defaults={"first_name": "Operator", "is_staff": False})
    if made:
        user.set_unusable_password()
        user.save()
    user.groups.add(Group.objects.get_or_create(name="publisher")[0])
    return user
