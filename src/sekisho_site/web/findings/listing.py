"""The list of findings: its columns, filters and order. Refuses to know how lists are turned, sorted and sent as files."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from sekisho.reconcile.checks import all_checks
from sekisho.response.life import Stage
from sekisho.response.next_steps import asked_for, next_step
from sekisho.response.phases import Phase, checks_in
from sekisho.roles import ROLES, Permission, Role
from sekisho.terms import Outcome, Severity, WorkCategory
from sekisho_site.records.queries import Reach, entrustments_within, findings_within, numbered, parties_within, possible_owners
from sekisho_site.records.queries.figures import SOON_DAYS, STILL_OPEN, party_names, week_of
from sekisho_site.records.queries.registry import departments, parties_called
from sekisho_site.web.clock import today
from sekisho_site.web.frame.templatetags.words import plain_day
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing
from sekisho_site.web.permissions import SignedInRequest

_OPEN = "open"
_STATES = (("opened", "新しい"), ("standing", "続いている"), ("resolved", "照合で解消"))
_DUE = (("over", "期限を過ぎた"), ("week", "7日以内"), ("none", "期限なし"))
_LATEST = date(9999, 12, 31)
_HEAVY = ("evidence", "anchors", "chain")
Rows = QuerySet[Any]


def listing_of(request: SignedInRequest) -> Listing:
    """The findings that this person reaches, those first that are due first and weigh most."""
    day = today()
    names: dict[str, str] = {}
    reached: set[str] = set()
    may = ROLES[Role(request.user.role)].permissions

    def prepare(rows: Sequence[Any]) -> None:
        names.update(party_names([row.party for row in rows] + [row.addressee for row in rows if row.addressee]))
        reached.update(parties_within(request.reach).filter(key__in={row.party for row in rows}).values_list("key", flat=True))

    return Listing(
        name="findings",
        title="指摘と是正",
        caption="指摘の一覧。期限と重要度の順",
        columns=_columns(names, reached, may, day),
        rows=_rows(request.reach),
        order=("due_order", "weight", "-opened_on"),
        filters=_filters(request, day),
        search=lambda rows, words: rows.filter(_called(request.reach, words)),
        search_hint="指摘の番号、会社、題名",
        prepare=prepare,
        empty="条件に合う指摘はありません。",
        defaults={"stage": _OPEN},
        keys_first=True,
    )


def _rows(reach: Reach) -> Rows:
    """Findings with what they are ordered by: what is due on no day comes last, the heaviest first."""
    grades = [When(severity=grade.value, then=Value(number)) for number, grade in enumerate(Severity)]
    return (
        findings_within(reach)
        .select_related("owner")
        .defer(*_HEAVY)
        .annotate(due_order=Coalesce("due_date", Value(_LATEST)), weight=Case(*grades, output_field=IntegerField()))
    )


def _columns(names: Mapping[str, str], reached: Collection[str], may: frozenset[Permission], day: date) -> list[Column]:
    chooses = "check" if Permission.INSTRUCT in may else ""

    def next_cell(row: Any) -> Cell:
        step = next_step(Stage(row.stage), Outcome(row.outcome), may, row.due_date, day)
        acts = row.stage in (Stage.OPENED.value, Stage.ANSWERED.value, Stage.VERIFIED.value)
        asked = asked_for(Stage(row.stage), Outcome(row.outcome), row.explanation, row.remedy)
        return Cell(step, f"{reverse('finding', args=[row.number])}{'#act' if acts else ''}", asked)

    def party_cell(row: Any) -> Cell:
        note = f"指示の相手 {names.get(row.addressee, row.addressee)}" if row.addressee not in ("", row.party) else ""
        page = reverse("party", args=[row.party]) if row.party in reached else ""
        return Cell(names.get(row.party, row.party), page, note)

    return [
        Column("finding", "指摘", lambda row: _finding_cell(row, chooses), ("year", "serial")),
        Column("outcome", "判定", lambda row: _coded("outcome", Outcome, row.outcome), ("outcome",)),
        Column("severity", "重要度", lambda row: _coded("severity", Severity, row.severity), ("weight",)),
        Column("party", "会社", party_cell, ("party",)),
        Column("stage", "段階", lambda row: _coded("stage", Stage, row.stage), ("stage",)),
        Column("owner", "担当", lambda row: Cell(row.owner.name if row.owner else "担当なし"), ("owner__name",)),
        Column("due", "期限", lambda row: Cell(kind="due", code=row.due_date, value=row.due_date or ""), ("due_order",)),
        Column("rule", "規則", lambda row: Cell(row.rule), ("rule",), shown=False),
        Column("opened", "検出した日", lambda row: _day_cell(row.opened_on), ("opened_on",), shown=False),
        Column("state", "照合の状態", lambda row: Cell(dict(_STATES)[row.state]), ("state",), shown=False),
        Column("entrustment", "委託", lambda row: Cell(row.entrustment or "—"), ("entrustment",), shown=False),
        Column("next", "次の一手", next_cell),
    ]


def _finding_cell(row: Any, kind: str) -> Cell:
    told = f"{row.number} {row.title}"
    return Cell(row.title, reverse("finding", args=[row.number]), f"{row.number}　{row.rule}", kind, row.number, told)


def _coded(kind: str, vocabulary: Any, code: str) -> Cell:
    return Cell(kind=kind, code=code, value=vocabulary(code).label)


def _day_cell(day: date) -> Cell:
    return Cell(plain_day(day), value=day)


def _filters(request: SignedInRequest, day: date) -> list[Filter]:
    reach = request.reach
    owners = [("me", "自分"), ("none", "担当なし"), *((person.number, person.name) for person in possible_owners())]
    found = [
        Filter("stage", "段階", _by_stage, [(_OPEN, "終わっていないもの"), *_words(Stage)]),
        Filter("outcome", "判定", _by("outcome"), _words(Outcome)[1:]),
        Filter("severity", "重要度", _by("severity"), _words(Severity)),
        Filter("due", "期限", _by_due(day), _DUE),
        Filter("owner", "担当", _by_owner(request.user), owners),
        Filter("party", "会社", lambda rows, called: rows.filter(_of_party(reach, called))),
        Filter("phase", "監督の段階", _by_phase, _words(Phase)),
        Filter("rule", "規則", _by("rule"), _rules()),
        Filter("work", "業務区分", _by_work(reach), [*_words(WorkCategory), ("none", "会社全体のこと")]),
        Filter("opened", "検出", lambda rows, _: rows.filter(opened_on__gte=week_of(day)), [("week", "今週")]),
        Filter("state", "照合の状態", _by("state"), _STATES),
    ]
    if reach.whole:
        found.insert(6, Filter("department", "所管部署", _by_department, sorted(departments().items())))
    return found


def _words(vocabulary: Any) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in vocabulary]


def _rules() -> list[tuple[str, str]]:
    titles = {check.ground.rule: check.ground.title for check in all_checks()}
    return [(rule, f"{rule} {title}") for rule, title in sorted(titles.items())]


def _by(column: str) -> Callable[[Rows, str], Rows]:
    return lambda rows, value: rows.filter(**{column: value})


def _by_stage(rows: Rows, value: str) -> Rows:
    return rows.filter(stage__in=STILL_OPEN) if value == _OPEN else rows.filter(stage=value)


def _by_due(day: date) -> Callable[[Rows, str], Rows]:
    soon = day + timedelta(days=SOON_DAYS)
    meant = {"over": Q(due_date__lt=day), "week": Q(due_date__gte=day, due_date__lte=soon), "none": Q(due_date__isnull=True)}
    return lambda rows, value: rows.filter(meant[value])


def _by_owner(person: Any) -> Callable[[Rows, str], Rows]:
    def by_owner(rows: Rows, value: str) -> Rows:
        if value == "none":
            return rows.filter(owner__isnull=True)
        return rows.filter(owner=person.pk if value == "me" else int(value.removeprefix("U-")))

    return by_owner


def _by_phase(rows: Rows, value: str) -> Rows:
    return rows.filter(check_id__in=checks_in(Phase(value)))


def _by_department(rows: Rows, value: str) -> Rows:
    return rows.filter(pk__in=findings_within(Reach(department=value)).values("pk"))


def _by_work(reach: Reach) -> Callable[[Rows, str], Rows]:
    """Findings whose entrustment is of a category of work; ``none``: those that name no such entrustment."""

    def by_work(rows: Rows, value: str) -> Rows:
        edges = entrustments_within(reach)
        if value == "none":
            return rows.exclude(entrustment__in=edges.filter(work__isnull=False).values("key"))
        return rows.filter(entrustment__in=edges.filter(work=value).values("key"))

    return by_work


def _of_party(reach: Reach, called: str) -> Q:
    return Q(party=called) | Q(party__in=parties_called(parties_within(reach), called).values("key"))


def _called(reach: Reach, words: str) -> Q:
    checks = [check.id for check in all_checks() if words in check.ground.title or words == check.ground.rule]
    return numbered(words) | _of_party(reach, words) | Q(check_id__in=checks)
