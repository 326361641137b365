"""Gives the findings that are already there the numbers by which people call them: by year, in the order they opened."""

from collections import Counter

from django.db import migrations

_ROWS_AT_ONCE = 2_000


def number_findings(apps, schema_editor):
    """Number what has no number yet."""
    finding_model = apps.get_model("records", "StoredFinding")
    serials = Counter()
    rows = []
    unnumbered = finding_model.objects.filter(year=None).order_by("opened_on", "opened_run_id", "fingerprint")
    for finding in unnumbered.only("fingerprint", "opened_on").iterator(chunk_size=_ROWS_AT_ONCE):
        finding.year = finding.opened_on.year
        serials[finding.year] += 1
        finding.serial = serials[finding.year]
        rows.append(finding)
    finding_model.objects.bulk_update(rows, ["year", "serial"], batch_size=_ROWS_AT_ONCE)


class Migration(migrations.Migration):
    """Between the columns and the constraint that they are filled."""

    dependencies = [("records", "0002_office")]
    operations = [migrations.RunPython(number_findings, migrations.RunPython.noop)]
