"""What detection saw as records of the observed plane: signs, and traffic to services that nobody declared.

Knows which alerts are observations of a party: those that name it and whose rule names a sign of the catalog. Keys follow from
what is observed, so that the same observation made again is the same record and one that grew is its next version. Refuses to
judge (``reconcile`` does) and to know where records are kept. What a log covers becomes records in ``coverage.as_records``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta, timezone

from sekisho.detection.observation_key import observation_key
from sekisho.detection.told import AlertKind, ToldAlert
from sekisho.observed import Sign, Traffic

_JAPAN = timezone(timedelta(hours=9))
_NOBODY = ""


def signs(alerts: Iterable[ToldAlert], known: Collection[str]) -> Iterator[Sign]:
    """One sign per party, kind of sign, subject and month: first and last day, and how often it was seen.

    ``known`` are the signs of the catalog. The subject is the device, else the person, else the system that the alert names.
    Months keep an observation beside the answers of its time: a write of two years ago says nothing against this year's answer.
    Alerts that were withdrawn, that name no party or that state no time are no observation.
    """
    grouped: dict[tuple[str, str, str, str], list[ToldAlert]] = defaultdict(list)
    for alert in alerts:
        if alert.sign in known and alert.party and not alert.withdrawn and alert.first is not None:
            subject = alert.device or alert.person or alert.system
            grouped[alert.party, alert.sign, subject, f"{_day(alert.first):%Y-%m}"].append(alert)
    for (party, sign, subject, month), seen in sorted(grouped.items()):
        yield Sign(
            key=observation_key("SG", party, sign, subject, month),
            party=party,
            sign=sign,
            subject=subject or None,
            first_on=min(_day(each.first) for each in seen if each.first),
            last_on=max(_day(each.last or each.first) for each in seen if each.first),
            count=sum(max(1, len(each.events)) for each in seen),
        )


def traffic(alerts: Iterable[ToldAlert]) -> Iterator[Traffic]:
    """One record of traffic per party and domain that the party did not declare; the widest span and the largest sums told.

    Undeclared services are summed over everything that was read: a later telling takes the place of an earlier one.
    """
    grouped: dict[tuple[str, str], list[ToldAlert]] = defaultdict(list)
    for alert in alerts:
        domain = str(alert.detail.get("domain") or _NOBODY)
        if alert.kind is AlertKind.UNDECLARED_SERVICE and alert.party and domain and not alert.withdrawn and alert.first:
            grouped[alert.party, domain].append(alert)
    for (party, domain), seen in sorted(grouped.items()):
        yield Traffic(
            key=observation_key("TF", party, domain),
            party=party,
            domain=domain,
            bytes_out=_most(seen, "bytes_out"),
            users=_most(seen, "users"),
            first_on=min(_day(each.first) for each in seen if each.first),
            last_on=max(_day(each.last or each.first) for each in seen if each.first),
        )


def _most(alerts: Iterable[ToldAlert], name: str) -> int | None:
    told = [value for alert in alerts if isinstance(value := alert.detail.get(name), int | float)]
    return int(max(told)) if told else None


def _day(moment: datetime | None) -> date:
    """The day in Japan; who calls has seen that there is a moment."""
    if moment is None:
        raise ValueError("an observation without a time has no day")
    return moment.astimezone(_JAPAN).date()
