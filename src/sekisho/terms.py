"""Closed vocabularies: the words that records may use, each with its Japanese name.

Knows which values exist and how they are called on screen. Refuses to know what follows from them.
Sources: the two seed documents (contract kinds, delivery modes), APPI Art. 23 and guideline ch. 10
(security control measures), GL3-4-4 (three pillars). Every member's value is the statutory English code.
"""

from enum import StrEnum
from typing import Self


class Vocabulary(StrEnum):
    """A closed set of codes; ``label`` is the Japanese name shown to people.

    >>> Outcome("conflicts").label
    '不一致'
    """

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """A member is written as (code, Japanese name); one is looked up by its code alone, which type checkers read here."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Outcome(Vocabulary):
    """The three outcomes of a comparison. ``cannot_tell`` is never shown as fine."""

    AGREES = "agrees", "一致"
    CONFLICTS = "conflicts", "不一致"
    CANNOT_TELL = "cannot_tell", "判定不能"


class Plane(Vocabulary):
    """Which of the three records a statement belongs to."""

    DECLARED = "declared", "台帳"
    PROMISED = "promised", "約束"
    OBSERVED = "observed", "実態"


class Severity(Vocabulary):
    """Weight of a finding, heaviest first (order of ``list(Severity)``)."""

    CRITICAL = "critical", "重大"
    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低"

    def raised(self, steps: int = 1) -> "Severity":
        """The severity ``steps`` grades heavier; critical stays critical.

        >>> Severity.MEDIUM.raised().label
        '高'
        """
        order = list(Severity)
        return order[max(0, order.index(self) - steps)]


class Strength(Vocabulary):
    """How strong the ground of a check is. Never mixed, always shown."""

    DUTY = "duty", "義務"
    RECOMMENDED = "recommended", "推奨"
    AUTHORITY = "authority", "当局"
    CONTRACT = "contract", "契約"
    OWN_POLICY = "own_policy", "自社"


class Ternary(Vocabulary):
    """A statement that may be unknown. Unknown is never read as yes or as no."""

    YES = "yes", "はい"
    NO = "no", "いいえ"
    UNKNOWN = "unknown", "不明"


class PartyStanding(Vocabulary):
    """Whether a party is the carrier that keeps this registry."""

    CARRIER = "carrier", "当社"
    OTHER = "other", "他社"


class GroupRelation(Vocabulary):
    """Capital relation to the carrier (question 2-11)."""

    PARENT = "parent", "親会社"
    CONSOLIDATED_SUBSIDIARY = "consolidated_subsidiary", "連結子会社"
    NONE = "none", "なし"


class Direction(Vocabulary):
    """Whether the carrier entrusts, or is itself entrusted (3-3, S-75)."""

    GIVEN = "given", "委託"
    RECEIVED = "received", "受託"


class ContractKind(Vocabulary):
    """Question 1-2: individually negotiated, or the vendor's standard terms."""

    A = "A", "種別A（個別契約）"
    B = "B", "種別B（定型約款）"


class EntrustmentForm(Vocabulary):
    """What the arrangement is called. The name never decides whether it is an entrustment (L-ENT-1)."""

    BUSINESS = "business_entrustment", "業務委託"
    CLOUD = "cloud", "クラウドサービス"
    EXTERNAL_SERVICE = "external_service_other", "クラウド以外の外部サービス"
    SERVICE_USE = "service_use", "サービス利用契約"
    DISPATCH = "dispatch", "労働者派遣"

    @property
    def is_service(self) -> bool:
        """True for the forms that were mistaken for 'not an entrustment' in public cases."""
        return self in (EntrustmentForm.CLOUD, EntrustmentForm.EXTERNAL_SERVICE, EntrustmentForm.SERVICE_USE)


class DeliveryMode(Vocabulary):
    """How the entrusted party gets the data (S-03)."""

    HANDED_OVER = "handed_over", "データを渡す"
    ACCOUNT = "account", "当社システムの権限を渡す"
    ON_PREMISES = "on_premises", "当社内で作業する"


