"""Telling others of findings: noted in the transaction of the finding, sent by a thread, again and again until they arrive.

Knows what a notice says (rule, level, count, times; never who or where) and when it is tried again. Refuses to know the
network: ``sekisho_site.records.outside`` posts, Django mails. A revision that was told is never told again; one that was
under way when the process died is sent once more under the same number.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from sekisho.detection.alert import iso
from sekisho.detection.revision import FindingState, ToldFinding

WEBHOOK, MAIL = "webhook", "mail"
_AT_ONCE = 20
_FIRST_WAIT, _LONGEST_WAIT = 10.0, 3_600.0
_MOST_TRIES = 48
_REST = 1.0


class Sender(Protocol):
    """Brings one notice to where it is heard; whether it arrived, and the answer in a few words. Never raises."""

    def __call__(self, number: str, body: str, at: datetime) -> tuple[bool, str]:
        """Send ``body`` (JSON) under a ``number`` by which a second arrival is known."""


def note(database: sqlite3.Connection, channel: str, finding: ToldFinding) -> None:
    """Note that a revision is to be told; within the transaction that writes it."""
    alert = finding.alert
    told = {
        "id": f"{finding.id}-{finding.revision}",
        "event": "alert.withdrawn"
        if finding.state.value == "withdrawn"
        else "alert.revised"
        if finding.revision > 1
        else "alert.opened",
        "alert": finding.id,
        "revision": finding.revision,
        "state": finding.state.value,
        "rule": alert.rule,
        "title": alert.title,
        "level": alert.level,
        "count": alert.count,
        "previous_count": finding.previous,
        "first_seen": iso(alert.first),
        "last_seen": iso(alert.last),
    }
    # an older revision that is still waiting is told by this one
    database.execute(
        "DELETE FROM notice WHERE channel = ? AND finding = ? AND next_try IS NOT NULL AND tries = 0", (channel, finding.id)
    )
    database.execute(
        "INSERT OR IGNORE INTO notice VALUES (?, ?, ?, ?, 0, 0, '')",
        (channel, finding.id, finding.revision, json.dumps(told, ensure_ascii=False)),
    )


def _event(finding: ToldFinding) -> str:
    if finding.state is FindingState.WITHDRAWN:
        return "alert.withdrawn"
    return "alert.revised" if finding.revision > 1 else "alert.opened"


def send_waiting(database: sqlite3.Connection, senders: Mapping[str, Sender], at: datetime) -> int:
    """Send what is due; how many were tried. No transaction is open while the network is waited for."""
    due = database.execute(
        "SELECT channel, finding, revision, body, tries FROM notice WHERE next_try <= ? ORDER BY next_try, finding LIMIT ?",
        (at.timestamp(), _AT_ONCE),
    ).fetchall()
    tried = 0
    for channel, finding, revision, body, tries in due:
        sender = senders.get(channel)
        if sender is None:
            continue
        arrived, answer = sender(f"{finding}-{revision}", body, at)
        wait = min(_FIRST_WAIT * 2**tries, _LONGEST_WAIT)
        next_try = None if arrived or tries + 1 >= _MOST_TRIES else at.timestamp() + wait
        database.execute(
            "UPDATE notice SET tries = tries + 1, next_try = ?, answer = ? WHERE channel = ? AND finding = ? AND revision = ?",
            (next_try, answer[:500], channel, finding, revision),
        )
        tried += 1
    return tried


def sending(
    connect: Callable[[], sqlite3.Connection], senders: Mapping[str, Sender], now: Callable[[], datetime], stop: Event
) -> Thread:
    """A thread that sends until ``stop`` is set, and once more then."""

    def run() -> None:
        database = connect()
        try:
            while not stop.is_set():
                if not send_waiting(database, senders, now()):
                    stop.wait(_REST)
            send_waiting(database, senders, now())
        finally:
            database.close()

    thread = Thread(target=run, name="notices", daemon=True)
    thread.start()
    return thread


def webhook(url: str, secret: str) -> Sender:
    """A sender that posts signed JSON, as the webhooks of the pages do. Raises ``RefusedError`` for an address inside."""
    from sekisho_site.records.operations.webhooks import signature  # noqa: PLC0415  (needs Django's settings)
    from sekisho_site.records.outside import check_address, post  # noqa: PLC0415

    check_address(url)

    def send(number: str, body: str, at: datetime) -> tuple[bool, str]:
        content = body.encode()
        headings = {
            "User-Agent": "Sekisho",
            "X-Sekisho-Event": str(json.loads(body)["event"]),
            "X-Sekisho-Delivery": number,
            "X-Sekisho-Signature": signature(secret, content, at),
        }
        answer = post(url, content, headings)
        return answer.arrived, answer.told

    return send


def mail(to: str) -> Sender:
    """A sender that mails by the settings (``SEKISHO_EMAIL_URL``)."""
    from django.core.mail import EmailMessage  # noqa: PLC0415  (needs Django's settings)

    def send(number: str, body: str, at: datetime) -> tuple[bool, str]:  # noqa: ARG001
        told = json.loads(body)
        head = {"alert.withdrawn": "取り下げ", "alert.revised": "改訂"}.get(told["event"], "検知")
        lines = (
            f"規則: {told['title']}（{told['rule']}）",
            f"重さ: {told['level']}",
            f"件数: {told['count']:g}" + (f"（前は {told['previous_count']:g}）" if told["previous_count"] is not None else ""),
            f"期間: {told['first_seen'] or '不明'} から {told['last_seen'] or '不明'}",
            f"番号: {number}",
            "",
            "くわしくは Sekisho で確かめてください。この知らせは確かめるための入口です。",
        )
        message = EmailMessage(
            f"[Sekisho] {head}: {told['title']}", "\n".join(lines), None, [to], headers={"X-Sekisho-Delivery": number}
        )
        try:
            message.send()
        except Exception as error:
            return False, type(error).__name__
        return True, "sent"

    return send


def read_secret(file: Path) -> str:
    """The secret by which messages are signed. Raises ``RefusedError`` when there is none."""
    from sekisho_site.config.refusal import RefusedError  # noqa: PLC0415

    try:
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"{file}: 署名の鍵を読めません。場所と権限を確かめてください。") from error
    if len(secret) < 16:
        raise RefusedError(f"{file}: 署名の鍵が短すぎます。16 文字以上のでたらめな文字列にしてください。")
    return secret
