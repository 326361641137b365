"""Unusual days, and services that nobody declared, over the workspace's store: as people take them up.

Knows which days and which parties can be judged, and that the same logs are told the same again. Refuses to store anything.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db.models import Max

from sekisho.declared import ExternalService
from sekisho.detection.coverage import Coverage
from sekisho.detection.lists.work import declared_service
from sekisho.detection.told import AlertKind, ToldAlert
from sekisho.detection.undeclared import Declarations, UndeclaredService
from sekisho.formats.alert_lines import read_alert
from sekisho_site.records.models import StoredAlert
from sekisho_site.records.queries.snapshots import current_records

#: So many unusual days of people are told of one day: what can be looked at in a day.
BUDGET = 10
#: What is less unusual (orders of magnitude beyond one in ten) is shown by ``sekisho detect``, but is no work for anybody.
LEAST = 1.0
#: At most so many days are judged at once, the latest ones.
_DAYS = 7
#: So far back the past of a judged day is read; what was not seen for so long is new.
_PAST = timedelta(days=180)
_DAY = timedelta(days=1)
_JAPAN = timedelta(hours=9)


def days_to_judge(last: date) -> list[date]:
    """The days from the last one of which anything was told (told again, for what came late) to ``last``; at first that one."""
    told = StoredAlert.objects.filter(kind=AlertKind.BASELINE.value).aggregate(last=Max("first_at"))["last"]
    first = told.astimezone(UTC).date() if told else last
    earliest = max(first, last - (_DAYS - 1) * _DAY) if first <= last else last
    return [earliest + number * _DAY for number in range((last - earliest).days + 1)]


def unusual_days(root: Path, days: Iterable[date]) -> Iterator[ToldAlert]:
    """The people whose days were least like their own and their peers' days before, ``BUDGET`` at most of a day."""
    from sekisho.engines.behaviour.baselines import alerts_of, judge_days  # noqa: PLC0415  (engines are heavy)
    from sekisho.engines.behaviour.places import parties_of  # noqa: PLC0415

    for day in days:
        judged = judge_days([root], first=day, last=day, budget=BUDGET, since=day - _PAST)
        found = [alert for alert in alerts_of(judged) if alert.score >= LEAST]
        parties = parties_of([root], [alert.user for alert in found], day) if found else {}
        for alert in found:
            yield read_alert({**alert.as_json(), "party": parties.get(alert.user, "")})


def declared_services() -> list[ExternalService]:
    """The services that parties declared, ended ones too."""
    return [each for each in current_records([ExternalService]) if isinstance(each, ExternalService)]


def undeclared_services(root: Path, services: Iterable[ExternalService]) -> Iterator[ToldAlert]:
    """The destinations of parties that declared any, but not these; what was declared then and ended since is none."""
    from sekisho.engines.behaviour.services import compare  # noqa: PLC0415  (engines are heavy)

    kept = [(service, declared) for service in services if (declared := declared_service(service)) is not None]
    if not kept:
        return
    standing = Declarations(each for service, each in kept if service.ended_on is None)
    ended = [(service.ended_on, Declarations([each])) for service, each in kept if service.ended_on is not None]
    declaring = {service.party for service, _ in kept}
    for found in compare([root], standing).services:
        if found.party in declaring and not _was_declared(found, ended):
            yield read_alert(found.as_json())


def _was_declared(found: UndeclaredService, ended: Iterable[tuple[date, Declarations]]) -> bool:
    """Whether every host was declared until a day on or after the last traffic."""
    if found.last is None:
        return False
    last = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=found.last) + _JAPAN).date()
    standing = [declared for until, declared in ended if last <= until]
    return all(any(each.cover(found.party, host) for each in standing) for host in found.hosts)


def last_whole_day(covered: Iterable[Coverage], today: date) -> date | None:
    """The last day before today of which any log tells; None where none does."""
    return max((day for coverage in covered for day in coverage.days if day < today), default=None)
