"""Published lists of sub-processors: what changed from one list of a vendor to the next.

Knows when two rows are one company (equal names, or a change of name that a person confirmed) and how much speaks for a change
of name. Refuses to apply a change of name by itself: it proposes, with its reasons, and a person decides.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from sekisho.declared.company_names import GENERIC_WORDS, NameParts, compact_name, name_parts, telling
from sekisho.declared.consents import PublishedSubProcessor
from sekisho.declared.list_changes import (
    Certainty,
    CountryChange,
    ListDifference,
    Move,
    ProcessingChange,
    Relation,
    RenameProposal,
    Resemblance,
)
from sekisho.declared.list_report import as_json, report_lines
from sekisho.declared.listed_companies import ListedCompany, companies_of, newest_list, with_confirmed_names
from sekisho.declared.pairing import Pair, clear_pairs

__all__ = [
    "Certainty",
    "CountryChange",
    "ListDifference",
    "ListedCompany",
    "Move",
    "ProcessingChange",
    "Relation",
    "RenameProposal",
    "Resemblance",
    "as_json",
    "common_words",
    "companies_of",
    "difference",
    "newest_list",
    "propose_renames",
    "report_lines",
    "resemblance",
    "with_confirmed_names",
]

_POSSIBLE, _RELATED = 0.6, 0.4
_MARGIN = 0.05
#: A word in this many names of one list (the vendor's own brand in its subsidiaries) tells no company apart.
_COMMON_AT = 3


def difference(before: Sequence[PublishedSubProcessor], after: Sequence[PublishedSubProcessor]) -> ListDifference:
    """Compare two lists of one vendor; an empty ``before`` means that there was none."""
    old, new = companies_of(before), companies_of(after)
    same = _same_companies(old, new)
    ended = [company for company in old if company.key not in {b.key for b, _ in same}]
    added = [company for company in new if company.key not in {a.key for _, a in same}]
    common = common_words(old) | common_words(new)
    clear, ambiguous, related = propose_renames(ended, added, common)
    open_keys = {proposal.before.key for group in (clear, *ambiguous) for proposal in group}
    taken_keys = {proposal.after.key for group in (clear, *ambiguous) for proposal in group}
    still_new = [company for company in added if company.key not in taken_keys]
    countries = [change for change in (CountryChange(b, a) for b, a in same) if change]
    processing = [ProcessingChange(b, a, _comparable(b, a)) for b, a in same if _processing(b) != _processing(a)]
    moved = [Move(b, a) for b, a in same if _moved(b, a, _titles(old), _titles(new))]
    touched = {change.after.key for change in countries} | {c.after.key for c in processing} | {c.after.key for c in moved}
    return ListDifference(
        before_on=max((row.listed_on for row in before), default=None),
        after_on=max((row.listed_on for row in after), default=None),
        new=tuple(still_new),
        ended=tuple(company for company in ended if company.key not in open_keys),
        renamed=clear,
        ambiguous=ambiguous,
        respelled=tuple((b, a) for b, a in same if b.key == a.key and b.name != a.name),
        confirmed=tuple((b, a) for b, a in same if b.key != a.key),
        related=(*(r for r in related if r.new in still_new), *_near_standing([a for _, a in same], still_new, common)),
        country_changed=tuple(countries),
        processing_changed=tuple(processing),
        moved=tuple(moved),
        unchanged=tuple(a for _, a in same if a.key not in touched),
    )


def _same_companies(
    old: Iterable[ListedCompany], new: Sequence[ListedCompany]
) -> tuple[tuple[ListedCompany, ListedCompany], ...]:
    by_name = {company.key: company for company in new}
    by_former = {key: company for company in new for key in company.former_keys}
    found = ((b, by_name.get(b.key) or by_former.get(b.key)) for b in old)
    return tuple((b, a) for b, a in found if a)


def _processing(company: ListedCompany) -> frozenset[str]:
    return frozenset(" ".join(text.casefold().split()) for text in company.processings)


def _comparable(before: ListedCompany, after: ListedCompany) -> bool:
    """Two descriptions can be compared when both are Japanese or neither is, and both are there."""
    return bool(before.processings and after.processings) and _japanese(before) == _japanese(after)


def _japanese(company: ListedCompany) -> bool:
    return any("\u3040" <= letter <= "\u30ff" for text in company.processings for letter in text)


def _titles(companies: Iterable[ListedCompany]) -> frozenset[str]:
    return frozenset(title for company in companies for title in company.sections)


def _moved(before: ListedCompany, after: ListedCompany, old: frozenset[str], new: frozenset[str]) -> bool:
    """A move needs a title that both lists have: a list whose titles were all reworded has moved nobody."""
    left, entered = set(before.sections) - set(after.sections), set(after.sections) - set(before.sections)
    return bool((left & new) or (entered & old) or (entered and _affiliates(before) != _affiliates(after)))


_AFFILIATE_WORDS = ("subsidiar", "affiliate", "group compan", "子会社", "関連会社", "関係会社", "グループ会社")


def _affiliates(company: ListedCompany) -> bool:
    return any(word in title.casefold() for title in company.sections for word in _AFFILIATE_WORDS)


def propose_renames(
    ended: Sequence[ListedCompany], new: Sequence[ListedCompany], common: frozenset[str] = frozenset()
) -> tuple[tuple[RenameProposal, ...], tuple[tuple[RenameProposal, ...], ...], tuple[Relation, ...]]:
    """Clear proposals one to one, groups that are not clear with all candidates, and mere relations of brand.

    ``common`` are words that tell no company of these lists apart.
    """
    seen = {(e.key, n.key): RenameProposal(e, n, resemblance(e, n, common)) for e in ended for n in new}
    scores = {pair: p.resemblance.score for pair, p in seen.items() if p.resemblance.score >= _POSSIBLE}
    clear, groups = clear_pairs(scores, _MARGIN)
    related = [
        Relation(p.before, p.after, p.resemblance.reasons[0])
        for p in seen.values()
        if _RELATED <= p.resemblance.score < _POSSIBLE
    ]
    unlike = [p for p in seen.values() if p.resemblance.score < _RELATED]
    return (
        _proposals(clear, seen),
        tuple(_proposals(group, seen) for group in groups),
        (*related, *_replacements(unlike, ended, new)),
    )


def _proposals(pairs: Iterable[Pair], seen: Mapping[Pair, RenameProposal]) -> tuple[RenameProposal, ...]:
    return tuple(seen[pair] for pair in pairs)


def _replacements(
    unlike: Iterable[RenameProposal], ended: Iterable[ListedCompany], new: Iterable[ListedCompany]
) -> Iterator[Relation]:
    """Companies with unlike names of which each alone does the same work in the same countries: replaced or renamed."""
    did = Counter(_processing(company) for company in ended)
    does = Counter(_processing(company) for company in new)
    for p in unlike:
        work = _processing(p.before)
        alone = work and work == _processing(p.after) and did[work] == does[work] == 1
        if alone and p.before.countries and p.before.countries == p.after.countries:
            reason = "名前は似ていませんが、処理の内容と国が同じです。交代か改名かは、一覧からは分かりません"
            yield Relation(p.before, p.after, reason)


def common_words(companies: Iterable[ListedCompany]) -> frozenset[str]:
    """Words in the names of so many companies of a list that they tell none apart (the vendor's brand in its subsidiaries)."""
    counted = Counter(word for key in {c.key: c for c in companies}.values() for word in name_parts(key.name).words)
    return frozenset(word for word, count in counted.items() if count >= _COMMON_AT)


def _near_standing(
    standing: Sequence[ListedCompany], new: Sequence[ListedCompany], common: frozenset[str]
) -> Iterator[Relation]:
    """New companies with a name like that of one that stays: no change of name, but worth a look."""
    for other in standing:
        for company in new:
            if resemblance(other, company, common).score >= _POSSIBLE:
                reason = f"名前の近い「{other.name}」も載り続けているので改名ではなく、別の行として加わりました"
                yield Relation(other, company, reason)


def resemblance(ended: ListedCompany, new: ListedCompany, common: frozenset[str] = frozenset()) -> Resemblance:
    """How much speaks for ``new`` being the new name of ``ended``.

    The strongest ground of the names counts; what the list says of both (processing, countries, seat) raises or lowers it.
    """
    grounds = [ground for ground in _name_grounds(name_parts(ended.name), name_parts(new.name), common) if ground]
    if not grounds:
        return Resemblance(0.0, ())
    best = max(grounds, key=lambda ground: ground.score)
    support = list(_support(ended, new))
    score = min(0.99, best.score + sum(each.score for each in support))
    return Resemblance(round(score, 2), (*best.reasons, *(reason for each in support for reason in each.reasons)))


def _name_grounds(a: NameParts, b: NameParts, common: frozenset[str]) -> Iterator[Resemblance]:
    yield from _told_by_the_name(a, b)
    yield from _shared_words(a.words, b.words, common)
    yield from _written_otherwise(a, b, common)
    for short, long in ((a, b), (b, a)):
        yield from _acronym(short, long)
        yield from _beginning(short, long, common)
    yield from _spelling(a, b)


def _told_by_the_name(a: NameParts, b: NameParts) -> Iterator[Resemblance]:
    names_a, names_b = ({compact_name(each) for each in (p.main, *p.announced)} for p in (a, b))
    if (names_a & names_b) - ({a.compact} & {b.compact}):
        yield Resemblance(0.97, ("名前の中に、もう一方の名前が旧称・別名として書かれています",))
    if a.compact == b.compact and not (a.bracketed and b.bracketed):
        yield Resemblance(0.86, ("かっこの外の名前が同じです",))
    for inside, other in ((a, b), (b, a)):
        if other.compact in {compact_name(each) for each in inside.bracketed}:
            yield Resemblance(0.76, (f"「{inside.written}」のかっこの中に、もう一方の名前があります",))


def _shared_words(a: frozenset[str], b: frozenset[str], common: frozenset[str]) -> Iterator[Resemblance]:
    shared = telling(a & b, common)
    if not shared:
        return
    said = "・".join(sorted(shared))
    further = telling(a ^ b)
    if a == b:
        yield Resemblance(0.92, (f"名前の語が同じです（{said}）",))
    elif a < b or b < a:
        score, how = (0.74, "別の語が付きました") if further else (0.84, "業種を表す語だけが違います")
        yield Resemblance(score, (f"一方の名前の語（{said}）がもう一方にすべて含まれ、{how}",))
    elif telling(a - b) or telling(b - a):
        yield Resemblance(0.52, (f"同じ銘柄（{said}）の名前ですが、それぞれに違う語があり、別のサービスや会社かもしれません",))
    else:
        yield Resemblance(0.56, (f"銘柄の語（{said}）は同じで、業種を表す語が入れ替わっています",))


_LEAST_BRAND, _LEAST_LATIN, _LONG_LATIN, _LEAST_JAPANESE, _LONG_JAPANESE = 4, 5, 7, 3, 4


def _written_otherwise(a: NameParts, b: NameParts, common: frozenset[str]) -> Iterator[Resemblance]:
    """The same letters, parted or written in other kana: SubRosa and Sub Rosa, サクラ and さくら."""
    alike = a.brand == b.brand and len(a.brand) >= (_LEAST_BRAND if a.brand.isascii() else _LEAST_JAPANESE)
    if alike and not telling(a.words, common) & telling(b.words, common) and a.brand not in common:
        yield Resemblance(0.84, ("業種を表す語を除くと、区切りとかなの書き方だけが違います",))


def _acronym(short: NameParts, long: NameParts) -> Iterator[Resemblance]:
    if len(long.initials) > 1 and short.compact == long.initials:
        score = 0.84 if len(long.initials) > 2 else 0.62
        yield Resemblance(score, (f"「{short.main}」は「{long.main}」の頭文字です",))


def _beginning(short: NameParts, long: NameParts, common: frozenset[str]) -> Iterator[Resemblance]:
    start, whole = short.compact, long.compact
    least, fair = (_LEAST_LATIN, _LONG_LATIN) if start.isascii() else (_LEAST_JAPANESE, _LONG_JAPANESE)
    if len(start) < least or start == whole or not whole.startswith(start) or start in GENERIC_WORDS | common:
        return
    if len(start) * 2 >= len(whole):
        yield Resemblance(0.64 if len(start) >= fair else 0.56, (f"一方の名前が、もう一方の名前の初めの部分（{start}）です",))


_LEAST_SPELLED, _ALIKE = 5, 86.0


def _spelling(a: NameParts, b: NameParts) -> Iterator[Resemblance]:
    only_a, only_b = "".join(sorted(a.words - b.words)), "".join(sorted(b.words - a.words))
    digits_a, digits_b = ("".join(filter(str.isdigit, p.compact)) for p in (a, b))
    if min(len(a.compact), len(b.compact), len(only_a), len(only_b)) < _LEAST_SPELLED or digits_a != digits_b:
        return
    alike = min(fuzz.ratio(a.compact, b.compact), fuzz.ratio(only_a, only_b))
    if alike >= _ALIKE:
        yield Resemblance(0.4 + alike / 200, (f"つづりがよく似ています（{alike:.0f}%）",))


_SAME_TEXT = 90.0


def _support(ended: ListedCompany, new: ListedCompany) -> Iterator[Resemblance]:
    if _comparable(ended, new):
        alike = max(fuzz.token_sort_ratio(a, b) for a in _processing(ended) for b in _processing(new))
        if alike >= _SAME_TEXT:
            yield Resemblance(0.06, ("処理の内容が同じです",))
    if ended.countries and ended.countries == new.countries:
        yield Resemblance(0.02, ("処理の国が同じです",))
    if ended.company_countries and new.company_countries and not ended.company_countries & new.company_countries:
        yield Resemblance(-0.1, ("ただし、会社の国が違います",))
