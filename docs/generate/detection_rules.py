"""The page of the own rules, from the rules themselves: which place of the form each serves, what it sees, what it needs."""

from collections.abc import Iterable, Mapping

from docs.generate.markdown import anchor, table
from sekisho.catalog import load_catalog
from sekisho.detection.event import SCHEMA, Category
from sekisho.detection.lists import filled_columns
from sekisho.detection.plan import Correlation
from sekisho.detection.rules import ListedRule, columns, listed, own_folder, read_examples
from sekisho.detection.rules.columns import Column, actions
from sekisho.detection.sigma import read_rules

#: The places of the ministry's form that a log can show, in the words of its question.
FORM: Mapping[str, str] = {
    "FORM 3-1": "3-1 外部からの不正アクセスへの措置（従業員の認証等、そのほかの技術的措置）",
    "FORM 3-2①": "3-2① 許可のない外部ストレージ",
    "FORM 3-2②": "3-2② 保守作業端末への取り込み",
    "FORM 3-2③": "3-2③ 保守作業端末への媒体の接続と持出し",
    "FORM 3-2④": "3-2④ 危険な振る舞いの即時の検知",
    "FORM 3-2⑤": "3-2⑤ ログの定期の点検",
    "FORM 3-4": "3-4 作業者の限定、記録の取得と点検、原因の特定",
}

#: What the form asks and no operation log can show, and where the product answers it instead.
ELSEWHERE: Mapping[str, str] = {
    "3-2⑤ 点検そのものの実施": "点検の予定と署名の記録（ログの点検の頁）",
    "3-4 インターネット上の流通の検知": "流通していたデータの出所の特定（sekisho trace）",
    "3-1 境界の装置・更新・診断": "機器の走査と照合（点検項目 EXT-01・02・04・05）",
}

_INTRO = """# 備え付けの検知の規則

操作の記録（ログ）から、様式3-1・3-2・3-4 が名指しする措置と、公開された事案に現れた行いを見つける規則です。Sigma の書き方で、
一つの規則が一つのファイルです。どの規則にも、出るべき例と出てはならない例があり、`sekisho rules test` ですべて確かめられます。

使い方、上限の直し方、除外の書き方、どの事案をいつ見つけるかは[検知の手引](../guide/detection.md)にあります。
"""


def page() -> str:
    """The whole page."""
    rules = listed(read_rules([own_folder()]), read_examples([own_folder()]))
    return "\n".join([_INTRO, _form(rules), _measures(rules), *_each(rules), _columns()])


def _form(rules: Iterable[ListedRule]) -> str:
    rows = [(question, _links(rule for rule in rules if place in _references(rule))) for place, question in FORM.items()]
    return (
        "## 様式のどこに役立つか\n\n"
        + table(("様式の問い", "規則"), rows)
        + "\nログでは示せないものは、ほかの頁とコマンドで扱います。\n\n"
        + table(("様式の問い", "扱うところ"), ELSEWHERE.items())
    )


def _measures(rules: Iterable[ListedRule]) -> str:
    catalog = load_catalog()
    by_measure: dict[str, list[ListedRule]] = {}
    for rule in rules:
        by_measure.setdefault(rule.measure or "", []).append(rule)
    order = [id for id in catalog.check_items if id in by_measure]
    rows = [(id, catalog.check_items[id]["text_ja"], _links(by_measure[id])) for id in order]
    return "## 点検項目ごとの規則\n\n" + table(("項目", "問い", "規則"), rows)


def _each(rules: Iterable[ListedRule]) -> Iterable[str]:
    catalog = load_catalog()
    yield "## 規則\n"
    for rule in rules:
        sign = f"{catalog.signs[rule.sign]['name_ja']}（`{rule.sign}`）" if rule.sign else "なし"
        facts = [
            ("番号", f"`{rule.id}`"),
            ("重さ", rule.level),
            ("点検項目", f"{rule.measure} {catalog.check_items[rule.measure or '']['text_ja']}"),
            ("実態の兆候", sign),
            ("見方", _kind(rule)),
            ("誤って出るとき", rule.notes["false_positives_ja"].strip()),
            ("根拠・事案", "、".join(_references(rule))),
            ("例", f"出る例 {rule.positive}、出ない例 {rule.negative}"),
        ]
        text = "\n".join(rule.notes["description"].strip().splitlines())
        yield f"{anchor(rule.id)}### {rule.title}\n\n{text}\n\n{table(('こと', '中身'), facts)}"


def _kind(rule: ListedRule) -> str:
    says = rule.says
    if not isinstance(says, Correlation):
        return "一件ごと"
    bounds = "、".join(f"{_BOUNDS[each.operator]} {each.number:g}" for each in says.thresholds)
    counted = f"（{says.counted}）" if says.counted else ""
    groups = "・".join(says.group_by)
    return f"{says.type.label}{counted}: {groups} ごとに {_span(says.timespan)} の間で {bounds}"


_BOUNDS = {"gt": "より多い:", "gte": "以上:", "lt": "より少ない:", "lte": "以下:", "eq": "ちょうど:", "neq": "でない:"}


def _span(microseconds: int) -> str:
    seconds = microseconds // 1_000_000
    for size, unit in ((86_400, "日"), (3_600, "時間"), (60, "分")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}秒"


def _columns() -> str:
    rows = [(f"`{name}`", about, "", "共通の列") for name, about in SCHEMA.items()]
    rows += [
        (
            f"`{column.name}`",
            column.about,
            "、".join(f"`{word}` {meaning}" for word, meaning in column.words.items()),
            _origin(column),
        )
        for column in columns().values()
    ]
    words = [
        (
            f"`{category.value}` {category.label}",
            "、".join(f"`{word}` {meaning}" for word, meaning in actions()[category].items()),
        )
        for category in Category
    ]
    return f"{_COLUMNS}\n{table(('列', '意味', '語', 'どこから'), rows)}\n{_WORDS}\n{table(('分類', '語'), words)}"


def _origin(column: Column) -> str:
    told = "一覧との突き合わせ" if column.from_list else "ログ"
    return f"{told}（[補える](../guide/lists.md)）" if column.name in filled_columns() else told


_COLUMNS = """## 規則が名指しする列

ログがこの名前で持つか、列の読み方（`--mapping`）で割り当てます。「一覧との突き合わせ」の列は、名簿・許可の一覧・受付簿などと突き合わせた
結果です。列がないログでは、その列を求める規則は出ません。ただし `approval`、`ticket`、`inquiry`、`witness` がないことは
「番号がない」と読みます。番号を残さないシステムでは、除外に書くか、番号を残すことから始めてください。
"""
_WORDS = "`action` の語は次のとおりです。\n"


def _references(rule: ListedRule) -> list[str]:
    return rule.notes["references"].splitlines()


def _links(rules: Iterable[ListedRule]) -> str:
    return "、".join(f"[{rule.title}](#{rule.id})" for rule in rules)
