"""One page per check, with its spec as tables: records in, outcomes out; and an index by pair and rule."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from docs.generate.markdown import code, table
from docs.generate.words import label
from sekisho.planes import BY_SOURCE
from sekisho.reconcile.check import Check
from sekisho.reconcile.checks import all_checks
from sekisho.record import Column
from sekisho.terms import Outcome, Plane, Severity

Case = Mapping[str, Any]


def pages(specs: Path) -> dict[str, str]:
    """The index and the page of every check, by path below the reference."""
    checks = all_checks()
    made = {"checks/README.md": _index(checks)}
    for check in checks:
        spec = specs / f"{check.id}.yaml"
        cases = yaml.safe_load(spec.read_text(encoding="utf-8")) if spec.is_file() else []
        made[f"checks/{check.id}.md"] = _page(check, cases)
    return made


def _index(checks: Sequence[Check]) -> str:
    parts = [
        "# 検査\n\n",
        f"{len(checks)} の検査があります。どれも三つの記録のうち二つ以上（または同じ記録どうし）を突き合わせ、"
        "一致・不一致・判定不能のどれかを返します。判定不能は「問題なし」ではありません。"
        "対象のデータ項目に、通信の秘密・特定利用者情報・要配慮個人情報・特定個人情報・カードの印が付くと、重さが一段上がります。\n",
    ]
    for pair, group in groupby(sorted(checks, key=_by_pair), key=lambda check: check.pair):
        parts.append(f"\n## {_pair_name(pair)}\n\n")
        parts.append(table(["規則", "検査", "重さ", "根拠の強さ", "比べる記録"], (_index_row(check) for check in group)))
    return "".join(parts)


def _by_pair(check: Check) -> tuple[int, str, str, str]:
    return len(check.pair.split("_")), check.pair, check.ground.rule, check.id


def _index_row(check: Check) -> list[str]:
    ground = check.ground
    compared = "、".join(BY_SOURCE[source].schema.sheet for source in ground.compares)
    return [ground.rule, f"[{ground.title}]({check.id}.md)", ground.severity.label, ground.strength.label, compared]


def _pair_name(pair: str) -> str:
    if pair == "three":
        return "台帳と約束と実態"
    names = [label(Plane, word) for word in pair.split("_")]
    return "と".join(names) if len(names) > 1 else f"{names[0]}どうし"


def _page(check: Check, cases: Sequence[Case]) -> str:
    ground = check.ground
    facts = [
        ("規則", ground.rule),
        ("重さ", ground.severity.label),
        ("根拠の強さ", ground.strength.label),
        ("根拠・由来", "、".join(ground.anchors)),
        ("比べる記録", "、".join(_link(source) for source in ground.compares)),
        ("是正", ground.remedy),
        ("コード", f"`sekisho.reconcile.checks.{check.pair}.{check.id}`"),
    ]
    spec = "".join(f"\n### {case['title']}\n\n{_case(case)}" for case in cases)
    return f"# {ground.title}\n\n{_told(check.doc)}\n\n{table(['', ''], facts)}\n## 例（試験と同じ表）\n{spec}"


def _link(source: str) -> str:
    schema = BY_SOURCE[source].schema
    return f"[{schema.sheet}](../formats.md#{source})（{schema.plane.label}）"


def _told(doc: str) -> str:
    """The docstring after its title: labelled sentences, one paragraph each, then the example as code."""
    prose, prompt, example = doc.strip().partition("\n>>> ")
    paragraphs: list[str] = []
    for line in prose.splitlines()[1:]:
        label, colon, rest = line.partition(":")
        if colon and label and " " not in label:
            paragraphs.append(f"**{label}**: {rest.strip()}")
        elif line.strip() and paragraphs:
            paragraphs[-1] += line.strip()
        elif line.strip():
            paragraphs.append(line.strip())
    shown = [f"```python\n>>> {example.strip()}\n```"] if prompt else []
    return "\n\n".join([*paragraphs, *shown])


def _case(case: Case) -> str:
    parts = [f"基準日 {case['as_of']}\n"]
    for source, rows in case["records"].items():
        schema = BY_SOURCE[source].schema
        columns = [column for column in schema.columns if any(column.name in row for row in rows)]
        told = ([_shown(column, row.get(column.name)) for column in columns] for row in rows)
        parts.append(f"\n{schema.sheet}（{schema.plane.label}）\n\n{table([column.heading for column in columns], told)}")
    parts.append("\n判定\n\n")
    parts.append(_outcomes(case["outcomes"]) if case["outcomes"] else "（比べるものがないので、何も言いません）\n")
    return "".join(parts)


def _outcomes(outcomes: Sequence[Mapping[str, Any]]) -> str:
    known: Mapping[str, tuple[str, Callable[[Any], str]]] = {
        "outcome": ("判定", lambda value: f"**{label(Outcome, value)}**"),
        "party": ("会社", str),
        "entrustment": ("委託", lambda value: str(value or "")),
        "severity": ("重さ", lambda value: label(Severity, value)),
        "cites": ("引く記録", "、".join),
        "distinct": ("見分け", code),
    }
    used = [name for name in known if any(name in outcome for outcome in outcomes)]
    rows = [[known[name][1](outcome[name]) if name in outcome else "" for name in used] for outcome in outcomes]
    return table([known[name][0] for name in used], rows)


def _shown(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(_shown(column, each) for each in value)
    if column.vocabulary:
        # YAML reads a bare yes or no as a boolean
        spelled = ("yes" if value else "no") if isinstance(value, bool) else value
        return label(column.vocabulary, spelled)
    return str(value)
