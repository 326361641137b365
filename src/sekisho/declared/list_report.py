"""A difference of two published lists in words for people and as JSON. Knows wording; refuses to find or judge anything."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sekisho.declared.list_changes import CountryChange, ListDifference, Move, ProcessingChange, Relation, RenameProposal
from sekisho.declared.listed_companies import ListedCompany

Naming = Callable[[str], str]


def report_lines(found: ListDifference, country_name: Naming = str) -> list[str]:
    """The difference as Japanese lines: a line of counts, then a headed part for each kind of change that occurred.

    ``country_name`` gives the Japanese name of a country code.
    """
    parts: list[tuple[str, list[str]]] = [
        ("新しく載った会社", [_company(company, country_name) for company in found.new]),
        ("載らなくなった会社", [company.name for company in found.ended]),
        ("改名とみられる会社（確かめるまで別の会社として扱います）", [_proposal(p, country_name) for p in found.renamed]),
        ("改名かもしれないが相手が一つに決まらない会社", [_open(group) for group in found.ambiguous]),
        ("国が変わった会社", [_countries(change, country_name) for change in found.country_changed]),
        ("処理の内容が変わった会社", [_processing(c) for c in found.processing_changed if c.comparable]),
        ("処理の内容を比べられない会社（片方が日本語、または空欄）", [c.after.name for c in _unclear(found)]),
        ("載る表が変わった会社", [_move(move) for move in found.moved]),
        ("確かめ済みの改名", [f"{before.name} → {after.name}" for before, after in found.confirmed]),
        ("書き方だけが変わった会社", [f"{before.name} → {after.name}" for before, after in found.respelled]),
        ("参考: 名前や処理が近い組（改名とは扱いません）", [_relation(relation) for relation in found.related]),
    ]
    lines = [_heading(found)]
    for title, told in parts:
        if told:
            lines += [f"■ {title}: {len(told)}件", *(f"  ・{line}" for line in told)]
    return [*lines, f"■ 変わりのない会社: {len(found.unchanged)}件"]


def _heading(found: ListDifference) -> str:
    if found.after_on is None:
        return "新しい一覧に行がありません。"
    after = f"{found.after_on.isoformat()} の一覧"
    if found.before_on is None:
        return f"{after}（前の一覧はありません）"
    return (
        f"{found.before_on.isoformat()} の一覧 → {after}: 新規 {len(found.new)}、終了 {len(found.ended)}、"
        f"改名の候補 {len(found.renamed) + len(found.ambiguous)}、国の変更 {len(found.country_changed)}"
    )


def _company(company: ListedCompany, country_name: Naming) -> str:
    places = "、".join([*_named(company.countries, country_name), *(f"「{place}」" for place in company.unread_places)])
    sections = f"、表「{'・'.join(company.sections)}」" if company.sections else ""
    return f"{company.name}（処理の国: {places or '書かれていません'}{sections}）"


def _proposal(proposal: RenameProposal, country_name: Naming) -> str:
    change = CountryChange(proposal.before, proposal.after)
    further = f"。改名なら国も変わっています: {_country_words(change, country_name)}" if change else ""
    reasons = "、".join(proposal.resemblance.reasons)
    return (
        f"{proposal.before.name} → {proposal.after.name}"
        f"［{proposal.certainty.label} {proposal.resemblance.score:.2f}］{reasons}{further}"
    )


def _open(group: Iterable[RenameProposal]) -> str:
    return " ／ ".join(f"{p.before.name} → {p.after.name}（{p.resemblance.score:.2f}）" for p in group)


def _countries(change: CountryChange, country_name: Naming) -> str:
    return f"{change.after.name}: {_country_words(change, country_name)}"


def _country_words(change: CountryChange, country_name: Naming) -> str:
    told = [
        *(f"＋{name}" for name in _named(change.added, country_name)),
        *(f"－{name}" for name in _named(change.removed, country_name)),
        *(f"＋「{place}」（国と読めません）" for place in change.places_added),
        *(f"－「{place}」（国と読めません）" for place in change.places_removed),
    ]
    if change.company_moved:
        before, after = (
            "・".join(_named(company.company_countries, country_name)) for company in (change.before, change.after)
        )
        told.append(f"会社の国 {before} → {after}")
    return "、".join(told)


def _processing(change: ProcessingChange) -> str:
    before, after = ("／".join(company.processings) or "空欄" for company in (change.before, change.after))
    return f"{change.after.name}: {before} → {after}"


def _unclear(found: ListDifference) -> Iterator[ProcessingChange]:
    return (change for change in found.processing_changed if not change.comparable)


def _move(move: Move) -> str:
    before, after = ("・".join(company.sections) or "見出しなし" for company in (move.before, move.after))
    return f"{move.after.name}: 「{before}」→「{after}」"


def _relation(relation: Relation) -> str:
    return f"{relation.other.name} と {relation.new.name}: {relation.reason}"


def _named(codes: Iterable[str], country_name: Naming) -> list[str]:
    return [country_name(code) for code in sorted(codes)]


def as_json(found: ListDifference) -> dict[str, Any]:
    """The JSON form of a difference; companies by name as written, countries by code."""
    return {
        "before_on": found.before_on.isoformat() if found.before_on else None,
        "after_on": found.after_on.isoformat() if found.after_on else None,
        "new": [_company_json(company) for company in found.new],
        "ended": [_company_json(company) for company in found.ended],
        "renamed": [_proposal_json(proposal) for proposal in found.renamed],
        "ambiguous": [[_proposal_json(proposal) for proposal in group] for group in found.ambiguous],
        "confirmed_renames": [{"before": before.name, "after": after.name} for before, after in found.confirmed],
        "respelled": [{"before": before.name, "after": after.name} for before, after in found.respelled],
        "related": [{"other": r.other.name, "new": r.new.name, "reason": r.reason} for r in found.related],
        "country_changed": [{"name": c.after.name, **_change_json(c)} for c in found.country_changed],
        "processing_changed": [_processing_json(c) for c in found.processing_changed if c.comparable],
        "processing_cannot_tell": [_processing_json(c) for c in _unclear(found)],
        "moved": [
            {"name": m.after.name, "before": list(m.before.sections), "after": list(m.after.sections)} for m in found.moved
        ],
        "unchanged": [company.name for company in found.unchanged],
    }


def _company_json(company: ListedCompany) -> dict[str, Any]:
    return {
        "name": company.name,
        "countries": sorted(company.countries),
        "unread_places": list(company.unread_places),
        "company_countries": sorted(company.company_countries),
        "processing": list(company.processings),
        "sections": list(company.sections),
    }


def _proposal_json(proposal: RenameProposal) -> dict[str, Any]:
    return {
        "before": proposal.before.name,
        "after": proposal.after.name,
        "certainty": proposal.certainty.value,
        "score": proposal.resemblance.score,
        "reasons": list(proposal.resemblance.reasons),
        **_change_json(CountryChange(proposal.before, proposal.after)),
    }


def _change_json(change: CountryChange) -> dict[str, Any]:
    return {
        "added": sorted(change.added),
        "removed": sorted(change.removed),
        "places_added": list(change.places_added),
        "places_removed": list(change.places_removed),
        "company_countries_before": sorted(change.before.company_countries),
        "company_countries_after": sorted(change.after.company_countries),
    }


def _processing_json(change: ProcessingChange) -> dict[str, Any]:
    return {
        "name": change.after.name,
        "before": list(change.before.processings),
        "after": list(change.after.processings),
    }
