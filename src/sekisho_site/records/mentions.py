"""Where records write company names as people spell them. Knows the columns; refuses to know which company is meant."""

from collections.abc import Iterator, Mapping

from sekisho import declared, observed
from sekisho.party import normalised_name
from sekisho.record import Record

Columns = Mapping[type[Record], tuple[str, ...]]

#: The columns by which one company's record may tell something about another company, and a party's own names.
NAMING: Columns = {
    declared.Party: ("key", "name", "aliases", "corporate_number"),
    declared.ChainDeclaration: ("sub_entrustees",),
    declared.Consent: ("sub_entrustee",),
    declared.ExternalService: ("provider",),
    declared.PublishedSubProcessor: ("name", "formerly"),
    observed.Hosting: ("operator",),
    observed.Invoice: ("payee", "payee_number"),
    observed.Traffic: ("provider",),
}

#: The columns that write the company of a person: they tell nothing about that company, but it must be known to be read.
EMPLOYING: Columns = dict.fromkeys((declared.RosterEntry, observed.Account, observed.Login, observed.DoorEntry), ("employer",))


def names_in(record: Record, columns: Columns = NAMING) -> Iterator[str]:
    """The company names that a record writes in these columns, as compared."""
    for column in columns.get(type(record), ()):
        value = getattr(record, column)
        yield from map(normalised_name, value if isinstance(value, tuple) else (value,) if value else ())
