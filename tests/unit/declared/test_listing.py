"""Two lists of one vendor: new, ended, renamed, moved to other countries. A change of name is proposed, never applied."""

from datetime import date
from itertools import count

import pytest

from sekisho.declared import PublishedSubProcessor
from sekisho.declared.listing import Certainty, as_json, companies_of, difference, newest_list, report_lines, resemblance

NUMBERS = count(1)


def row(name, processing="Hosting", countries=("US",), on=2025, **further):
    return PublishedSubProcessor(
        key=f"P-1/{on}/{next(NUMBERS):03}",
        party="P-1",
        listed_on=date(on, 1, 1),
        name=name,
        processing=processing,
        countries=tuple(countries),
        **further,
    )


def compared(before, after):
    return difference([row(*each, on=2025) for each in before], [row(*each, on=2026) for each in after])


def names(companies):
    return [company.name for company in companies]


def renames(found):
    return [(proposal.before.name, proposal.after.name) for proposal in found.renamed]


def score(a, b):
    [ended], [new] = companies_of([row(a)]), companies_of([row(b)])
    return resemblance(ended, new).score


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Acme Mail", "Kestrel (formerly Acme Mail)"),
        ("NexTern", "NexTern Inc (aka Plover)"),
        ("ACE Acorn", "Acorn Cloud Engine Inc (ACE)"),
        ("Wren & Wren Mailgrid", "Wren (Mailgrid)"),
        ("International Paper Machines", "IPM"),
        ("Bluejay Labs", "BlueJay"),
        ("Sub Rosa", "SubRosa Security Inc."),
        ("Sorrel Systems", "Sorel Systems"),
        ("サクラネット", "さくらネット"),
        ("株式会社ほしの基盤", "株式会社ほしの"),
        ("みどりコール株式会社", "みなも株式会社（旧みどりコール株式会社）"),
    ],
)
def test_a_likely_change_of_name_is_proposed(before, after):
    found = compared([(before,), ("Standing",)], [("Standing",), (after,)])
    assert renames(found) == [(before, after)]
    assert found.renamed[0].certainty is Certainty.LIKELY
    assert (found.new, found.ended) == ((), ())
    assert found.renamed[0].resemblance.reasons


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("North Data", "South Data"),
        ("Data Dove", "Data Hawk"),
        ("Fin", "Finch"),
        ("株式会社東海データ", "株式会社西海データ"),
        ("株式会社日本データ", "株式会社日本通信"),
        ("Cloud Services Inc.", "Cloud Platform Inc."),
    ],
)
def test_names_that_share_only_words_of_business_are_two_companies(before, after):
    assert score(before, after) == 0


def test_a_new_spelling_is_no_change_of_name():
    found = compared([("Example Hosting, LLC",), ("株式会社みなと",)], [("Example Hosting",), ("㈱みなと",)])
    assert [(b.name, a.name) for b, a in found.respelled] == [
        ("Example Hosting, LLC", "Example Hosting"),
        ("株式会社みなと", "㈱みなと"),
    ]
    assert not renames(found)
    assert len(found.unchanged) == 2


def test_new_ended_renamed_and_changed_exclude_one_another():
    found = compared(
        [("Standing", "Mail", ("US",)), ("Gone", "Logs"), ("Acme", "Chat", ("DE",)), ("Moving", "Billing", ("US",))],
        [("Standing", "Mail", ("US",)), ("Acme Labs", "Chat", ("DE",)), ("Moving", "Billing", ("US", "VN")), ("Fresh", "AI")],
    )
    assert (names(found.new), names(found.ended), renames(found)) == (["Fresh"], ["Gone"], [("Acme", "Acme Labs")])
    [change] = found.country_changed
    assert (change.after.name, change.added, change.removed) == ("Moving", {"VN"}, set())
    assert names(found.unchanged) == ["Standing"]


def test_two_candidates_of_equal_strength_are_left_to_people():
    found = compared([("Acme",)], [("Acme Labs",), ("Acme Cloud",)])
    assert not found.renamed
    assert [{p.after.name for p in group} for group in found.ambiguous] == [{"Acme Labs", "Acme Cloud"}]
    assert (found.new, found.ended) == ((), ())


def test_a_company_that_stands_has_not_been_renamed_to_its_sibling():
    found = compared([("Acme",)], [("Acme",), ("Acme (Maps)",)])
    assert names(found.new) == ["Acme (Maps)"]
    assert [(r.other.name, r.new.name) for r in found.related] == [("Acme", "Acme (Maps)")]


def test_unlike_names_with_the_same_lone_work_are_told_but_not_proposed():
    found = compared([("Larch", "翻訳", ("PH",))], [("Sorrel", "翻訳", ("PH",))])
    assert (names(found.ended), names(found.new), found.renamed) == (["Larch"], ["Sorrel"], ())
    assert "交代か改名か" in found.related[0].reason


def test_a_brand_in_many_names_tells_nobody_apart():
    found = compared([("Vendor Iberia",)], [("Vendor India",), ("Vendor Canada",), ("Vendor Japan",)])
    assert not found.renamed
    assert not found.ambiguous


def test_a_confirmed_change_of_name_is_one_company():
    after = [row("Sorrel", on=2026, countries=("US", "DE"), formerly="Larch")]
    found = difference([row("Larch")], after)
    assert [(b.name, a.name) for b, a in found.confirmed] == [("Larch", "Sorrel")]
    assert (found.new, found.ended, found.renamed) == ((), (), ())
    assert [change.added for change in found.country_changed] == [{"DE"}]


def test_several_rows_of_one_company_are_compared_together():
    found = compared(
        [("Acme", "Mail", ("US",)), ("Acme", "Chat", ("DE",))], [("Acme", "Chat", ("US",)), ("Acme", "Mail", ("DE",))]
    )
    assert names(found.unchanged) == ["Acme"]


def test_descriptions_in_two_languages_cannot_be_compared():
    found = compared([("Acme", "データの保管")], [("Acme", "Data storage")])
    assert [change.comparable for change in found.processing_changed] == [False]


def test_a_move_of_the_seat_and_unread_places_are_changes_of_country():
    before = [row("Acme", company_country="US"), row("Tern", countries=(), unread_places=("EU",))]
    after = [row("Acme", company_country="IE", on=2026), row("Tern", countries=(), unread_places=("Global",), on=2026)]
    found = difference(before, after)
    assert [change.company_moved for change in found.country_changed] == [True, False]
    assert found.country_changed[1].places_added == ("Global",)
    said = "\n".join(report_lines(found))
    assert "会社の国 US → IE" in said
    assert "＋「Global」（国と読めません）" in said


def test_a_list_that_begins_to_tell_the_seat_has_moved_nobody():
    found = difference([row("Acme")], [row("Acme", company_country="IE", on=2026)])
    assert names(found.unchanged) == ["Acme"]


def test_the_first_list_is_all_new():
    found = difference([], [row("Acme")])
    assert (names(found.new), found.before_on) == (["Acme"], None)
    assert report_lines(found)[0].endswith("（前の一覧はありません）")
    assert as_json(found)["new"][0]["countries"] == ["US"]


def test_only_the_newest_list_counts():
    rows = [row("Old", on=2024), row("Now", on=2026), row("Before", on=2025)]
    assert [each.name for each in newest_list(rows)] == ["Now"]
