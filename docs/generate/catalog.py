"""What lawyers edit, as it is in force."""

from collections.abc import Iterable, Mapping
from typing import Any

from docs.generate.markdown import anchor, table
from docs.generate.words import label
from sekisho.catalog import Catalog, load_catalog
from sekisho.terms import Strength

Entry = Mapping[str, Any]
_BASES = {
    "duty": "義務",
    "law_scope": "委託の範囲",
    "law_linked": "法定の報告に要る",
    "law_general": "法の繰返し",
    "contract_practice": "契約の実務",
    "own_policy": "自社",
}
_LEVELS = {"required": "必須", "recommended": "推奨", "conditional": "条件つき"}


def page() -> str:
    """The page of the newest catalog."""
    catalog = load_catalog()
    sections = [_check_items, _clauses, _annual_items, _flow_down, _data_items, _signs, _measures, _questions]
    told = (
        f"# カタログ\n\n版 {catalog.version}（{catalog.effective_from} から）。"
        "法務の担当が直すデータで、どの照合も版を一つ選んで使います。\n"
    )
    return told + "".join(section(catalog) for section in sections)


def _check_items(catalog: Catalog) -> str:
    rows = (
        [
            item["id"],
            item["text_ja"],
            label(Strength, item["strength"]),
            _joined(item, "anchors"),
            _joined(item, "evidence_ja"),
            _contradiction(item, catalog),
        ]
        for item in catalog.check_items.values()
    )
    return _section("check_item", "点検項目", ["番号", "項目", "強さ", "根拠・由来", "証跡", "反証になる記録と兆候"], rows)


def _clauses(catalog: Catalog) -> str:
    rows = (
        [item["id"], item["name_ja"], _LEVELS[item["level"]], _BASES[item["basis"]], _joined(item, "anchors")]
        for item in catalog.clauses.values()
    )
    return _section("clause", "条項", ["番号", "条項", "要否", "根拠の種類", "根拠・由来"], rows)


def _annual_items(catalog: Catalog) -> str:
    rows = (
        [item["id"], item["text_ja"], f"種別{item['contract_type']}", _contradiction(item, catalog)]
        for item in catalog.annual_items.values()
    )
    return _section("annual_item", "年次報告の項目", ["番号", "項目", "契約種別", "反証になる記録と兆候"], rows)


def _flow_down(catalog: Catalog) -> str:
    rows = (
        [item["name_ja"], f"`{item['id']}`", " ＞ ".join(level["name_ja"] for level in item["levels"])]
        for item in catalog.flow_down.values()
    )
    return _section("flow_down", "再委託に引き継ぐ水準", ["比べる点", "名前", "水準（強い順）"], rows)


def _data_items(catalog: Catalog) -> str:
    rows = (
        [item["name_ja"], f"`{item['id']}`", "、".join(flag for flag, value in item["flags"].items() if value == "yes")]
        for item in catalog.data_items.values()
    )
    return _section("data_item", "データ項目", ["項目", "名前", "印"], rows)


def _signs(catalog: Catalog) -> str:
    rows = (
        [item["name_ja"], f"`{item['id']}`", _records(item["records"], catalog), "、".join(item["contradicts"])]
        for item in catalog.signs.values()
    )
    return _section("sign", "兆候", ["兆候", "名前", "読み取る記録", "反する点検項目"], rows)


def _measures(catalog: Catalog) -> str:
    rows = (
        [sub["id"], measure["name_ja"], sub["name_ja"], sub["content_ja"], "、".join(sub["checks"])]
        for measure in catalog.measures.values()
        for sub in measure["sub_items"]
    )
    return _section("measure", "安全管理措置（ガイドライン10 別添）", ["番号", "見出し", "措置", "内容", "点検項目"], rows)


def _questions(catalog: Catalog) -> str:
    rows = (
        [question["number"], question["heading_ja"], question["title_ja"], _joined(question, "must_contain_ja")]
        for question in catalog.questions.values()
    )
    return _section("question", "総務省のヒアリング様式", ["番号", "見出し", "設問", "書くこと"], rows)


def _section(name: str, title: str, headings: list[str], rows: Iterable[list[str]]) -> str:
    return f"\n{anchor(name)}## {title}\n\n{table(headings, rows)}"


def _joined(item: Entry, field: str) -> str:
    return "、".join(item.get(field) or ())


def _contradiction(item: Entry, catalog: Catalog) -> str:
    contradiction = item.get("contradiction")
    return f"{_records(contradiction['records'], catalog)}: {contradiction['sign_ja']}" if contradiction else ""


def _records(ids: Iterable[str], catalog: Catalog) -> str:
    return "、".join(catalog.record_names.get(each, each) for each in ids)
