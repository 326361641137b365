"""Telling others of findings: noted in the transaction of the finding, sent by a thread, again and again until they arrive.

Knows what a notice says (rule, level, count, times; never who or where) and when it is tried again. Refuses to know the
network: ``sekisho_site.records.outside`` posts, Django mails. A revision that was told is never told again; one that was
under way when the process died is sent once more under the same number.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

from sekisho.detection.alert import iso
from sekisho.detection.revision import FindingState, ToldFinding

WEBHOOK, MAIL = "webhook", "mail"
_AT_ONCE = 20
_IN_A_MAIL = 200
_FIRST_WAIT, _LONGEST_WAIT = 10.0, 3_600.0
_MOST_TRIES = 48
_REST = 1.0


class Sender(Protocol):
    """Brings notices to where they are heard; whether they arrived, and the answer in a few words. Never raises."""

    def __call__(self, notices: Sequence[tuple[str, str]], at: datetime) -> tuple[bool, str]:
        """Send notices together: of each the number by which a second arrival is known, and its JSON."""


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
    """Send what is due; how many were tried. No transaction is open while the network is waited for.

    A program hears of each finding by itself, a person of all that wait in one mail.
    """
    tried = 0
    for channel, sender in senders.items():
        due = database.execute(
            "SELECT finding, revision, body, tries FROM notice WHERE channel = ? AND next_try <= ?"
            " ORDER BY next_try, rowid LIMIT ?",
            (channel, at.timestamp(), _IN_A_MAIL if channel == MAIL else _AT_ONCE),
        ).fetchall()
        portions = [due] if channel == MAIL and due else [[each] for each in due]
        for portion in portions:
            numbered = [(f"{finding}-{revision}", body) for finding, revision, body, _ in portion]
            arrived, answer = sender(numbered, at)
            database.executemany(
                "UPDATE notice SET tries = tries + 1, next_try = ?, answer = ?"
                " WHERE channel = ? AND finding = ? AND revision = ?",
                [
                    (_next_try(tries, arrived, at), answer[:500], channel, finding, revision)
                    for finding, revision, _, tries in portion
                ],
            )
            tried += len(portion)
    return tried


def _next_try(tries: int, arrived: bool, at: datetime) -> float | None:
    """When the next try is; None: there is none."""
    if arrived or tries + 1 >= _MOST_TRIES:
        return None
    return at.timestamp() + float(min(_FIRST_WAIT * 2**tries, _LONGEST_WAIT))


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

    def send(notices: Sequence[tuple[str, str]], at: datetime) -> tuple[bool, str]:
        ((number, body),) = notices
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

    def send(notices: Sequence[tuple[str, str]], at: datetime) -> tuple[bool, str]:  # noqa: ARG001
        told = [(number, json.loads(body)) for number, body in notices]
        title = told[0][1]["title"] if len(told) == 1 else f"{len(told)} 件"
        end = "くわしくは Sekisho で確かめてください。この知らせは確かめるための入口です。"
        text = "\n\n".join((*(_in_words(number, each) for number, each in told), end))
        headings = {"X-Sekisho-Delivery": told[0][0]}
        try:
            EmailMessage(f"[Sekisho] 検知: {title}", text, None, [to], headers=headings).send()
        except Exception as error:
            return False, type(error).__name__
        return True, "sent"

    return send


def _in_words(number: str, told: Mapping[str, Any]) -> str:
    head = {"alert.withdrawn": "取り下げ", "alert.revised": "改訂"}.get(told["event"], "検知")
    before = "" if told["previous_count"] is None else f"（前は {told['previous_count']:g}）"
    return "\n".join(
        (
            f"■ {head}: {told['title']}（{told['rule']}）",
            f"重さ: {told['level']}",
            f"件数: {told['count']:g}{before}",
            f"期間: {told['first_seen'] or '不明'} から {told['last_seen'] or '不明'}",
            f"番号: {number}",
        )
    )


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
