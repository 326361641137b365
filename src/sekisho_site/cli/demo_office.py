"""The people of the demonstration at work: they take up, instruct, answer, verify, close and accept, and ask for consent.

Knows in which order, and that a finding which somebody has touched is left alone, so that it can be told twice. Refuses to
have ways of its own: each step goes through the use case that the pages go through, as the person who takes it, now.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sekisho.declared import Consent
from sekisho.roles import ROLES, Role
from sekisho.stories.office import Act, AskedConsent, Named, load_office
from sekisho_site.cli.clock import now
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries import Reach, findings_within, records_within
from sekisho_site.usecases import DemoPerson, SubEntrustee, assign_findings, declare_sub_entrustee, step_finding


def enliven(name: str, people: Sequence[DemoPerson]) -> int:
    """Let the story's people do their work over the findings that stand; how many things they did, none the second time."""
    story = load_office(name)
    office = {person.role: person for person in people}
    done = sum(_assign(office[role], named) for role, named in story.assigned)
    done += sum(_live(office, named, acts) for named, acts in story.lives)
    return done + _ask(office, story.asked)


def _found(named: Named) -> tuple[str, bool] | None:
    """The finding's fingerprint, and whether nobody has done anything with it; None where it does not stand."""
    alike = findings_within(Reach()).filter(check_id=named.check, party=named.party).order_by("year", "serial")
    found = alike[named.nth - 1 : named.nth].first()
    if found is None:
        return None
    return found.fingerprint, not found.steps.exists()


def _assign(person: DemoPerson, named: Sequence[Named]) -> int:
    found = [each[0] for each in map(_found, named) if each is not None]
    unowned = findings_within(Reach()).filter(pk__in=found, owner=None).values_list("pk", flat=True)
    chosen = list(unowned)
    return assign_findings(fingerprints=chosen, owner=person.number, by=person.number, at=now()) if chosen else 0


def _live(office: Mapping[Role, DemoPerson], named: Named, acts: Sequence[Act]) -> int:
    found = _found(named)
    if found is None or not found[1]:
        return 0
    for act in acts:
        _take(office[act.role], found[0], named.party, act)
    return len(acts)


def _take(person: DemoPerson, fingerprint: str, addressee: str, act: Act) -> None:
    at = now()
    today = at.date()
    step_finding(
        fingerprint=fingerprint,
        step=act.step,
        permissions=ROLES[act.role].permissions,
        party=person.bound_to if act.role.is_entrusted_party else None,
        note=act.note,
        addressee=addressee,
        due_date=None if act.due_in_days is None else today + timedelta(days=act.due_in_days),
        end_date=None if act.end_in_days is None else today + timedelta(days=act.end_in_days),
        files=(act.file,) if act.file else (),
        by=person.number,
        at=at,
    )


def _ask(office: Mapping[Role, DemoPerson], asked: AskedConsent) -> int:
    person = office[asked.role]
    at = now()
    # loading the registry anew, whole, ended what it does not have: the party asks again
    alike = {"upper": asked.upper, "sub_entrustee": asked.told["name"]}
    if records_within(Reach(), Consent).filter(known_until=None, **alike).exists():
        return 0
    told = SubEntrustee(starts_on=at.date() + timedelta(days=asked.starts_in_days), **asked.told)
    try:
        declare_sub_entrustee(upper=asked.upper, party=person.bound_to, told=told, by=person.number, at=at)
    except RefusedError:  # the entrustment has ended by today: nothing to show, nothing broken
        return 0
    return 1
