"""Rows that the database itself must refuse, each by the constraint that is there for it and by no other."""

import pytest
from django.db import IntegrityError, connection, models, transaction


def refused(row, by):
    """The row is refused by ``by``: the name of a constraint, or of the field that may not be empty, alike or lead nowhere."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        row.save()
        connection.check_constraints()
    text = f"{caught.value}\n"
    assert any(told in text for told in _told(type(row), by)), text


def _told(model, by):
    """How the databases name what refused: SQLite by columns where PostgreSQL names the constraint."""
    table = model._meta.db_table
    constraint = next((each for each in model._meta.constraints if each.name == by), None)
    if constraint is None:
        column = model._meta.get_field(by).column
        return f"failed: {table}.{column}\n", f": {table}.{column} contains", f'column "{column}"', f"Key ({column})="
    if isinstance(constraint, models.UniqueConstraint):
        columns = (model._meta.get_field(name).column for name in constraint.fields)
        return f'"{by}"', "failed: " + ", ".join(f"{table}.{column}" for column in columns) + "\n"
    return f'"{by}"', f"failed: {by}\n"
