"""From two published lists of one vendor to the findings of a carrier that knows the first list only.

The carrier consented to every company of the first list for the countries named there, declared these countries, and named
them in its public notice. Then the vendor published the second list, and told nobody.
"""

import csv
import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from conftest import THIRD_PARTY_TEXTS_AWAY
from sekisho.catalog import load_catalog
from sekisho.declared.listing import companies_of, difference, report_lines
from sekisho.formats.subprocessors import read_listing, records_of_listing
from sekisho.reconcile import Snapshot, reconcile
from sekisho.stories.tables import records_of
from sekisho.terms import Outcome

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "published-lists.md"
TEXTS = Path(__file__).parents[3] / "shared" / "data" / "subprocessors"
VENDOR = "P-1"
CHECKS = ("published_sub_processor_without_consent", "published_country_not_declared", "published_country_not_in_notice")


def listed(content, name, on, renames=None):
    listing = read_listing(content, name)
    assert listing.faults == ()
    return records_of_listing(listing, VENDOR, on, renames)


def carrier_that_knows(rows):
    """A carrier whose registry, consents and public notice say what the list of ``rows`` says, and nothing more."""
    companies = companies_of(rows)
    abroad = sorted({country for company in companies for country in company.countries} - {"JP"})
    everywhere = sorted({country for company in companies for country in company.countries})
    day = rows[0].listed_on
    return records_of(
        {
            "party": [
                {"key": "P-0", "name": "あさひ通信", "standing": "carrier"},
                {"key": VENDOR, "name": "しらかば平クラウド"},
            ],
            "registry": [
                {
                    "key": "E-1",
                    "entruster": "P-0",
                    "entrustee": VENDOR,
                    "contract_kind": "B",
                    "handles_personal_data": "yes",
                    "storage_countries": everywhere,
                    "starts_on": day,
                }
            ],
            "consent_register": [
                {
                    "key": f"CN-{number}",
                    "upper": "E-1",
                    "sub_entrustee": company.name,
                    "giver": "P-0",
                    "decided_on": day,
                    "countries": sorted(company.countries),
                }
                for number, company in enumerate(companies, 1)
            ],
            "public_notice": [
                {"key": "N-1", "document": "外国の委託先について", "version": "第1版", "published_on": day, "countries": abroad}
            ],
        }
    )


def found_by(known, *lists, as_of):
    """Findings of the checks of published lists, by check."""
    snapshot = Snapshot([*known, *(row for rows in lists for row in rows)], as_of=as_of, catalog=load_catalog())
    findings = reconcile(snapshot).findings
    return {check: [finding for finding in findings if finding.check == check] for check in CHECKS}


def names(companies):
    return {company.name for company in companies}


def renames(found):
    return {proposal.before.name: proposal.after.name for proposal in found.renamed}


RENAMED = {
    "AWS Amazon": "Amazon Web Services Inc (AWS)",
    "Nexmo": "NexMo Inc (aka Vonage)",
    "Twilio & Twilio Sendgrid": "Twilio (SendGrid)",
}


