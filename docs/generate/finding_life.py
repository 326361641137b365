"""The life of a finding as it is in force: its stages and steps as a table and as a drawing."""

from collections.abc import Iterator

from docs.generate.markdown import table
from sekisho.response.attachments import COUNT_LIMIT, FILE_LIMIT, SORTS
from sekisho.response.life import TRANSITIONS, Stage, Transition
from sekisho.response.steps import LONGEST_ACCEPTANCE, LONGEST_NOTE

_BY_RUN = "照合だけ（人は行えません）"
_HEADINGS = ["すること", "いまの段階", "次の段階", "行える人（どれか一つの権限）", "要るもの", "別の人であること"]


def page() -> str:
    """The page of the life of a finding."""
    steps = table(_HEADINGS, map(_row, TRANSITIONS))
    rows = ([stage.label, f"`{stage}`", "はい" if stage.is_open else "いいえ"] for stage in Stage)
    stages = table(["段階", "コードの名前", "まだすることがあるか"], rows)
    return (
        "# 指摘の一生\n\n"
        "照合が見つけた指摘は、次の表のとおりにだけ進みます。"
        "表にない進み方は、画面からも、コマンドからも、API からもできません。"
        "どの一歩も、だれが、いつ、何を添えて行ったかが証跡に残ります。\n\n"
        f"```mermaid\n{_drawing()}```\n\n## 段階\n\n{stages}\n## できること\n\n{steps}\n{_limits()}"
    )


def _row(row: Transition) -> list[str]:
    return [
        row.step.label,
        "、".join(stage.label for stage in row.sources),
        row.target.label,
        "／".join(permission.label for permission in row.permissions) or _BY_RUN,
        "、".join(need.label for need in row.needs) or "—",
        f"{'、'.join(f'「{step.label}」' for step in row.by_other_than)}を行った人は行えません" if row.by_other_than else "—",
    ]


def _drawing() -> str:
    lines = ["stateDiagram-v2", *(f'    state "{stage.label}" as {stage}' for stage in Stage), f"    [*] --> {Stage.OPENED}"]
    return "".join(f"{line}\n" for line in (*lines, *_arrows()))


def _arrows() -> Iterator[str]:
    for row in TRANSITIONS:
        for stage in row.sources:
            yield f"    {stage} --> {row.target}: {row.step.label}"


def _limits() -> str:
    return (
        "## 決まり\n\n"
        "- 「別の人であること」は、指摘が最後に開いてからの一歩のすべてについて見ます。"
        "回答リンクを作った人は、そのリンクからの回答を行った人として扱います。\n"
        "- 指示の相手は、指摘の委託の連鎖にある会社です。委託先の人は、自社に宛てられた指摘にだけ答えられます。\n"
        "- 期限は今日か、その後の日です。"
        f"受容の終わりの日は今日より後で、{LONGEST_ACCEPTANCE.days}日以内です（自社の決まり）。\n"
        f"- 説明は{LONGEST_NOTE:,}文字まで。証跡のファイルは{COUNT_LIMIT}個まで、一つ{FILE_LIMIT // 2**20}MBまで、"
        f"種類は{'、'.join(ending.removeprefix('.') for ending in SORTS)}です。"
        "同じ指摘に前に付けたファイルは、新しい証跡になりません。\n"
        "- 食い違いが残っていれば、終えた指摘は次の照合でもう一度開きます。受容した指摘は、終わりの日を過ぎた照合で開きます。"
        "開くと、指示の相手と期限は空になり、担当は残ります。\n"
        "- だれも手を付けていない指摘は、食い違いがなくなった照合で終わります。人が進めている指摘は、その人たちが終えます。\n"
    )
