"""Who was seen at whose work: tying traces to entrustments and companies."""

from datetime import date

from sekisho.catalog import load_catalog
from sekisho.declared import Entrustment, Party
from sekisho.observed import Account, DoorEntry, Hosting, Invoice, Login
from sekisho.reconcile import Snapshot
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.joins.sightings import companies_seen, first_work, services_seen
from sekisho.terms import PartyStanding, Ternary

CARRIER = Party(key="P-0", name="あさひ通信", standing=PartyStanding.CARRIER)
CALLS = Party(key="P-1", name="株式会社みなと坂コンタクト")
SYSTEMS = Party(key="P-2", name="しののめ台システムズ株式会社", corporate_number="9999910000411", aliases=("SDS",))
EDGE = Entrustment(key="E-1", entruster="P-0", entrustee="P-1")
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def seen(*records, edges=(EDGE,)):
    return Snapshot([CARRIER, CALLS, SYSTEMS, *edges, *records], as_of=date(2026, 6, 1), catalog=load_catalog())


def invoice(key="IV-1", **fields):
    return Invoice(**{"key": key, "payer": "P-1", "payee": "SDS", "period_from": MAY[0], "period_to": MAY[1], **fields})


def test_number_name_and_alias_mean_the_same_company():
    known = identities(seen())
    names = [known.of("誤記", "9999910000411"), known.of("(株)しののめ台システムズ"), known.of("ＳＤＳ"), known.of("P-2")]
    assert {identity.who for identity in names} == {"P-2"}
    assert known.of("ほしの保守").registered is False


def test_a_name_of_two_parties_means_neither():
    twin = Party(key="P-3", name="しののめ台システムズ株式会社")
    meant = identities(seen(twin)).of("しののめ台システムズ株式会社")
    assert (meant.registered, meant.shared) == (False, True)


def test_traces_of_one_company_are_one_sighting_with_the_first_and_last_of_each_kind():
    accounts = [
        Account(key=f"AC-{n}", party="P-1", entrustment="E-1", account="a", employer="SDS", listed_on=date(2026, 5, n))
        for n in (3, 1, 2)
    ]
    [sighting] = companies_seen(seen(invoice(entrustment="E-1"), *accounts))
    assert (sighting.party, sighting.edge, sighting.who) == ("P-1", EDGE, "P-2")
    assert sighting.first_on == date(2026, 5, 1)
    assert {record.key for record in sighting.cited} == {"IV-1", "AC-1", "AC-3"}


def test_people_of_the_chain_above_are_at_home_even_in_a_cycle():
    ring = (
        Entrustment(key="E-1", entruster="P-0", entrustee="P-1", upper=("E-2",)),
        Entrustment(key="E-2", entruster="P-1", entrustee="P-2", upper=("E-1",)),
    )
    door = DoorEntry(key="DE-1", party="P-2", entrustment="E-2", employer="みなと坂コンタクト", entered_on=MAY[0])
    assert companies_seen(seen(door, edges=ring)) == ()


def test_a_trace_without_entrustment_is_tied_only_when_its_party_has_one():
    ended = Entrustment(key="E-2", entruster="P-0", entrustee="P-1", ends_on=date(2026, 4, 30))
    running = Entrustment(key="E-3", entruster="P-0", entrustee="P-1")
    door = DoorEntry(key="DE-1", party="P-1", employer="SDS", entered_on=MAY[0])
    assert [s.edge for s in companies_seen(seen(door, edges=(EDGE, ended)))] == [EDGE]
    [loose] = companies_seen(seen(door, edges=(EDGE, running)))
    assert loose.edge is None
    assert {edge.key for edge in loose.candidates} == {"E-1", "E-3"}


def test_an_invoice_of_the_whole_company_is_tied_to_no_work():
    [loose] = companies_seen(seen(invoice()))
    assert (loose.edge, {edge.key for edge in loose.candidates}) == (None, {"E-1"})


def test_what_holds_data_or_logs_in_has_touched_it():
    host = Hosting(key="H-1", entrustment="E-1", operator="SDS", holds_personal_data=Ternary.YES, seen_on=MAY[0])
    login = Login(key="L-1", party="P-1", entrustment="E-1", account="a", employer="SDS", first_on=MAY[0], last_on=MAY[1])
    facts = seen(host, login, invoice(entrustment="E-1"))
    assert [s.touched for s in services_seen(facts)] == [True]
    assert [s.touched for s in companies_seen(facts)] == [True]
    assert [s.touched for s in companies_seen(seen(invoice()))] == [False]


def test_work_of_an_entrustment_begins_with_its_first_trace():
    login = Login(key="L-1", party="P-1", entrustment="E-1", account="a", first_on=MAY[0], last_on=MAY[1])
    door = DoorEntry(key="DE-1", party="P-1", entrustment="E-1", entered_on=date(2026, 4, 30))
    assert first_work(seen(login, door)) == {"E-1": (date(2026, 4, 30), door)}
