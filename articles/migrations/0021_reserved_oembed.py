"""A section may not be called as the address of the cards that other sites show."""

from django.db import migrations, models

WORDS = (
    "a", "about", "accessibility", "admin", "archive", "authors", "contact", "corrections", "ethics", "favicon.ico",
    "feed", "feeds", "healthz", "masthead", "media", "newsletter", "oembed", "ownership", "photos", "privacy", "readyz",
    "robots", "robots.txt", "search", "series", "setup", "sitemap", "sitemap-news", "sitemap.xml", "static", "topics",
    "en", "ar", "ckb",
)


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_series_packages_site_pages")]

    operations = [
        migrations.RemoveConstraint(model_name="section", name="section_slug_not_reserved"),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                name="section_slug_not_reserved",
                condition=~models.Q(slug__in=WORDS),
                violation_error_message="This web address is taken by one of the site's own pages. Choose another.",
            ),
        ),
    ]
