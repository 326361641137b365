"""What summed-up records say, in one short Japanese line each. Knows wording only; sums were made by the query."""

import json
from collections.abc import Callable, Mapping, Sequence

from sekisho.catalog import load_catalog
from sekisho.record import Column, Record
from sekisho_site.records.queries.party_page import TELLING, Group

_MOST_NAMES = 3
_ONE_ITEM = 1


def name_of(kind: type[Record], value: str, column: str) -> str:
    """A value of a column as people read it: the word of a code, the name of an entry of the catalogue."""
    described: Column | None = next((each for each in kind.schema.columns if each.name == column), None)
    if described is None or not value or described.many:
        return value if described is None or not described.many else ""
    if described.vocabulary:
        return next((word.label for word in described.vocabulary if word.value == value), value)
    catalogues = ("check_item", "clause", "annual_item", "sign", "country")
    return load_catalog().name_of(described.refers_to, value) if described.refers_to in catalogues else value


def named(kind: type[Record], label: str) -> str:
    """The first label of a record of a kind as people read it."""
    return name_of(kind, label, TELLING[kind].label)


def label_of(group: Group) -> str:
    """The first label of a group as people read it."""
    return named(group.kind, group.label)


def detail_of(group: Group) -> str:
    """The second label of a group as people read it."""
    return name_of(group.kind, group.detail, TELLING[group.kind].detail)


def names(groups: Sequence[Group], of: Callable[[Group], str] = label_of) -> str:
    """The labels of groups, each once, the first few by name."""
    every = list(dict.fromkeys(filter(None, map(of, groups))))
    more = f" ほか{len(every) - _MOST_NAMES}" if len(every) > _MOST_NAMES else ""
    return "、".join(every[:_MOST_NAMES]) + more


def _listed(value: str) -> list[str]:
    told = json.loads(value) if value else []
    return [str(each) for each in told] if isinstance(told, list) else []


def _persons(groups: Sequence[Group]) -> int:
    return sum(group.persons for group in groups)


def _count(groups: Sequence[Group]) -> int:
    return sum(group.count for group in groups)


def _counted(groups: Sequence[Group], unit: str = "件") -> str:
    return "・".join(f"{label_of(group)} {group.count:,}{unit}" for group in groups[:_MOST_NAMES])


def _chain(groups: Sequence[Group]) -> str:
    newest: dict[str, Group] = {}
    for group in groups:
        known = newest.get(group.label)
        if known is None or (group.newest and known.newest and group.newest > known.newest):
            newest[group.label] = group
    companies = list(dict.fromkeys(name for group in newest.values() for name in _listed(group.detail)))
    if not companies:
        return "再委託なしと申告"
    more = f" ほか{len(companies) - _MOST_NAMES}社" if len(companies) > _MOST_NAMES else ""
    return f"{len(companies)}社（{'、'.join(companies[:_MOST_NAMES])}{more}）"


def _deliveries(groups: Sequence[Group]) -> str:
    items = {item for group in groups for item in _listed(group.label)}
    return f"{len(items)}項目を{_count(groups):,}回受渡し"


def _answers(groups: Sequence[Group]) -> str:
    if len(groups) == _ONE_ITEM:
        return f"「{detail_of(groups[0])}」 {label_of(groups[0])}"
    told: dict[str, int] = {}
    for group in groups:
        told[detail_of(group)] = told.get(detail_of(group), 0) + 1
    return "・".join(f"「{reply}」 {n}項目" for reply, n in told.items())


def _clauses(groups: Sequence[Group]) -> str:
    if len(groups) <= _MOST_NAMES:
        return "、".join(f"{label_of(group)}：{detail_of(group)}" for group in groups)
    told: dict[str, int] = {}
    for group in groups:
        told[detail_of(group)] = told.get(detail_of(group), 0) + 1
    return "条項 " + "・".join(f"{state} {n}" for state, n in told.items())


def _reports(groups: Sequence[Group]) -> str:
    newest = max(groups, key=lambda group: (group.newest is not None, group.newest))
    said = {"no": "変わりなし", "yes": "変わりあり"}.get(newest.detail, "変わりは不明")
    return f"{said}と報告"


def _items_seen(groups: Sequence[Group]) -> str:
    wrong = [group for group in groups if group.detail != "conforms"]
    if len(wrong) == _ONE_ITEM:
        return f"{detail_of(wrong[0])} {label_of(wrong[0])}"
    told: dict[str, int] = {}
    for group in groups:
        told[detail_of(group)] = told.get(detail_of(group), 0) + 1
    return "点検 " + "・".join(f"{result} {n}項目" for result, n in told.items())


_SAYING: Mapping[str, Callable[[Sequence[Group]], str]] = {
    "chain_declaration": _chain,
    "consent_register": _counted,
    "sub_supervision": lambda groups: f"再委託先の確認 {_count(groups):,}回",
    "published_list": lambda groups: f"公開一覧に{len(groups)}社（{names(groups)}）",
    "service_list": lambda groups: f"{len(groups)}件を申告（{names(groups)}）",
    "external_service_assessment": lambda groups: f"判定 {_count(groups):,}件",
    "roster": lambda groups: f"{_persons(groups):,}人（{names(groups)}）",
    "work_approval": lambda groups: f"申請 {_counted(groups)}",
    "site": lambda groups: f"拠点 {_count(groups):,}か所（{names(groups)}）",
    "country_list": lambda groups: "、".join(f"{label_of(group)}：{detail_of(group)}" for group in groups[:_MOST_NAMES]),
    "exception_register": lambda groups: f"例外の許可 {_count(groups):,}件",
    "incident_register": lambda groups: f"申告 {_counted(groups)}",
    "contract": lambda groups: f"覚書 {names(groups)}",
    "clause_finding": _clauses,
    "vendor_terms": names,
    "answer_sheet": _answers,
    "annual_report": _reports,
    "deletion_certificate": lambda groups: f"消去の証明 {_count(groups):,}件",
    "commitment": lambda groups: f"約束「{names(groups, detail_of)}」",
    "account_list": lambda groups: f"ID {_persons(groups):,}個（{names(groups)}）",
    "idp_log": lambda groups: f"ID {_persons(groups):,}個でログイン（{names(groups)}から）",
    "gate_log": lambda groups: f"{_persons(groups):,}人が入室（{names(groups)}）",
    "training_record": lambda groups: f"受講 {max(group.persons for group in groups):,}人",
    "employment_record": lambda groups: f"離任・退職 {_persons(groups):,}人",
    "invoice": lambda groups: f"支払先 {len(groups)}社（{names(groups)}）",
    "proxy_log": lambda groups: f"通信先 {names(groups)}",
    "architecture": lambda groups: f"{names(groups)} の設備（{names(groups, detail_of)}）",
    "delivery": _deliveries,
    "sign": names,
    "access_log": lambda groups: f"ログ {_counted(groups)}",
    "onsite_inspection": lambda groups: _counted(groups, "回"),
    "inspection_item": _items_seen,
}


def say(groups: Sequence[Group]) -> str:
    """What records of one kind say about a topic."""
    saying = _SAYING.get(groups[0].source)
    return saying(groups) if saying else f"{groups[0].kind.schema.sheet} {_count(groups):,}件"
