"""The life cycle of one entrustment: before, at and after the contract, and what each stage still lacks (S-12).

Knows the steps of the supervision and which record proves each. Refuses to know databases: what stands is told to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sekisho.declared.entrustments import Entrustment
from sekisho.terms import ContractKind, Ternary, Vocabulary


class LifeStage(Vocabulary):
    """Where an entrustment stands on a day."""

    BEFORE = "before", "契約の前"
    AT = "at", "契約のとき"
    AFTER = "after", "契約の後（委託中）"
    ENDED = "ended", "終了の後"


class Duty(Vocabulary):
    """One step of the supervision; the label is what has to be there."""

    PURPOSE = "purpose", "利用目的との結びつき"
    ITEMS = "items", "預ける情報の特定"
    SELECTION = "selection", "選定の確認（チェックシートの回答）"
    ASSESSMENT = "assessment", "外部サービスの判定"
    CONSENT = "consent", "再委託の承諾"
    CONTRACT = "contract", "契約"
    MEMORANDUM = "memorandum", "個人データの取扱いの覚書"
    DEPARTMENT = "department", "主管部署"
    ROSTER = "roster", "取扱者名簿"
    REPORT = "report", "年次報告"
    INSPECTION = "inspection", "点検"
    DELETION = "deletion", "消去の証明"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands about an entrustment. Days are of the newest record; None: there is none."""

    selected_on: date | None = None
    assessed: bool = False
    consented: bool = False
    contracted: bool = False
    memorandum: bool = False
    handlers: int = 0
    reported_on: date | None = None
    inspected_on: date | None = None
    deleted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its stage, and whether it is done."""

    stage: LifeStage
    duty: Duty
    done: bool


def life_stage(edge: Entrustment, contracted: bool, as_of: date) -> LifeStage:
    """The stage on a day: it is in the course of contracting once there is a contract and work has not begun.

    The last day of the entrustment still counts as in force.
    """
    if edge.ends_on is not None and edge.ends_on < as_of:
        return LifeStage.ENDED
    if edge.starts_on is not None and edge.starts_on <= as_of:
        return LifeStage.AFTER
    return LifeStage.AT if contracted else LifeStage.BEFORE


def steps(edge: Entrustment, standing: Standing, as_of: date) -> Sequence[Step]:
    """Every step that this entrustment needs, in the order of its life."""
    year_ago = _a_year_before(as_of)

    def recent(day: date | None) -> bool:
        return day is not None and day >= year_ago

    needed = [
        Step(LifeStage.BEFORE, Duty.PURPOSE, edge.purpose is not None),
        Step(LifeStage.BEFORE, Duty.ITEMS, bool(edge.items) or edge.handles_personal_data is Ternary.NO),
        Step(LifeStage.BEFORE, Duty.SELECTION, standing.selected_on is not None),
        Step(LifeStage.AT, Duty.CONTRACT, standing.contracted),
        Step(LifeStage.AT, Duty.MEMORANDUM, standing.memorandum),
        Step(LifeStage.AT, Duty.DEPARTMENT, edge.department is not None),
        Step(LifeStage.AFTER, Duty.ROSTER, standing.handlers > 0),
        Step(LifeStage.AFTER, Duty.REPORT, recent(standing.reported_on)),
        Step(LifeStage.AFTER, Duty.INSPECTION, recent(standing.inspected_on)),
        Step(LifeStage.ENDED, Duty.DELETION, standing.deleted_on is not None),
    ]
    if edge.form.is_service:
        needed.insert(3, Step(LifeStage.BEFORE, Duty.ASSESSMENT, standing.assessed))
    if edge.is_sub_entrustment:
        needed.insert(3, Step(LifeStage.BEFORE, Duty.CONSENT, standing.consented))
    if edge.contract_kind is ContractKind.B:
        needed = [step for step in needed if step.duty is not Duty.MEMORANDUM]  # fixed terms are taken as they are
    return needed


def missing_now(edge: Entrustment, standing: Standing, as_of: date) -> Sequence[Duty]:
    """What is not done although its stage has come, the present stage included."""
    order = list(LifeStage)
    now = order.index(life_stage(edge, standing.contracted, as_of))
    return [step.duty for step in steps(edge, standing, as_of) if not step.done and order.index(step.stage) <= now]


def missing_next(edge: Entrustment, standing: Standing, as_of: date) -> Sequence[Duty]:
    """What the next stage will ask for and is not there yet."""
    order = list(LifeStage)
    now = order.index(life_stage(edge, standing.contracted, as_of))
    return [step.duty for step in steps(edge, standing, as_of) if not step.done and order.index(step.stage) == now + 1]


def _a_year_before(day: date) -> date:
    """The same day a year before; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def comes_into_use(before: Entrustment | None, after: Entrustment, as_of: date) -> bool:
    """Whether a version puts an external service into use that was not before; that asks for a decision first (S-14)."""
    return _in_use(after, as_of) and not (before is not None and _in_use(before, as_of))


def _in_use(edge: Entrustment, as_of: date) -> bool:
    return edge.form.is_service and edge.starts_on is not None and edge.starts_on <= as_of
