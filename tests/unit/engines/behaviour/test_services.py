"""Traffic held against declarations: sums, users, parties, and what takes no part."""

from sekisho.detection.undeclared import Declarations, DeclaredService
from sekisho.engines.behaviour.services import compare
from tests.unit.engines.behaviour.writing import at, write


def sent(url, party="P-1", user="u1", day=1, **fields):
    """One line of a proxy."""
    return {"timestamp": at(day), "party": party, "user": user, "url": url, **fields}


def told(path, events, *declared):
    """What is undeclared, as (party, domain, bytes, users)."""
    compared = compare([write(path / "a.jsonl", events)], Declarations(DeclaredService(*each) for each in declared))
    return [(each.party, each.domain, each.bytes_out, each.users) for each in compared.services], compared


def test_an_entry_covers_what_is_below_it_for_its_party_only(tmp_path):
    urls = ("https://a.example.com/x", "https://EXAMPLE.com.:443/", "https://other.example.net/")
    events = [sent(url, party, bytes_out=10) for url in urls for party in ("P-1", "P-2")]
    services, _ = told(tmp_path, events, ("P-1", "example.com"), ("P-2", "a.example.com"))
    assert services == [
        ("P-1", "example.net", 10, 1),
        ("P-2", "example.com", 10, 1),
        ("P-2", "example.net", 10, 1),
    ]


def test_hosts_of_one_domain_are_one_line_with_first_and_last(tmp_path):
    events = [
        sent("https://a.example.co.jp/", user="u1", bytes_out="1,000", day=3),
        sent("https://b.example.co.jp/", user="u2", day=1),
        sent("b.example.co.jp:443", user="u2", bytes_out="nonsense", day=5),
    ]
    services, compared = told(tmp_path, events)
    assert services == [("P-1", "example.co.jp", 1000, 2)]
    line = compared.services[0].as_json()
    assert (line["first_seen"], line["last_seen"]) == ("2026-03-02T01:00:00+00:00", "2026-03-06T01:00:00+00:00")
    assert line["hosts"] == ["a.example.co.jp", "b.example.co.jp"]


def test_private_suffixes_part_their_tenants(tmp_path):
    events = [sent("https://mine.github.io/"), sent("https://theirs.github.io/")]
    services, _ = told(tmp_path, events, ("P-1", "mine.github.io"))
    assert [domain for _, domain, _, _ in services] == ["theirs.github.io"]


def test_what_takes_no_part_is_counted(tmp_path):
    events = [sent("/path"), sent("https://a.example.com/", outcome="failure"), sent("https://a.example.com/", party="")]
    services, compared = told(tmp_path, [*events, {**sent("https://b.example.com/"), "event_id": "7"}] * 1)
    assert (compared.events, compared.elsewhere, compared.refused, compared.parties) == (4, 1, 1, ("P-1",))
    assert [party for party, *_ in services] == ["", "P-1"]


def test_events_of_one_id_and_files_of_one_content_count_once(tmp_path):
    line = {**sent("https://a.example.com/", bytes_out=5), "event_id": "e1"}
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir(), second.mkdir()
    write(first / "a.jsonl", [line, sent("https://a.example.com/", bytes_out=1)])
    write(first / "same.jsonl", [line, sent("https://a.example.com/", bytes_out=1)])
    write(second / "b.jsonl", [line])
    (service,) = compare([first, second], Declarations([])).services
    assert (service.bytes_out, service.events) == (6, 2)


def test_what_sent_nothing_is_left_out_and_what_does_not_say_stays(tmp_path):
    events = [
        sent("https://read.example.com/", bytes_out=0),
        sent("https://read.example.com/2", bytes_out="0"),
        sent("https://mixed.example.net/", bytes_out=0),
        sent("https://mixed.example.net/2"),
        sent("https://untold.example.org/"),
    ]
    services, compared = told(tmp_path, events)
    assert services == [("P-1", "example.net", 0, 1), ("P-1", "example.org", 0, 1)]
    assert [each.as_json()["unsized"] for each in compared.services] == [1, 1]
    assert compared.silent == 1
