"""How leaves of the evidence log are said: what happened, to what, and where that can be opened."""

from collections.abc import Mapping
from contextlib import suppress

from django.urls import NoReverseMatch, reverse

from sekisho.planes import BY_SOURCE

_ACTIONS: Mapping[str, str] = {
    "access_offered": "入り直すリンクを作った",
    "access_renewed": "入り直した",
    "accepted": "受けた",
    "added": "登録した",
    "answered": "回答した",
    "applied": "取り込んだ",
    "asked": "頼んだ",
    "assigned": "担当を決めた",
    "backed_up": "控えを取った",
    "changed": "変えた",
    "corrected": "直した",
    "decided": "判断した",
    "delivered": "届けた",
    "demo_made": "見本として加えた",
    "detected": "調べた",
    "drafted": "下書きを保存した",
    "ended": "終わらせた",
    "exported": "書き出した",
    "grounded": "根拠を書いた",
    "invited": "招いた",
    "joined": "加わった",
    "made": "作った",
    "observed": "実態に記録した",
    "opened": "開いた",
    "planned": "予定を作った",
    "received": "受け取った",
    "reconciled": "照合した",
    "recorded": "記録した",
    "refused": "受け付けなかった",
    "removed": "外した",
    "reopened": "もう一度開いた",
    "resolved": "照合で解消した",
    "restored": "元に戻した",
    "revised": "判定が変わった",
    "revoked": "取り消した",
    "saved": "保存した",
    "sealed": "封じた",
    "signed": "署名した",
    "signed_out": "サインアウトさせた",
    "stepped": "進めた",
    "taken": "進めた",
    "taken_in": "取り込んだ",
    "taken_up": "引き継いだ",
    "told": "検知した",
    "undelivered": "届けられなかった",
    "undone": "元に戻した",
    "withdrawn": "取り下げた",
    "withdrew": "取り下げた",
}
_KINDS: Mapping[str, str] = {
    "alert": "警告",
    "alert_exclusion": "警告の除外",
    "alert_step": "警告の判断",
    "alerts": "警告",
    "detections": "検知",
    "log_review": "ログの点検",
    "log_reviews": "ログの点検",
    "log_volumes": "ログの量",
    "answer": "回答",
    "answer_link": "回答リンク",
    "api_token": "API の鍵",
    "consent_decision": "承諾の判断",
    "finding": "指摘",
    "finding_step": "指摘の段階",
    "import": "取り込み",
    "inquiry": "操作の調べ",
    "invitation": "招待",
    "job": "作業",
    "person": "利用者",
    "received_file": "受け取ったファイル",
    "reconcile_run": "照合",
    "service_assessment": "外部サービスの判定",
    "sub_entrustment": "再委託の申請",
    "user": "利用者",
    "webhook": "通知先",
    "webhook_delivery": "通知",
    "workbook": "ワークブック",
    "workspace": "全体",
    **{source: kind.schema.sheet for source, kind in BY_SOURCE.items()},
}
_PAGES: Mapping[str, str] = {
    "party": "party",
    "registry": "entrustment",
    "job": "job",
    "received_file": "evidence-file",
    "log_review": "log-review",
}


def action_word(code: str) -> str:
    """What happened, in Japanese; a code that has no word yet stands for itself."""
    return _ACTIONS.get(code, code)


def kind_word(code: str) -> str:
    """To what it happened."""
    return _KINDS.get(code, code)


def page_of(kind: str, key: str, numbers: Mapping[str, str]) -> str:
    """The address of the page of what a leaf speaks of, or nothing. ``numbers`` are those of findings by fingerprint."""
    with suppress(NoReverseMatch, ValueError):  # an address that has no page, or a key that no page can have
        if kind == "finding":
            return reverse("finding", args=[numbers[key]]) if key in numbers else ""
        if kind in ("alert", "alert_step"):
            return reverse("alert", args=[int(key.removeprefix("A-"))])
        if kind in _PAGES:
            return reverse(_PAGES[kind], args=[key])
        if kind in BY_SOURCE:
            return reverse("record", args=[BY_SOURCE[kind].schema.plane.value, kind, key])
    return ""
