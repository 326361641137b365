# ruff: noqa: E501, PLR0913, PLR0917, C901  (tables of rates read better whole; a generator has many knobs)
"""Operation logs of about a thousand people by seed, with insiders planted among them: what baselines are judged on.

Two worlds that share nothing but the clock: an office that hands out accounts (rich columns), and one in the manner of public
insider-threat sets (logon, device, http, email, file; only who, where, what). People differ by far, have busy days, month-ends,
shifts, holidays, new machines, other roles and overtime; insiders are of several kinds, some of them hardly above the noise.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

FIRST = date(2026, 3, 2)
_EVENING = 20


@dataclass(frozen=True)
class Planted:
    """An insider: what kind, and the days on which it happens."""

    user: str
    kind: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class World:
    """What people of each role do a day: (category, action) → mean count; the roles' shares; which roles work in shifts."""

    roles: Mapping[str, Mapping[tuple[str, str], float]]
    shares: Mapping[str, float]
    shifts: frozenset[str]
    month_end: frozenset[str]
    rich: bool


OFFICE = World(
    roles={
        "operator": {("authentication", "login"): 3, ("datastore", "lookup"): 35, ("http", "get"): 8, ("file", "read"): 3, ("door", "enter"): 3},
        "clerk": {("authentication", "login"): 2, ("datastore", "lookup"): 8, ("datastore", "export"): 0.3, ("file", "read"): 12, ("file", "write"): 6, ("http", "get"): 15, ("http", "post"): 1.5, ("peripheral", "print"): 2},
        "maintainer": {("authentication", "login"): 5, ("process", "start"): 20, ("file", "copy"): 4, ("datastore", "query"): 6, ("http", "get"): 10, ("peripheral", "write"): 0.15},
        "sales": {("authentication", "login"): 2, ("datastore", "lookup"): 12, ("http", "get"): 20, ("http", "post"): 3, ("file", "read"): 8, ("file", "copy"): 1, ("peripheral", "write"): 0.03},
    },
    shares={"operator": 0.5, "clerk": 0.25, "maintainer": 0.05, "sales": 0.2},
    shifts=frozenset({"operator", "maintainer"}),
    month_end=frozenset({"clerk", "sales"}),
    rich=True,
)  # fmt: skip

DEVICES = World(
    roles={
        "ProductionLineWorker": {("logon", "logon"): 2, ("logon", "logoff"): 2, ("http", "visit"): 12, ("email", "send"): 2},
        "Salesman": {("logon", "logon"): 2, ("logon", "logoff"): 2, ("http", "visit"): 30, ("http", "download"): 1, ("email", "send"): 7, ("device", "connect"): 0.2, ("device", "disconnect"): 0.2, ("file", "copy"): 0.4},
        "ITAdmin": {("logon", "logon"): 6, ("logon", "logoff"): 6, ("http", "visit"): 25, ("http", "download"): 2, ("email", "send"): 5, ("device", "connect"): 1.2, ("device", "disconnect"): 1.2, ("file", "copy"): 2},
        "Engineer": {("logon", "logon"): 2, ("logon", "logoff"): 2, ("http", "visit"): 28, ("http", "upload"): 0.2, ("email", "send"): 6, ("file", "copy"): 0.5, ("device", "connect"): 0.3, ("device", "disconnect"): 0.3},
        "Manager": {("logon", "logon"): 2, ("logon", "logoff"): 2, ("http", "visit"): 20, ("email", "send"): 14},
    },
    shares={"ProductionLineWorker": 0.3, "Salesman": 0.25, "ITAdmin": 0.05, "Engineer": 0.3, "Manager": 0.1},
    shifts=frozenset({"ProductionLineWorker"}),
    month_end=frozenset({"Salesman"}),
    rich=False,
)  # fmt: skip

