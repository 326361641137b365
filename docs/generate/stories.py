"""The page of the stories, from their data and from what the checks find in them."""

from docs.generate.markdown import table
from sekisho.stories.run import Fired, StoryResult, run_all
from sekisho.terms import Outcome

_INTRO = """# 物語

公開された事案を、架空の社名に替えて、三つの記録で語り直したものです。**そのころ手に入った記録だけ**で照合し、どの規則が、どの記録から、
いつ指摘できたか、実際の発覚よりどれだけ早いかを計算しています。出す日は書いておくのではなく、記録から求めます。

物語は少数の有名な事案です。割合や傾向を示すものではありません。公表された事実に物語のために補ったことは、それぞれの「補ったこと」に書いています。
日の確かさは、◎（当局・当事者の公表）、○（複数の報道が一致）、△（一つの報道など、未確認）で示します。

`sekisho story C-01` のように動かせます。`sekisho story all` はすべてを動かし、期待と合うかを確かめます。
"""


def page() -> str:
    """The whole page."""
    return _INTRO + "".join(_told(result) for result in run_all())


def _told(result: StoryResult) -> str:
    story = result.story
    count = result.reconciliation.count
    lines = [
        f"\n## {story.id} {story.title}\n",
        f"**当時の認識** {story.believed}\n".replace("\n  ", "\n"),
        f"**のちに判明したこと** {story.came_to_light}\n",
        f"**補ったこと** {story.setting}\n",
    ]
    if story.discovered_on:
        lines.append(f"**発覚** {story.discovered_on}（{story.discovery}）\n")
        lines.append(table(("日", "公表された事実", "確かさ"), ((str(d.day), d.what, d.certainty) for d in story.dates)))
    lines.append(
        f"{story.as_of} の照合: 一致 {count(Outcome.AGREES)}、不一致 {count(Outcome.CONFLICTS)}、"
        f"判定不能 {count(Outcome.CANNOT_TELL)}\n"
    )
    fired = sorted(result.fired, key=lambda each: (each.first_fired_on, each.finding.rule, each.finding.explanation))
    headings = ("出せた日", "発覚より", "規則", "判定", "指摘", "その日の記録")
    lines.append(table(headings, (_row(each) for each in fired)))
    return "\n".join(lines)


def _row(fired: Fired) -> tuple[str, ...]:
    finding = fired.finding
    records = "、".join(f"{item.source} {item.key}" for item in fired.first.evidence[:4])
    rest = len(fired.first.evidence) - 4
    told = records + (f" ほか{rest}件" if rest > 0 else "")
    return (str(fired.first_fired_on), fired.lead or "", finding.rule, finding.outcome.label, fired.first.explanation, told)
