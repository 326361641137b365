"""The catalog and the records speak of the same things under the same ids."""

from sekisho.catalog import load_catalog
from sekisho.planes import BY_SOURCE, CATALOGUES, KINDS, REFERENCES

CATALOG = load_catalog()

# records that the catalog names and nobody keeps as rows of their own, and where they are found instead
KEPT_ELSEWHERE = {
    "evidence_store": "columns of the answer sheet: hash and day of the evidence handed in",
    "rules_doc": "a contract document of the party's own, among vendor terms and contracts",
    "takeout_request": "a kind of work approval",
    "witness_record": "a kind of work approval",
}


def test_every_record_of_the_catalog_is_kept_somewhere():
    read_as_signs = {record for sign in CATALOG.signs.values() for record in sign["records"]}
    assert CATALOG.record_kinds.keys() - BY_SOURCE.keys() - read_as_signs == KEPT_ELSEWHERE.keys()


def test_records_are_in_the_plane_that_the_catalog_says():
    elsewhere = {
        source
        for source, entry in CATALOG.record_kinds.items()
        if source in BY_SOURCE and BY_SOURCE[source].schema.plane.value != entry["kind"]
    }
    assert elsewhere == set()


def test_every_contradiction_names_records_of_the_catalog():
    named = {
        record
        for item in (*CATALOG.check_items.values(), *CATALOG.annual_items.values())
        for record in (item.get("contradiction") or {}).get("records", ())
    }
    assert named <= CATALOG.record_kinds.keys()


def test_every_reference_of_a_column_leads_somewhere():
    named = {column.refers_to for kind in KINDS for column in kind.schema.columns if column.refers_to}
    assert named <= REFERENCES.keys() | set(CATALOGUES)


def test_every_sign_contradicts_items_that_exist():
    assert {item for sign in CATALOG.signs.values() for item in sign["contradicts"]} <= CATALOG.check_items.keys()
