"""Puts what is looked for beside the payload of each leaf, for the leaves that are already there too."""

import json
from itertools import islice

from django.db import migrations, models

_ROWS_AT_ONCE = 5_000


def _labels(payload, index):
    try:
        told = json.loads(payload)
        return (*(str(told.get(name) or "") for name in ("action", "kind", "key", "by")), index)
    except (ValueError, AttributeError, RecursionError):
        return None  # verification tells of it; there is nothing to label


def label_leaves(apps, schema_editor):
    """Copy the labels out of the payloads."""
    leaves = apps.get_model("records", "EvidenceLeaf").objects.using(schema_editor.connection.alias)
    quote = schema_editor.quote_name
    columns = ", ".join(f"{quote(name)} = %s" for name in ("action", "kind", "key", "by"))
    statement = f"UPDATE {quote('records_evidenceleaf')} SET {columns} WHERE {quote('index')} = %s"
    last = -1
    while rows := list(islice(leaves.filter(index__gt=last).order_by("index").values_list("payload", "index"), _ROWS_AT_ONCE)):
        last = rows[-1][1]
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(statement, [labels for row in rows if (labels := _labels(*row))])


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_finding_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidenceleaf',
            name='action',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='evidenceleaf',
            name='by',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='evidenceleaf',
            name='key',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='evidenceleaf',
            name='kind',
            field=models.TextField(default=''),
        ),
        migrations.RunPython(label_leaves, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='evidencehead',
            index=models.Index(fields=['at'], name='evidencehead_at'),
        ),
        migrations.AddIndex(
            model_name='evidenceleaf',
            index=models.Index(fields=['action', 'index'], name='evidenceleaf_action'),
        ),
        migrations.AddIndex(
            model_name='evidenceleaf',
            index=models.Index(fields=['kind', 'index'], name='evidenceleaf_kind'),
        ),
        migrations.AddIndex(
            model_name='evidenceleaf',
            index=models.Index(fields=['key', 'index'], name='evidenceleaf_key'),
        ),
        migrations.AddIndex(
            model_name='evidenceleaf',
            index=models.Index(fields=['by', 'index'], name='evidenceleaf_by'),
        ),
    ]