#: kind → (how many days, what is added on such a day: (category, action, mean, night?, extra columns))
Additions = list[tuple[str, str, float, bool, dict[str, Any]]]
OFFICE_INSIDERS: Mapping[str, tuple[int, Callable[[np.random.Generator], Additions]]] = {
    "night mass copy": (1, lambda r: [("file", "copy", r.uniform(60, 400), True, {"bytes_out": 2e6})]),
    "slow extraction": (20, lambda r: [("datastore", "export", r.uniform(2, 5), False, {"records": 300})]),
    "new destination": (2, lambda r: [("http", "post", r.uniform(3, 12), False, {"bytes_out": 8e6, "new": True})]),
    "media writes": (2, lambda r: [("peripheral", "connect", 1, False, {}), ("peripheral", "write", r.uniform(4, 30), False, {"bytes_out": 1e6})]),
    "look-ups": (3, lambda r: [("datastore", "lookup", r.uniform(60, 200), False, {})]),
    "quiet look-ups": (5, lambda r: [("datastore", "lookup", r.uniform(25, 50), False, {})]),
    "another's machine": (1, lambda r: [("datastore", "lookup", r.uniform(10, 30), True, {"foreign": True})]),
}  # fmt: skip
DEVICE_INSIDERS: Mapping[str, tuple[int, Callable[[np.random.Generator], Additions]]] = {
    "night and device": (6, lambda r: [("logon", "logon", 1.5, True, {}), ("device", "connect", r.uniform(1, 3), True, {}), ("http", "upload", r.uniform(1, 3), True, {})]),
    "job search, then device": (8, lambda r: [("http", "visit", r.uniform(5, 20), False, {}), ("device", "connect", r.uniform(3, 8), False, {}), ("file", "copy", r.uniform(5, 30), False, {})]),
    "administrator elsewhere": (2, lambda r: [("logon", "logon", 1.2, True, {"foreign": True}), ("device", "connect", 1, False, {}), ("email", "send", r.uniform(20, 60), False, {"foreign": True})]),
    "mass copy": (1, lambda r: [("file", "copy", r.uniform(40, 300), False, {})]),
    "slow copy": (20, lambda r: [("file", "copy", r.uniform(2, 4), False, {})]),
}  # fmt: skip


