"""Every address of the newsroom (docs/contract.md), from the most particular to the most general."""

from django.contrib import admin
from django.urls import include, path

from newsroom import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("newsletter.urls")),
    path("", include("articles.urls")),
]
handler404 = "articles.views.not_found"
handler500 = "newsroom.desk.broken"
