"""Where records write company names as people spell them. Knows the columns; refuses to know which company is meant."""

from collections.abc import Iterator

from sekisho import declared, observed
from sekisho.party import normalised_name
from sekisho.record import Record

#: The columns by which one company's record may tell something about another company.
NAMING: dict[type[Record], tuple[str, ...]] = {
    declared.ChainDeclaration: ("sub_entrustees",),
    declared.Consent: ("sub_entrustee",),
    declared.ExternalService: ("provider",),
    declared.PublishedSubProcessor: ("name", "formerly"),
    observed.Hosting: ("operator",),
    observed.Invoice: ("payee", "payee_number"),
    observed.Traffic: ("provider",),
}


def names_in(record: Record) -> Iterator[str]:
    """The company names that a record writes, as compared."""
    for column in NAMING.get(type(record), ()):
        value = getattr(record, column)
        yield from map(normalised_name, value if isinstance(value, tuple) else (value,) if value else ())
