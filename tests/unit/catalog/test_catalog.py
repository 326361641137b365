"""The catalog as it is in the package."""

from datetime import date, timedelta

import pytest

from sekisho.catalog import CatalogError, load_catalog, versions
from sekisho.planes import BY_SOURCE, CATALOGUES


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def test_the_numbers_of_entries_are_those_of_the_sources(catalog):
    assert len(catalog.check_items) == 86
    assert len(catalog.clauses) == 28
    assert len(catalog.annual_items) == 17
    assert len(catalog.flow_down) == 9
    assert len(catalog.measures) == 7
    assert len(catalog.questions) == 19
    assert list(catalog.tables) == ["T2-10", "T2-11", "T2-12"]
    assert [entry["rank"] for entry in catalog.evidence_order.values()] == [1, 2, 3, 4, 5, 6]
    assert catalog.glossary["委託先"]["code"] == "entrustee"


def test_files_keep_dates_of_their_own(catalog):
    assert catalog.file_versions["measures.yaml"] == "2025-06"
    assert catalog.file_versions["hearing_form.yaml"] == "2024-11"


def test_an_edition_is_picked_by_pin_by_day_or_as_the_newest(catalog):
    assert load_catalog() is load_catalog(versions()[-1])
    assert load_catalog(as_of=catalog.effective_from) is catalog
    assert load_catalog(as_of=date(2100, 1, 1)) is catalog
    assert load_catalog(version=catalog.version, as_of=date(2000, 1, 1)) is catalog


def test_an_edition_that_does_not_exist_is_told():
    with pytest.raises(CatalogError, match=r"カタログの版「2020-01」はありません。あるのは 2026-11"):
        load_catalog("2020-01")
    eve = load_catalog(versions()[0]).effective_from - timedelta(days=1)
    with pytest.raises(CatalogError, match=rf"{eve} に有効なカタログの版はありません。最初の版 {versions()[0]} は"):
        load_catalog(as_of=eve)


def test_entries_cannot_be_changed(catalog):
    with pytest.raises(TypeError):
        catalog.check_items["ORG-01"]["strength"] = "duty"
    with pytest.raises(TypeError):
        catalog.check_items["X"] = {}
    with pytest.raises(AttributeError):
        catalog.check_items["ORG-01"]["anchors"].append("GL")


@pytest.mark.parametrize("catalogue", [name for name in CATALOGUES if name != "country"])
def test_every_catalogue_that_columns_refer_to_has_entries_with_names(catalog, catalogue):
    entries = catalog.entries(catalogue)
    assert entries
    assert all(catalog.name_of(catalogue, code) not in ("", "None", code) for code in entries)


def test_names_of_unknown_codes_are_the_codes(catalog):
    assert catalog.name_of("sign", "no_such_sign") == "no_such_sign"
    assert catalog.item_name("subscriber_name") == "契約者名"
    assert (catalog.country_name("VN"), catalog.country_name("??")) == ("ベトナム", "??")
    with pytest.raises(KeyError):
        catalog.entries("no_such_catalogue")


def test_kinds_of_record_stand_on_the_same_plane_as_in_the_code(catalog):
    both = catalog.record_kinds.keys() & BY_SOURCE.keys()
    assert len(both) > 20
    planes = {code: BY_SOURCE[code].schema.plane.value for code in both}
    assert {code: catalog.record_kinds[code]["kind"] for code in both} == planes


def test_flags_pass_to_whatever_holds_the_item(catalog):
    assert catalog.flags(["subscriber_name", "payment_card"]) == {"specified_user_information", "card"}
    assert "secrecy_of_communications" in catalog.flags(["billed_amount"])  # depends counts as carried
    assert catalog.flags([]) == catalog.flags(["no_such_item"]) == frozenset()
    assert catalog.is_sensitive(("subscriber_name",), designated_carrier=True)
    assert not catalog.is_sensitive(("subscriber_name",), designated_carrier=False)
    assert catalog.is_sensitive(("my_number",), designated_carrier=False)