class TestRealLists:
    """Two real lists of one vendor, five years apart; the first in Japanese, the second in English."""

    @pytest.fixture(autouse=True)
    def _texts(self):
        if not TEXTS.is_dir():
            pytest.skip(f"{THIRD_PARTY_TEXTS_AWAY}: two published lists of sub-processors beside the repository")

    @pytest.fixture
    def first(self):
        return listed((TEXTS / "github-2021-01-29.ja.md").read_bytes(), "list.md", date(2021, 1, 29))

    def second(self, renames=None):
        return listed((TEXTS / "github-2026.en.md").read_bytes(), "list.md", date(2026, 1, 15), renames)

    def test_every_row_is_read_with_its_countries(self, first):
        assert (len(first), len(companies_of(first))) == (18, 18)
        assert (len(self.second()), len(companies_of(self.second()))) == (30, 29)
        assert all(row.countries and not row.unread_places for row in [*first, *self.second()])
        assert {row.section for row in self.second()} == {"Third Party Subprocessors", "GitHub Subsidiaries"}
        assert {row.company_country for row in first if row.name == "Monday.com"} == {"IL"}

    def test_new_ended_renamed_and_country_changed_are_told_apart(self, first):
        found = difference(first, self.second())
        assert (len(found.new), len(found.ended), len(found.country_changed)) == (24, 13, 1)
        assert renames(found) == RENAMED
        assert found.ambiguous == ()
        assert {"Cloudflare", "OpenAI", "GitHub BV", "npm Inc"} <= names(found.new)
        assert {"Automattic", "Stripe", "Zuora", "Google Apps"} <= names(found.ended)
        [moved] = found.country_changed
        assert (moved.after.name, len(moved.added), moved.removed) == ("Microsoft", 10, frozenset())

    def test_siblings_are_named_as_such_and_not_proposed(self, first):
        told = {(relation.other.name, relation.new.name) for relation in difference(first, self.second()).related}
        assert told == {("Google Apps", "Google Cloud Platform (GCP)"), ("Microsoft", "Microsoft (Azure)")}

    def test_while_the_first_list_stands_nothing_is_found(self, first):
        known = carrier_that_knows(first)
        assert found_by(known, first, as_of=date(2026, 1, 14)) == {check: [] for check in CHECKS}

    def test_the_second_list_brings_the_findings(self, first):
        found = found_by(carrier_that_knows(first), first, self.second(), as_of=date(2026, 2, 1))
        without_consent, not_declared, not_in_notice = (found[check] for check in CHECKS)
        told = [finding.outcome for finding in without_consent]
        assert (told.count(Outcome.CONFLICTS), told.count(Outcome.CANNOT_TELL)) == (25, 3)
        open_renames = [finding.explanation for finding in without_consent if finding.outcome is Outcome.CANNOT_TELL]
        assert all(any(f"「{name}」" in text for text in open_renames) for pair in RENAMED.items() for name in pair)
        beyond = [finding.explanation for finding in without_consent if "承諾の範囲" in finding.explanation]
        assert len(beyond) == 1
        assert "「Microsoft」" in beyond[0]
        # one country is Japan: it is missing in the registry, but need not be in a notice about countries abroad
        assert (len(not_declared), len(not_in_notice)) == (18, 17)
        assert all(finding.outcome is Outcome.CONFLICTS for finding in [*not_declared, *not_in_notice])
        assert any("アイスランド" in finding.explanation for finding in not_in_notice)

    def test_confirmed_renames_close_what_was_open_and_nothing_else(self, first):
        second = self.second({now: before for before, now in RENAMED.items()})
        found = difference(first, second)
        assert (len(found.new), len(found.ended), len(found.renamed), len(found.confirmed)) == (24, 13, 0, 3)
        findings = found_by(carrier_that_knows(first), first, second, as_of=date(2026, 2, 1))
        assert [len(findings[check]) for check in CHECKS] == [25, 18, 17]
        assert not [finding for finding in findings[CHECKS[0]] if finding.outcome is Outcome.CANNOT_TELL]


BEFORE = (
    ("株式会社ほしの基盤", "データの保管", ("日本",)),
    ("Acorn Relay, Inc.", "メールの配信", ("米国",)),
    ("しらさぎコール株式会社", "電話の受付", ("日本", "フィリピン")),
    ("Larch Insight Ltd", "利用の分析", ("英国",)),
)
#: Planted: a new name, a further country, a company that is gone, and one that is new.
AFTER = (
    ("㈱ほしの基盤", "データの保管", ("日本", "シンガポール")),
    ("Kestrel Relay Corp. (formerly Acorn Relay)", "メールの配信", ("米国",)),
    ("しらさぎコール株式会社", "電話の受付", ("日本", "フィリピン")),
    ("Sorrel Search GmbH", "検索", ("ドイツ",)),
)


def as_markdown(rows):
    lines = [f"| **[{name}](https://example.com)** | {work} | {'、'.join(places)} |" for name, work, places in rows]
    head = ["# 再委託先の一覧", "", "| 再委託先名 | 処理の内容 | 処理の場所 |", "|:--|:-:|--|"]
    return "\n".join([*head, *lines, "", "以上です。"]).encode()


