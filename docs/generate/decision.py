"""The entrustment test as people go through it: its questions, and the table that decides, which is its spec."""

from pathlib import Path

import yaml

from docs.generate.markdown import table
from docs.generate.words import label
from sekisho.declared.entrustment_test import ENTRY, EXCEPTION
from sekisho.terms import EntrustmentResult, Ternary


def page(spec: Path) -> str:
    """The page of the test; ``spec`` is its table in the tests."""
    content = yaml.safe_load(spec.read_text(encoding="utf-8"))
    questions = (ENTRY, *EXCEPTION)
    asked = table(
        ["問い", "内容", "「いいえ」のとき", "「不明」のとき", "根拠"],
        ([q.id, q.text_ja, q.if_no_ja, q.if_unknown_ja, "、".join(q.rules)] for q in questions),
    )
    decided = table([*(question.id for question in questions), "結果", "決めた問い"], (_row(row) for row in content["rows"]))
    return (
        "# 外部サービスの判定\n\n"
        "契約の名前ではなく、個人データを取り扱わせるかで決めます。分からないことがあれば、監督する側に倒します。\n\n"
        f"{asked}\n## 決め方の表（試験と同じ表）\n\n「-」は、どの答えでも同じです。\n\n{decided}"
    )


def _row(row: list[str]) -> list[str]:
    *answers, result, decided_by = row
    return [*("-" if each == "-" else label(Ternary, each) for each in answers), label(EntrustmentResult, result), decided_by]