class BusinessSegment(Vocabulary):
    """Consumer or corporate business (S-05)."""

    CONSUMER = "consumer", "コンシューマ"
    CORPORATE = "corporate", "法人"


class WorkCategory(Vocabulary):
    """Kind of work; some are high risk by default (B 2-7-2)."""

    CALL_CENTRE = "call_centre", "コールセンター"
    SALES_AGENT = "sales_agent", "販売代理店"
    PRINTING = "printing_mailing", "印刷・発送"
    MAINTENANCE = "maintenance", "システム保守"
    HOSTING = "hosting", "システム・基盤の提供"
    DEVELOPMENT = "development", "開発"
    ANALYSIS = "analysis", "分析"
    COLLECTION = "collection", "料金・債権"
    FIELD_WORK = "field_work", "工事・訪問"
    OTHER = "other", "その他"

    @property
    def is_high_risk(self) -> bool:
        """Call centres, sales agents, printing and maintenance start as high risk (B 2-7-2, checks.yaml)."""
        return self in (
            WorkCategory.CALL_CENTRE,
            WorkCategory.SALES_AGENT,
            WorkCategory.PRINTING,
            WorkCategory.MAINTENANCE,
        )


class DeclaredView(Vocabulary):
    """From which end of an edge the chain was declared."""

    UPPER = "upper", "上位から"
    LOWER = "lower", "下位から"


class ConsentDecision(Vocabulary):
    """Decision on a request for sub-entrustment."""

    GRANTED = "granted", "承諾"
    REFUSED = "refused", "不承諾"
    PENDING = "pending", "判断待ち"


class TransferBasis(Vocabulary):
    """Ground for provision to a third party in a foreign country (APPI Art. 28)."""

    CONSENT = "consent", "本人の同意"
    EQUIVALENT_COUNTRY = "equivalent_country", "同等国"
    EQUIVALENT_ACTION = "equivalent_action", "相当措置"
    NOT_FOREIGN_THIRD_PARTY = "not_foreign_third_party", "外国にある第三者でない"
    UNKNOWN = "unknown", "未判定"


class AppointmentRole(Vocabulary):
    """Roles of the carrier's organisation (S-79)."""

    PRIVACY_COMMITTEE = "privacy_committee", "個人情報保護の委員会"
    SUI_GENERAL_MANAGER = "sui_general_manager", "特定利用者情報統括管理者"
    RESPONSIBLE_PERSON = "responsible_person", "責任者"
    CLERK = "clerk", "事務取扱担当者"


class ApprovalKind(Vocabulary):
    """What kind of work was requested, approved or attended."""

    PRIVILEGED = "privileged_access", "特権・本番作業"
    REMOTE = "remote_connection", "遠隔接続"
    TAKEOUT = "takeout_request", "持出し"
    WITNESS = "witness", "立会い"
    DOWNLOAD = "download", "出力・ダウンロード"


class IncidentKind(Vocabulary):
    """What the incident register holds."""

    INCIDENT = "incident", "漏えい等"
    VIOLATION = "violation", "契約違反"
    SUSPICION = "suspicion", "疑い"


class InvestigationConclusion(Vocabulary):
    """What an investigation concluded."""

    NO_LEAK = "no_leak", "漏えいなし"
    LEAK = "leak", "漏えいあり"
    UNDECIDED = "undecided", "特定できず"
    ONGOING = "ongoing", "調査中"


class MemorandumState(Vocabulary):
    """State of the memorandum on the handling of personal data (1-2, 2-7-1)."""

    SIGNED = "signed", "締結"
    REQUESTED = "requested", "依頼中"
    REFUSED = "refused", "拒否"
    NONE = "none", "なし"
    UNKNOWN = "unknown", "不明"


class TextRead(Vocabulary):
    """How much of a document has been read. 'Not read' is not 'nothing found'."""

    WHOLE = "whole", "全文"
    EXCERPT = "excerpt", "抜粋"
    UNREAD = "unread", "未読"


