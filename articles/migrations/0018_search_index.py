"""What stories are found by, and links that know the order of lists.

The columns of the search are filled, and the index is made, when the migrate is over: by the rules of the version that
runs, as after every change of those rules.
"""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

LINKS = ('PublicationCredit', 'PublicationTopic')


def fill(apps, schema_editor):
    using = schema_editor.connection.alias
    publications = apps.get_model('articles', 'Publication').objects.using(using).filter(pk=OuterRef('publication'))
    for name in LINKS:
        apps.get_model('articles', name).objects.using(using).update(
            language=Subquery(publications.values('language')),
            first_published_at=Subquery(publications.values('first_published_at')),
        )


def take_away(apps, schema_editor):
    """The index: the columns that it is of are about to go."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == 'sqlite':
            for name in ('added', 'removed', 'changed'):
                cursor.execute(f'DROP TRIGGER IF EXISTS articles_search_{name}')
            cursor.execute('DROP TABLE IF EXISTS articles_search')
        else:
            cursor.execute('DROP INDEX IF EXISTS articles_search')
            cursor.execute('DROP FUNCTION IF EXISTS newsroom_bag(text)')


def nothing(apps, schema_editor):
    pass


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0017_front'),
    ]

    operations = [
        migrations.AddField(
            model_name='publication',
            name='search_tokens',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='publication',
            name='search_rules',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['search_rules'], name='publication_rules'),
        ),
        migrations.CreateModel(
            name='Spelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('ar', 'العربية'), ('ckb', 'کوردی')], max_length=3)),
                ('key', models.CharField(max_length=60)),
                ('word', models.CharField(max_length=60)),
                ('said', models.CharField(max_length=80)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['word'], name='spelling_word')],
                'constraints': [models.UniqueConstraint(fields=('language', 'key', 'word'), name='spelling_once')],
            },
        ),
        *(
            migrations.AddField(model_name=name, name=field, field=column)
            for name in LINKS
            for field, column in (
                ('language', models.CharField(choices=[('en', 'English'), ('ar', 'العربية'), ('ckb', 'کوردی')], default='', max_length=3)),
                ('first_published_at', models.DateTimeField(null=True)),
            )
        ),
        migrations.RunPython(fill, nothing),
        *(
            migrations.AlterField(model_name=name, name=field, field=column)
            for name in LINKS
            for field, column in (
                ('language', models.CharField(choices=[('en', 'English'), ('ar', 'العربية'), ('ckb', 'کوردی')], max_length=3)),
                ('first_published_at', models.DateTimeField()),
            )
        ),
        migrations.AddIndex(
            model_name='publicationcredit',
            index=models.Index(fields=['author', 'language', '-first_published_at', '-publication'], name='publication_credit_newest'),
        ),
        migrations.AddIndex(
            model_name='publicationtopic',
            index=models.Index(fields=['tag', 'language', '-first_published_at', '-publication'], name='publication_topic_newest'),
        ),
        migrations.RunPython(nothing, take_away),
    ]
