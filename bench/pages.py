"""How long the pages take on the server at a carrier's full size and at a tenth of it, on both databases.

    python bench/pages.py [--sizes 6000,60000] [--databases sqlite,postgresql] [--visits 40] [--keep FOLDER] [--only NAME,…]

Every page is visited many times, each time for another company, entrustment or finding. The table shows the middle and the 95th
percentile of server milliseconds, the largest number of queries, kilobytes of a first load (page, styles, scripts and icons as
sent; no font is loaded), and how the 95th percentile and the queries grow from the first size to the last. ``--keep`` keeps the
made data for the next run. Milliseconds are wall time; processor time of this process stands beside it, since on a busy
machine the two part.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from reconcile import ROOT, workspace

_RECORDS_AT_ONCE = 50_000
_ROWS_AT_ONCE = 5_000
_SEED = 7
_ALERTS, _WATCHED = 100_000, 500
_LIMIT_MS, _LIMIT_QUERIES, _LIMIT_KB = 200, 30, 150
_STATIC = re.compile(rb'(?:href|src)="/static/([^"#?]+)')


def main() -> None:
    """Measure and print one table per database."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--sizes", default="6000,60000")
    wanted.add_argument("--databases", default="sqlite,postgresql")
    wanted.add_argument("--visits", type=int, default=40)
    wanted.add_argument("--keep")
    wanted.add_argument("--only", default="")
    wanted.add_argument("--worker", choices=["fill", "visit"])
    wanted.add_argument("--size", type=int)
    told = wanted.parse_args()
    if told.worker == "fill":
        fill(told.size)
    elif told.worker == "visit":
        print(json.dumps(visit(told.visits, [name for name in told.only.split(",") if name])))
    else:
        for database in told.databases.split(","):
            show(database, {size: measured(database, size, told) for size in map(int, told.sizes.split(","))})