def generate(
    seed: int, *, users: int = 1000, days: int = 90, world: World = OFFICE, each: int = 3
) -> tuple[pa.Table, list[Planted]]:
    """Events as a table of text columns (as the store keeps them) and the insiders planted in the last third of the span."""
    rng = np.random.default_rng(seed)
    names = list(world.roles)
    roles = rng.choice(names, users, p=[world.shares[n] for n in names])
    kinds = OFFICE_INSIDERS if world.rich else DEVICE_INSIDERS
    chosen = rng.permutation(users)[: each * len(kinds)]
    planted: dict[int, Planted] = {}
    for place, user in enumerate(chosen):
        kind = list(kinds)[place % len(kinds)]
        start = int(rng.integers(days * 2 // 3, days - 10))
        span = [FIRST + timedelta(days=start + n) for n in range(60) if start + n < days]
        work = [d for d in span if d.weekday() < 5][: kinds[kind][0]]
        planted[int(user)] = Planted(f"U{user:04d}", kind, tuple(work))
    parts = [_person(rng, world, n, str(roles[n]), days, planted.get(n), kinds, users) for n in range(users)]
    columns = list(parts[0])
    table = pa.table({name: np.concatenate([part[name] for part in parts if len(part[name])]) for name in columns})
    return _as_text(table), sorted(planted.values(), key=lambda p: p.user)


def _person(rng, world, number, role, days, plan, kinds, users):
    skill = rng.lognormal(0, 0.5)
    noise = rng.uniform(0.05, 0.6)
    habits = {
        what: mean * skill * rng.lognormal(0, 0.6)
        for what, mean in world.roles[role].items()
        if rng.random() < (1 if mean >= 1 else 0.6)
    }
    begins = int(rng.integers(0, days - 15)) if rng.random() < 0.06 else 0
    moves = int(rng.integers(20, days - 5)) if rng.random() < 0.04 else None
    other = str(rng.choice([r for r in world.roles if r != role]))
    away = set()
    for _ in range(rng.poisson(days / 60)):
        start = int(rng.integers(0, days))
        away |= set(range(start, start + int(rng.integers(1, 9))))
    weekend, late = (rng.random() < 0.15), rng.choice([0.0, 0.0, 0.02, 0.1])
    host, spare = f"PC-{number:04d}", [f"SEAT-{n:03d}" for n in rng.integers(0, 60, 4)]
    seats = role in world.shifts and rng.random() < 0.7
    swap = int(rng.integers(10, days)) if rng.random() < 0.25 else None
    sites = rng.integers(0, 400, 25)
    start_hour = rng.normal(9, 0.7)
    rows = {
        name: []
        for name in ("when", "user", "host", "category", "action", "role", "bytes_out", "records", "customer", "object", "url")
    }
    for n in range(begins, days):
        day = FIRST + timedelta(days=n)
        shifted = role in world.shifts
        works = (
            rng.random() < (0.7 if shifted else 0.97 if day.weekday() < 5 else (0.15 if weekend else 0.01))
        ) and n not in away
        evil = plan is not None and day in plan.days
        if not works and not evil:
            continue
        now_role = other if moves is not None and n >= moves else role
        wants = world.roles[now_role] if now_role != role else habits
        busy = rng.gamma(1 / noise, noise)
        if now_role in world.month_end and (day + timedelta(days=3)).month != day.month:
            busy *= 2.2
        if rng.random() < 0.01:
            busy *= rng.uniform(3, 6)
        begin = start_hour + (8 * int((n // 7 + number) % 3 == 1) if shifted else 0)
        where = host if not seats else str(rng.choice(spare))
        if swap is not None and n >= swap:
            where = f"PC-{number:04d}B"
        elif rng.random() < 0.02:
            where = f"MEETING-{int(rng.integers(0, 20)):02d}"
        overtime = rng.random() < late
        for (category, action), mean in wants.items():
            count = int(rng.poisson(mean * busy))
            _add(rng, rows, day, count, begin, 4 if overtime else 0, number, where, category, action, now_role, sites, {})
        if evil:
            for category, action, mean, night, extra in kinds[plan.kind][1](rng):
                place = f"PC-{int(rng.integers(0, users)):04d}" if extra.get("foreign") else where
                count = max(1, int(rng.poisson(mean)))
                starts = rng.uniform(20.5, 22) if night else begin
                _add(rng, rows, day, count, starts, 0, number, place, category, action, now_role, sites, extra)
    return {name: np.concatenate(values) if values else np.array([]) for name, values in rows.items()}


def _add(rng, rows, day, count, begin, longer, number, where, category, action, role, sites, extra):
    if not count:
        return
    http, base = category == "http", datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    hours = np.clip(rng.uniform(begin, begin + (1.9 if begin > _EVENING else 8.5 + longer), count), 0, 23.98)
    known = rng.choice(sites, count)
    site = np.where(rng.random(count) < 0.97, known, rng.integers(0, 5000, count))
    out = extra.get("bytes_out", 60_000 if action in ("post", "write") else 800 if http else 0)
    records = extra.get("records", 30 if action == "export" else 1) if category == "datastore" else 0
    new = extra.get("new")
    nothing = np.full(count, "")
    told = {
        "when": base + hours * 3600,
        "user": np.full(count, f"U{number:04d}"),
        "host": np.full(count, where),
        "category": np.full(count, category),
        "action": np.full(count, action),
        "role": np.full(count, role),
        "bytes_out": (out * rng.lognormal(0, 0.8, count)).astype(np.int64),
        "records": rng.poisson(records, count),
        "customer": np.char.add("C", rng.integers(10**6, 10**7, count).astype(str)) if action == "lookup" else nothing,
        "object": np.char.add("f", rng.integers(0, 3000, count).astype(str)) if category in ("file", "peripheral") else nothing,
        "url": np.full(count, f"https://up{number}.example.org/") if new
        else np.char.add(np.char.add("https://www.site", site.astype(str)), ".example.com/") if http else nothing,
    }  # fmt: skip
    for name, values in told.items():
        rows[name].append(values)


def _as_text(table: pa.Table) -> pa.Table:
    import pyarrow.compute as pc

    when = pc.cast(pc.multiply(table["when"], 1_000_000), pa.int64(), safe=False)
    stamp = pc.strftime(pc.cast(when, pa.timestamp("us")), format="%Y-%m-%dT%H:%M:%S")
    columns = {"timestamp": pc.binary_join_element_wise(stamp, "+09:00", "")}
    for name in table.column_names[1:]:
        text = pc.cast(table[name], pa.string())
        columns[name] = pc.if_else(pc.or_(pc.equal(text, ""), pc.equal(text, "0")), None, text)
    return pa.table(columns)


def six_columns(table: pa.Table) -> pa.Table:
    """Only what the contract of the command line promises."""
    return table.select(["timestamp", "user", "host", "category", "action", "role"])


def worlds() -> Iterator[tuple[str, World]]:
    """Both worlds by name."""
    yield "office", OFFICE
    yield "devices", DEVICES
