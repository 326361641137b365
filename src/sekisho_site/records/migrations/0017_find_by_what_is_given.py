"""Indexes of columns that are often empty hold only the rows that say them: statistics of the others mislead."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0016_detection'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='account',
            name='account_entrment',
        ),
        migrations.RemoveIndex(
            model_name='answer',
            name='answer_entrment',
        ),
        migrations.RemoveIndex(
            model_name='contract',
            name='contract_entrment',
        ),
        migrations.RemoveIndex(
            model_name='doorentry',
            name='doorentry_entrment',
        ),
        migrations.RemoveIndex(
            model_name='entrustment',
            name='entrustment_depament',
        ),
        migrations.RemoveIndex(
            model_name='exceptionwaiver',
            name='exceptionwaiver_entrment',
        ),
        migrations.RemoveIndex(
            model_name='externalservice',
            name='externalservice_entrment',
        ),
        migrations.RemoveIndex(
            model_name='inspection',
            name='inspection_entrment',
        ),
        migrations.RemoveIndex(
            model_name='inspection',
            name='inspection_examiner',
        ),
        migrations.RemoveIndex(
            model_name='invoice',
            name='invoice_entrment',
        ),
        migrations.RemoveIndex(
            model_name='leaksample',
            name='leaksample_party',
        ),
        migrations.RemoveIndex(
            model_name='leaksample',
            name='leaksample_entrment',
        ),
        migrations.RemoveIndex(
            model_name='logcoverage',
            name='logcoverage_entrment',
        ),
        migrations.RemoveIndex(
            model_name='login',
            name='login_entrment',
        ),
        migrations.RemoveIndex(
            model_name='sign',
            name='sign_entrment',
        ),
        migrations.RemoveIndex(
            model_name='system',
            name='system_operator',
        ),
        migrations.RemoveIndex(
            model_name='traffic',
            name='traffic_entrment',
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='account_entrment'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='answer_entrment'),
        ),
        migrations.AddIndex(
            model_name='contract',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='contract_entrment'),
        ),
        migrations.AddIndex(
            model_name='doorentry',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='doorentry_entrment'),
        ),
        migrations.AddIndex(
            model_name='entrustment',
            index=models.Index(condition=models.Q(('department__isnull', False)), fields=['department'], name='entrustment_depament'),
        ),
        migrations.AddIndex(
            model_name='exceptionwaiver',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='exceptionwaiver_entrment'),
        ),
        migrations.AddIndex(
            model_name='externalservice',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='externalservice_entrment'),
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='inspection_entrment'),
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(condition=models.Q(('examiner__isnull', False)), fields=['examiner'], name='inspection_examiner'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='invoice_entrment'),
        ),
        migrations.AddIndex(
            model_name='leaksample',
            index=models.Index(condition=models.Q(('party__isnull', False)), fields=['party'], name='leaksample_party'),
        ),
        migrations.AddIndex(
            model_name='leaksample',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='leaksample_entrment'),
        ),
        migrations.AddIndex(
            model_name='logcoverage',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='logcoverage_entrment'),
        ),
        migrations.AddIndex(
            model_name='login',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='login_entrment'),
        ),
        migrations.AddIndex(
            model_name='sign',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='sign_entrment'),
        ),
        migrations.AddIndex(
            model_name='system',
            index=models.Index(condition=models.Q(('operator__isnull', False)), fields=['operator'], name='system_operator'),
        ),
        migrations.AddIndex(
            model_name='traffic',
            index=models.Index(condition=models.Q(('entrustment__isnull', False)), fields=['entrustment'], name='traffic_entrment'),
        ),
    ]
