"""The sample newsroom, from its record to its removal: only what nobody touched goes, and its logins always."""

from newsroom.sample.plan import Plan, plan
from newsroom.sample.removal import NotRemoved, remove
from newsroom.sample.written import LOGIN_MAIL, write_down

__all__ = ["LOGIN_MAIL", "NotRemoved", "Plan", "plan", "remove", "write_down"]
