"""The life of an alert as it is in force: its states and steps as a table and as a drawing."""

from collections.abc import Iterator

from docs.generate.markdown import table
from sekisho.response.log_reviews import DAYS_TO_SIGN, RANKED, SAMPLED
from sekisho.response.triage import FACTS, LONGEST_EXCLUSION, LONGEST_NOTE, TRIAGE, AlertState, TriageTransition

_BY_DETECTION = "検知だけ（人は行えません）"
_HEADINGS = ["すること", "いまの段階", "次の段階", "行える人（どれか一つの権限）", "要るもの", "別の人であること"]


def page() -> str:
    """The page of the life of an alert."""
    steps = table(_HEADINGS, map(_row, TRIAGE))
    rows = ([state.label, f"`{state}`", "はい" if state.is_open else "いいえ"] for state in AlertState)
    states = table(["段階", "コードの名前", "まだすることがあるか"], rows)
    return (
        "# 警告の一生\n\n"
        "検知が上げた警告は、次の表のとおりにだけ進みます。どの一歩も、だれが、いつ、何を添えて行ったかが証跡に残ります。\n\n"
        f"```mermaid\n{_drawing()}```\n\n## 段階\n\n{states}\n## できること\n\n{steps}\n{_limits()}"
    )


def _row(row: TriageTransition) -> list[str]:
    others = "、".join(f"「{step.label}」" for step in row.by_other_than)
    return [
        row.step.label,
        "、".join(state.label for state in row.sources),
        row.target.label,
        "／".join(permission.label for permission in row.permissions) or _BY_DETECTION,
        "、".join(need.label for need in row.needs) or "—",
        f"{others}を行った人は行えません" if others else "—",
    ]


def _drawing() -> str:
    lines = [
        "stateDiagram-v2",
        *(f'    state "{state.label}" as {state}' for state in AlertState),
        f"    [*] --> {AlertState.NEW}",
    ]
    return "".join(f"{line}\n" for line in (*lines, *_arrows()))


def _arrows() -> Iterator[str]:
    for row in TRIAGE:
        for state in row.sources:
            yield f"    {state} --> {row.target}: {row.step.label}"


def _limits() -> str:
    return (
        "## 決まり\n\n"
        "- 同じ警告がもう一度知らされても増えません。出来事が増えたときは改訂され、閉じた警告は開き直します。\n"
        "- 「指摘にする」と、実態の記録（兆候、申告のない外部サービスは外部通信）になり、次の照合で指摘になります。"
        "もう一度調べると、支える警告がなくなった記録は終わります。\n"
        f"- 一行で事実と分かる兆候（{'、'.join(f'`{sign}`' for sign in sorted(FACTS))}）と、申告のない外部サービスは、"
        "検知した時点で実態の記録になり、説明がつくと終わります。\n"
        f"- 除外は、調べ始めた人と別の人が承認します。終わりの日は{LONGEST_EXCLUSION.days}日以内です（自社の決まり）。"
        "除外に当たる警告も捨てず、除外として残します。\n"
        f"- 説明は{LONGEST_NOTE:,}文字までです。\n\n"
        "## ログの点検\n\n"
        f"- 月ごとに、重い警告のもとの行を{RANKED}件まで、全体から決まった方法で選んだ行を{SAMPLED}件、並べます。"
        f"期限は月末から{DAYS_TO_SIGN}日です（自社の決まり）。\n"
        "- ログに操作がある人と、そのシステムを運用する人（特権のIDを持つ人）は署名できません。\n"
        "- ログを点検していると答えた会社のログが届かない月は、判定不能です。\n"
    )
