"""The desk's later version that says what a public text says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_complaints")]

    operations = [
        migrations.AddField("publication", "renewed_in", models.PositiveIntegerField(editable=False, null=True)),
    ]