def as_html(rows):
    cells = [
        f"<tr><th scope='row'><p><a href='#'>{name}</a></p></th><td><span>{work}</span><sup>1</sup></td>"
        f"<td><ul>{''.join(f'<li>{place}</li>' for place in places)}</ul></td><td>SCC</td></tr>"
        for name, work, places in rows
    ]
    head = "<tr>" + "".join(
        f"<td><b>{text}</b></td>" for text in ("Entity Name", "Purpose", "Data location", "Transfer mechanism")
    )
    return f"<html><body><h2>Sub-processors</h2><table>{head}</tr>{''.join(cells)}</table></body></html>".encode()


def as_csv(rows):
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerows([["項番", "会社名", "業務内容", "データの保存国"]])
    writer.writerows([number, name, work, "・".join(places)] for number, (name, work, places) in enumerate(rows, 1))
    return content.getvalue().encode("cp932")


def as_workbook(rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["再委託先一覧"])
    sheet.append([])
    sheet.append(["再委託先", "委託業務", "国", None])
    sheet.append([None, None, "処理", "本社"])
    for name, work, places in rows:
        for place in places:
            sheet.append([name, work, place, places[0]])
    for place in ("A1:D1", "A3:A4", "B3:B4", "C3:D3"):
        sheet.merge_cells(place)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WRITERS = {"list.md": as_markdown, "list.html": as_html, "list.csv": as_csv, "list.xlsx": as_workbook}


class TestFourFormats:
    """The same two lists in every format: the same difference, the same findings."""

    @pytest.fixture(params=WRITERS)
    def before(self, request):
        return listed(WRITERS[request.param](BEFORE), request.param, date(2025, 4, 1))

    @pytest.fixture(params=WRITERS)
    def after(self, request):
        return listed(WRITERS[request.param](AFTER), request.param, date(2026, 4, 1))

    def test_rename_country_change_and_removal_are_told_apart(self, before, after):
        found = difference(before, after)
        assert renames(found) == {"Acorn Relay, Inc.": "Kestrel Relay Corp. (formerly Acorn Relay)"}
        assert (names(found.new), names(found.ended)) == ({"Sorrel Search GmbH"}, {"Larch Insight Ltd"})
        changed = [(change.after.name, change.added, change.removed) for change in found.country_changed]
        assert changed == [("㈱ほしの基盤", {"SG"}, set())]
        assert [(b.name, a.name) for b, a in found.respelled] == [("株式会社ほしの基盤", "㈱ほしの基盤")]
        assert (found.ambiguous, found.processing_changed) == ((), ())

    def test_each_change_is_its_own_finding(self, before, after):
        found = found_by(carrier_that_knows(before), before, after, as_of=date(2026, 4, 2))
        told = {
            (check, finding.outcome, name)
            for check, findings in found.items()
            for finding in findings
            for name in ("ほしの基盤", "Kestrel Relay", "しらさぎ", "Sorrel Search", "Larch")
            if name in finding.explanation
        }
        consent, declared, notice = CHECKS
        assert told == {
            (consent, Outcome.CONFLICTS, "ほしの基盤"),
            (consent, Outcome.CANNOT_TELL, "Kestrel Relay"),
            (consent, Outcome.CONFLICTS, "Sorrel Search"),
            (declared, Outcome.CONFLICTS, "ほしの基盤"),
            (declared, Outcome.CONFLICTS, "Sorrel Search"),
            (notice, Outcome.CONFLICTS, "ほしの基盤"),
            (notice, Outcome.CONFLICTS, "Sorrel Search"),
        }


def test_the_screen_in_the_guide_is_what_the_lists_give():
    blocks = dict(re.findall(r"^```(\w+)\n(.+?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    before = listed(blocks["markdown"].encode(), "list.md", date(2025, 4, 1))
    after = listed(blocks["csv"].encode("cp932"), "list.csv", date(2026, 4, 1))
    assert report_lines(difference(before, after), load_catalog().country_name) == blocks["text"].splitlines()