def measured(database: str, size: int, told: argparse.Namespace) -> dict[str, Any]:
    """What a worker saw of every page at one size."""
    with kept(told.keep, database, size) if told.keep else workspace(database) as environment:
        environment["SEKISHO_SECRET_KEY"] = "only-for-this-measurement"
        command = [sys.executable, __file__, "--size", str(size), "--visits", str(told.visits), "--only", told.only]
        if not (Path(environment["SEKISHO_HOME"]) / "filled").exists():
            subprocess.run([*command, "--worker", "fill"], env=environment, check=True)
        done = subprocess.run([*command, "--worker", "visit"], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


@contextmanager
def kept(folder: str, database: str, size: int) -> Iterator[dict[str, str]]:
    """The environment of a workspace that stays."""
    home = Path(folder) / (str(size) if database == "sqlite" else f"{database}-{size}")
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "SEKISHO_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    if database == "sqlite":
        yield environment
        return
    sys.path.insert(0, str(ROOT))
    from tests.factories.postgresql import start_server

    server = start_server(home)
    try:
        yield {**environment, "DATABASE_URL": server.url}
    finally:
        server.pause()


def fill(size: int) -> None:
    """Store registry, answers, findings and people, as imports and runs would."""
    from sekisho_site.config.workspace import open_workspace

    home = open_workspace()
    from django.db import connection

    from sekisho_site.records.queries import has_records

    if not has_records():
        fill_registry(size)
    fill_office(size)
    fill_logs()
    with connection.cursor() as cursor:
        # what PostgreSQL does by itself soon after so many rows: without it no page is answered by an index alone
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    (home / "filled").touch()


def fill_registry(size: int) -> None:
    """The three records, with ten years of answers."""
    from office_data import further_answers
    from registry_data import Registry

    from sekisho.promised import Answer

    registry = Registry(size)
    store(registry.records())
    held = sum(1 for _ in stored_answers(Answer))
    store(further_answers(registry.parties, size, held))


def fill_office(size: int) -> None:
    """People, and findings with their steps."""
    from office_data import AT, PEOPLE, findings, steps

    from sekisho_site.records.models import Entrustment, FindingStep, ReconcileRun, StoredFinding, User

    for role, bound in PEOPLE:
        User.objects.create_user(f"{role.value}@example.jp", None, name=role.label, role=role.value, joined_at=AT, **bound)
    run = ReconcileRun.objects.create(
        as_of="2026-05-01", known_at=AT, started_at=AT, run_by="U-000001", merged=True, agreed=size * 10,
        conflicts=size, cannot_tell=size // 10, per_check={},
    )  # fmt: skip
    edges = list(Entrustment.objects.values_list("key_id", "entrustee_id"))
    StoredFinding.objects.bulk_create(findings(StoredFinding, run, edges, size), batch_size=_ROWS_AT_ONCE)
    instructed = StoredFinding.objects.exclude(addressee="").only("fingerprint", "addressee", "due_date")
    FindingStep.objects.bulk_create(steps(FindingStep, list(instructed)), batch_size=_ROWS_AT_ONCE)


def fill_logs() -> None:
    """Alerts, log reviews and how much of each log arrived, of the companies whose logs are watched."""
    from office_data import AT, alerts, reviews

    from sekisho_site.records.models import Entrustment, LogReview, LogVolume, StoredAlert

    watched = list(Entrustment.objects.values_list("entrustee_id", flat=True).distinct().order_by("entrustee_id")[:_WATCHED])
    StoredAlert.objects.bulk_create(alerts(StoredAlert, watched, _ALERTS), batch_size=_ROWS_AT_ONCE)
    LogReview.objects.bulk_create(reviews(LogReview, watched), batch_size=_ROWS_AT_ONCE)
    days = [(AT - timedelta(days=back)).date() for back in range(60)]
    LogVolume.objects.bulk_create(
        (LogVolume(party=party, log="操作ログ", day=day, events=900) for party in watched for day in days),
        batch_size=_ROWS_AT_ONCE,
    )


def stored_answers(kind: Any) -> Iterator[str]:
    """The keys of the answers that are there."""
    from sekisho_site.records.models import MODELS

    yield from MODELS[kind].objects.values_list("key", flat=True).iterator(chunk_size=_ROWS_AT_ONCE)


def store(records: Iterator[Any]) -> None:
    """Records as an import stores them: versions and leaves."""
    from office_data import AT

    from sekisho_site.records.operations.ledger import open_ledger
    from sekisho_site.records.operations.versions import Change, record_changes

    with open_ledger(by="bench", at=AT) as ledger:
        changes = []
        for record in records:
            changes.append(Change(None, record))
            if len(changes) == _RECORDS_AT_ONCE:
                record_changes(ledger, changes)
                changes = []
        record_changes(ledger, changes)


def addresses() -> dict[str, list[tuple[str, list[str]]]]:
    """By role the pages that are visited: a name and the addresses, each of another object."""
    from django.urls import reverse

    from sekisho_site.records.models import Entrustment, EvidenceHead, LogReview, Party, StoredAlert, StoredFinding

    random = Random(_SEED)

    def some(keys: Any) -> list[Any]:
        every = list(keys[:200_000])
        return random.sample(every, min(60, len(every)))

    parties = some(Party.objects.order_by("key_id").values_list("key_id", flat=True))
    edges = some(Entrustment.objects.order_by("key_id").values_list("key_id", flat=True))
    numbers = [finding.number for finding in some(StoredFinding.objects.exclude(stage="closed").only("year", "serial"))]
    alerts = some(StoredAlert.objects.order_by("pk").values_list("pk", flat=True))
    busy = StoredFinding.objects.filter(addressee="P-000002").only("year", "serial")
    own = [finding.number for finding in busy[:20]]
    tabs = ("chain", "contracts", "inspections", "logs", "findings", "incidents", "history")

    def queried(name: str, *queries: str, args: tuple[str, ...] = ()) -> list[str]:
        return [f"{reverse(name, args=args)}{query}" for query in ("", *queries)]

    office = [
        ("today", queried("today")),
        ("calendar", queried("calendar")),
        ("findings", queried("findings", "?due=over", "?stage=&state=", "?outcome=conflicts&sort=-opened", "?page=30")),
        ("finding", [reverse("finding", args=[number]) for number in numbers]),
        ("alerts", queried("alerts", "?state=", "?level=high", "?party=P-000002", "?state=&sort=-last", "?page=40")),
        ("alerts searched", queried("alerts", "?q=規則3")),
        ("alerts gathered", [f"{reverse('alerts')}?by={by}" for by in ("person", "device", "party")]),
        ("alert", [reverse("alert", args=[key]) for key in alerts]),
        ("timeline", [f"{reverse('timeline')}?person=M-{number}" for number in range(20)]),
        ("log-reviews", queried("log-reviews", "?mark=", "?mark=missed", "?page=3")),
        ("log-review-calendar", queried("log-review-calendar", "?month=2025-12&page=2")),
        ("log-review", [reverse("log-review", args=[key]) for key in some(LogReview.objects.values_list("pk", flat=True))]),
        ("logs", queried("logs", "?page=3")),
        ("parties", queried("parties", "?q=事業12", "?sort=-name", "?page=40")),
        ("party", [reverse("party", args=[key]) for key in parties]),
        *((f"party {tab}", [f"{reverse('party', args=[key])}?tab={tab}" for key in parties]) for tab in tabs),
        ("entrustments", queried("entrustments", "?q=E-0001", "?page=200")),
        ("entrustment", [reverse("entrustment", args=[key]) for key in edges]),
        ("chain", [f"{reverse('chain')}?party={key}" for key in parties] + [reverse("chain")]),
        ("consents", queried("consents")),
        ("services", queried("services")),
        ("record-kinds", [reverse("record-kinds", args=[plane]) for plane in ("declared", "promised", "observed")]),
        ("records answers", queried("records", "?page=2000", "?q=AA-0000123", args=("promised", "answer_sheet"))),
        ("records roster", queried("records", "?page=20", args=("declared", "roster"))),
        ("record", [reverse("record", args=["declared", "registry", key]) for key in edges]),
        ("imports", queried("imports")),
        ("jobs", queried("jobs")),
        (
            "search",
            [f"{reverse('search')}?q={word}" for word in ("事業12", "E-00012", "2026-0001", "P-000123", "見つからない")],
        ),
        ("audit", queried("audit", f"?before={EvidenceHead.objects.order_by('-size').values_list('size', flat=True)[0] // 2}")),
        ("people", queried("people")),
    ]
    department = [
        entry for entry in office if entry[0] in ("today", "calendar", "findings", "parties", "entrustments", "search")
    ]
    portal = [
        ("portal", queried("portal")),
        ("portal-findings", queried("portal-findings")),
        ("portal-chain", queried("portal-chain")),
        ("portal-finding", [reverse("portal-finding", args=[number]) for number in own]),
    ]
    return {"privacy_office": office, "business_department": department, "entrustee_member": portal}


def visit(visits: int, only: list[str]) -> dict[str, Any]:
    """Milliseconds, queries and bytes of every page."""
    from sekisho_site.config.workspace import open_workspace

    open_workspace()
    from django.conf import settings
    from django.test import Client

    from sekisho_site.records.models import User

    seen: dict[str, Any] = {}
    for role, pages in addresses().items():
        client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip", raise_request_exception=False)
        client.force_login(User.objects.get(role=role), backend=settings.AUTHENTICATION_BACKENDS[1])
        for name, links in pages:
            if links and (not only or name in only):
                told = name if role == "privacy_office" or name.startswith("portal") else f"{name} ({role.partition('_')[0]})"
                seen[told] = one_page(client, links, visits)
    return seen


def one_page(client: Any, links: list[str], visits: int) -> dict[str, Any]:
    """Visit the addresses in turn; the first visit warms templates up and is not counted."""
    spans, queries, sizes, statuses = [], [], [], set()
    for number in range(visits + 1):
        link = links[number % len(links)]
        with counted() as count:
            started = time.perf_counter()
            response = client.get(link)
            span = (time.perf_counter() - started) * 1000
        statuses.add(response.status_code)
        if number:
            spans.append(span)
            queries.append(len(count))
            sizes.append(first_load(client, response))
    p95 = quantiles(spans, n=20)[-1]
    return {"ms": median(spans), "p95": p95, "queries": max(queries), "kb": max(sizes) / 1024, "status": sorted(statuses)}


def first_load(client: Any, response: Any) -> int:
    """Bytes on the line of a page with everything that it loads, nothing kept from before."""
    page = response.content
    text = gzip.decompress(page) if response.headers.get("Content-Encoding") == "gzip" else page
    loaded = {name.decode() for name in _STATIC.findall(text)}
    return len(page) + sum(_static_size(client, name) for name in loaded)


@cache
def _static_size(client: Any, name: str) -> int:
    return len(b"".join(client.get(f"/static/{name}").streaming_content))


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to the database inside."""
    from django.db import connection

    sent: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        sent.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        yield sent


def show(database: str, by_size: dict[int, dict[str, Any]]) -> None:
    """One line a page: each size, and the growth from the first to the last."""
    sizes = list(by_size)
    headings = "".join(f"{f'{size:,}':>12}{'p95':>7}{'queries':>9}{'KB':>6}" for size in sizes)
    print(f"\n{database + ', entrustments:':40}{headings}{'growth p95':>12}{'queries':>9}")
    for name in by_size[sizes[-1]]:
        told = [by_size[size].get(name) for size in sizes]
        print(f"  {name:38}{''.join(map(cells, told))}{growth(told[0] or told[-1], told[-1])}")


def cells(seen: dict[str, Any] | None) -> str:
    """What one size showed of a page."""
    if seen is None:
        return f"{'—':>34}"
    return f"{seen['ms']:12.0f}{seen['p95']:7.0f}{seen['queries']:9}{seen['kb']:6.0f}"


def growth(first: dict[str, Any], last: dict[str, Any]) -> str:
    """How a page grew, and what is not as it should be."""
    told = f"{last['p95'] / first['p95']:12.1f}{last['queries'] - first['queries']:+9}"
    if last["p95"] > _LIMIT_MS or last["queries"] > _LIMIT_QUERIES or last["kb"] > _LIMIT_KB:
        told += "  OVER"
    return told if last["status"] == [200] else f"{told}  status {last['status']}"


if __name__ == "__main__":
    main()