class ClauseStatus(Vocabulary):
    """State of one clause in one document (LABELLING rules of clauses.md)."""

    PRESENT = "present", "あり"
    WEAK = "weak", "弱い"
    ABSENT = "absent", "なし"
    CANNOT_TELL = "cannot_tell", "判定不能"
    NOT_APPLICABLE = "not_applicable", "対象外"


class ControlDivision(Vocabulary):
    """The five divisions of security control measures that CL-08 must cover."""

    ORGANIZATIONAL = "organizational", "組織的"
    PERSONNEL = "personnel", "人的"
    PHYSICAL = "physical", "物理的"
    TECHNICAL = "technical", "技術的"
    EXTERNAL_ENVIRONMENT = "external_environment", "外的環境"


class Reply(Vocabulary):
    """Answer to one item of a check sheet."""

    YES = "yes", "はい"
    PARTLY = "partly", "一部"
    NO = "no", "いいえ"
    NOT_APPLICABLE = "not_applicable", "対象外"
    UNANSWERED = "unanswered", "未回答"


class CommitmentSource(Vocabulary):
    """Who holds the party to a past promise (R-10)."""

    AUTHORITY = "authority", "当局の文書"
    PREVENTION = "prevention", "再発防止策"
    INSTRUCTION = "instruction", "改善指示"


class InspectionMethod(Vocabulary):
    """How the handling was examined (2-10)."""

    DOCUMENT = "document", "書面点検"
    ONSITE = "onsite", "立入点検"
    INTERVIEW = "interview", "面談・ヒアリング"


class ItemResult(Vocabulary):
    """What an inspector saw for one check item."""

    CONFORMS = "conforms", "適合"
    DEVIATES = "deviates", "不適合"
    NOT_SEEN = "not_seen", "確認できず"


class LogState(Vocabulary):
    """What a period of a log looks like when it is counted."""

    COMPLETE = "complete", "連続"
    GAP = "gap", "欠番・空白"
    ALTERED = "altered", "加工の跡"
    ROLLED_BACK = "rolled_back", "時刻の巻戻り"


class TrainingCourse(Vocabulary):
    """Training that is asked for (2-6)."""

    AT_START = "at_start", "業務開始時"
    YEARLY = "yearly", "定期"
    ENTRY_MATERIAL = "entry_material", "入場前の教材確認"


class Complainant(Vocabulary):
    """Who told of a possible leak."""

    CUSTOMER = "customer", "利用者"
    POLICE = "police", "警察"
    WHISTLEBLOWER = "whistleblower", "通報者"
    CLIENT = "client", "委託元"
    ENTRUSTEE = "entrustee", "委託先"
    OTHER = "other", "その他"


class NoticeKind(Vocabulary):
    """Kinds of document of an authority (APPI 146–148)."""

    GUIDANCE = "guidance", "指導"
    RECOMMENDATION = "recommendation", "勧告"
    ORDER = "order", "命令"
    PUBLICATION = "publication", "公表情報"


class EntrustmentResult(Vocabulary):
    """What the entrustment test says of an arrangement (L-ENT, cloud exception of Q&A 7-53 and 7-54)."""

    OUT_OF_SCOPE = "out_of_scope", "対象外"
    ENTRUSTMENT = "entrustment", "委託"
    CLOUD_EXCEPTION = "cloud_exception", "クラウド例外"
    CANNOT_TELL = "cannot_tell", "判定できない"

    @property
    def treated_as_entrustment(self) -> bool:
        """What cannot be told is supervised as an entrustment until it is told."""
        return self in (EntrustmentResult.ENTRUSTMENT, EntrustmentResult.CANNOT_TELL)


class AssessmentState(Vocabulary):
    """Whether a dated decision about a service may still be relied on."""

    IN_FORCE = "in_force", "有効"
    NOT_YET_DECIDED = "not_yet_decided", "判定前"
    REVIEW_OVERDUE = "review_overdue", "見直し日超過"
    TERMS_CHANGED = "terms_changed", "規約の版の変更"
