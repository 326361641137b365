"""What a leaf of the evidence log says beyond its heading, line by line in Japanese.

Knows the words that leaves use. Refuses to change what is sealed: the letter itself is shown beside, as it was written.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from sekisho.response.life import Stage, Step
from sekisho.response.log_reviews import ReviewResult
from sekisho.response.triage import AlertState, TriageStep
from sekisho.roles import Permission, Role
from sekisho.terms import ConsentDecision, Outcome, Severity, Vocabulary
from sekisho_site.web.frame.templatetags.words import day, moment
from sekisho_site.web.jobs.views import KINDS

_HEADING = frozenset({"action", "at", "by", "key", "kind", "seq"})
_WORDS: Mapping[str, str] = {
    "accepted_until": "受容の終わりの日",
    "accounts": "ID の数",
    "active": "使えるか",
    "actor": "頼んだ人の番号",
    "addressee": "指示の相手",
    "after": "後",
    "again": "もう一度送る",
    "agreed": "確かめた計画のハッシュ",
    "agrees": "一致",
    "alert": "警告",
    "alerts": "警告の数",
    "answer": "相手の返事",
    "as_of": "基準日",
    "attempts": "試した回数",
    "asked": "頼んだ内容",
    "before": "前",
    "cannot_tell": "判定不能",
    "changed": "変わった数",
    "check": "照合の規則",
    "conditions": "条件",
    "conflicts": "不一致",
    "content": "内容のハッシュ",
    "count": "件数",
    "counts": "判定の数",
    "days": "日数",
    "decision": "判断",
    "department": "部署",
    "device": "端末",
    "domain": "あて先",
    "due_date": "期限",
    "end_date": "終わりの日",
    "entrustment": "委託",
    "events": "出来事",
    "exclusion": "除外の番号",
    "expires_at": "期限",
    "faults": "直す所の数",
    "files": "ファイル",
    "finding": "指摘の照合印",
    "findings": "指摘の全体のハッシュ",
    "gaps": "届いていない区間",
    "given": "添えたファイル",
    "grounds": "根拠",
    "invitation": "招待",
    "job": "作業の種類",
    "known_at": "分かっていた時点",
    "left": "その後の状態",
    "merged": "いまの指摘に反映したか",
    "moment": "取り込んだ時",
    "name": "名前",
    "new": "新しい数",
    "note": "書き添え",
    "number": "番号",
    "on": "一覧の日",
    "outcome": "判定",
    "owner": "担当",
    "party": "会社",
    "person": "人",
    "place": "ファイルの中の場所",
    "reason": "理由",
    "records": "記録の数",
    "result": "結果",
    "revised": "変わった数",
    "revision": "版",
    "role": "役割",
    "rule": "規則",
    "run": "照合の番号",
    "scopes": "許したこと",
    "second_factors_removed": "外した二段階目の確認",
    "severity": "重要度",
    "sha256": "SHA-256",
    "sign": "兆候",
    "size": "大きさ（バイト）",
    "sort": "ブックの種類",
    "source": "もとのファイルの SHA-256",
    "stage": "段階",
    "state": "状態",
    "step": "したこと",
    "told": "申請の内容のハッシュ",
    "tries": "送った回数",
    "unchanged": "変わらない数",
    "unsent": "送らずに終えた数",
    "until": "いつまで",
    "upper": "上の委託",
    "url": "あて先の URL",
    "user": "持ち主",
    "webhook": "通知先",
    "workbook": "ブックの種類",
}
_CODES: Mapping[str, tuple[type[Vocabulary], ...]] = {
    "before": (Stage, AlertState),
    "after": (AlertState,),
    "decision": (ConsentDecision,),
    "outcome": (Outcome,),
    "result": (ReviewResult,),
    "role": (Role,),
    "scopes": (Permission,),
    "severity": (Severity,),
    "stage": (Stage,),
    "state": (AlertState,),
    "step": (Step, TriageStep),
}
_DAY, _SHORTEST_MOMENT = len("2026-04-01"), len("2026-04-01T09:00")


def shown_lines(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a leaf says beyond its heading: (word, value), in the order in which it is written."""
    return list(_lines({name: value for name, value in told.items() if name not in _HEADING}))


def word_of(name: str) -> str:
    """How people call a word of a leaf; one that has no word yet stands for itself.

    >>> word_of("due_date"), word_of("no_such")
    ('期限', 'no_such')
    """
    return _WORDS.get(name, name)


def _lines(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in told.items():
        yield word_of(name), _said(name, value)


def _said(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return "、".join(f"{word} {line}" for word, line in _lines(value))
    if isinstance(value, list):
        return "、".join(_said(name, each) for each in value) or "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if value is None:
        return "—"
    if name == "job":
        return KINDS.get(value, str(value))
    words = (word.label for vocabulary in _CODES.get(name, ()) for word in vocabulary if word.value == value)
    return str(next(words, None) or _moment(str(value)))


def _moment(text: str) -> str:
    with suppress(ValueError):
        if len(text) == _DAY:
            return day(date.fromisoformat(text))
        if len(text) >= _SHORTEST_MOMENT and (at := datetime.fromisoformat(text)).tzinfo:
            return moment(at)
    return text
