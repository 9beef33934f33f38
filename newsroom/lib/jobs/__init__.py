"""The outbox: work that follows from an act, written in the act's own transaction.

A verb writes a row (`outbox.enqueue`), an app says what is to be done (`registry.handler`, in its `tasks`
module), the worker does it (`work.run_once`). Shaped after Django 6's `django.tasks` (kinds, `run_after`,
priorities from -100 to 100), so that it can move there once that has tries, leases and a store in the
database.
"""
