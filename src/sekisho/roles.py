"""Who may do what in the office: roles, permissions, and the one table that joins them.

Knows permissions only (may somebody of this role do this at all?). Refuses to know records: which of them somebody reaches
is decided where they are read, and whether a step fits the state of a thing is decided by ``response``. The page that
explains the roles, the pages, the API and the tests are all made from these tables. What is not granted here is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.terms import Plane, Vocabulary


class Permission(Vocabulary):
    """One thing that may be allowed or not; the label completes 「…ことができます」."""

    ENTER_OFFICE = "enter_office", "事務所のページに入る"
    VIEW_REGISTRY = "view_registry", "届く範囲の台帳・約束を見る"
    VIEW_OBSERVED = "view_observed", "届く範囲の実態の記録を見る"
    VIEW_FINDINGS = "view_findings", "届く範囲の指摘を見る"
    EXPORT = "export", "一覧を Excel や CSV に書き出す"
    EDIT_REGISTRY = "edit_registry", "届く範囲の台帳・約束の記録を登録し、直し、終わらせる"
    RECORD_OBSERVED = "record_observed", "点検など、実態の記録を書く"
    DECIDE_CONSENT = "decide_consent", "再委託の承諾を決める"
    CLASSIFY_SERVICE = "classify_service", "外部サービスが委託に当たるかを判定する"
    IMPORT_FILES = "import_files", "ファイルから記録を取り込む"
    RUN_RECONCILE = "run_reconcile", "照合を動かす"
    INSTRUCT = "instruct", "指摘の担当と期限を決め、改善を指示する"
    VERIFY_CORRECTION = "verify_correction", "是正を確かめ、指摘を終える"
    ACCEPT_RISK = "accept_risk", "理由と期限を付けて、指摘をそのままにすることを承認する"
    VIEW_ALERTS = "view_alerts", "届く範囲の警告、届いたログの量、ログの点検を見る"
    TRIAGE_ALERT = "triage_alert", "警告を調べ、説明がつくか、事実かを決める"
    APPROVE_EXCLUSION = "approve_exclusion", "理由と終わりの日を付けて、同じ警告を除外することを承認する"
    RUN_DETECTION = "run_detection", "届いたログを規則で調べ、ログ点検の予定を作る"
    SIGN_LOG_REVIEW = "sign_log_review", "ログの点検に署名する"
    VIEW_AUDIT = "view_audit", "監査の記録を見て、証跡を検証する"
    MANAGE_PEOPLE = "manage_people", "利用者を招き、役割を決め、止める"
    MANAGE_SETTINGS = "manage_settings", "通知先などの設定を変える"
    USE_API = "use_api", "自分の権限の範囲で API の鍵を作る"
    ENTER_PORTAL = "enter_portal", "委託先の窓口に入る"
    ANSWER_INSTRUCTION = "answer_instruction", "自社への改善の指示に、証跡を付けて答える"
    REGISTER_SUB_ENTRUSTEE = "register_sub_entrustee", "自社の再委託先を申告する"
    MANAGE_OWN_PEOPLE = "manage_own_people", "自社の利用者を招き、止める"


class Role(Vocabulary):
    """What somebody is in the office. Everybody has exactly one role."""

    PRIVACY_OFFICE = "privacy_office", "個人情報保護室"
    BUSINESS_DEPARTMENT = "business_department", "所管部署"
    INSPECTOR = "inspector", "点検者"
    ANALYST = "analyst", "ログの分析担当"
    AUDITOR = "auditor", "統括管理者・監査"
    ENTRUSTEE_ADMINISTRATOR = "entrustee_administrator", "委託先の管理者"
    ENTRUSTEE_MEMBER = "entrustee_member", "委託先の担当者"

    @property
    def is_entrusted_party(self) -> bool:
        """Whether somebody of this role belongs to an entrusted party and is bound to it."""
        return self in (Role.ENTRUSTEE_ADMINISTRATOR, Role.ENTRUSTEE_MEMBER)


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """What a role is for, which records it reaches, and what it may do."""

    purpose: str
    reach: str
    permissions: frozenset[Permission]


_EVERYBODY_INSIDE = {
    Permission.ENTER_OFFICE,
    Permission.VIEW_REGISTRY,
    Permission.VIEW_OBSERVED,
    Permission.VIEW_FINDINGS,
    Permission.VIEW_ALERTS,
    Permission.EXPORT,
    Permission.USE_API,
}
_ANSWERING = {Permission.ENTER_PORTAL, Permission.ANSWER_INSTRUCTION, Permission.REGISTER_SUB_ENTRUSTEE}

ROLES: Mapping[Role, RoleDescription] = {
    Role.PRIVACY_OFFICE: RoleDescription(
        "監督の全体を受け持ちます。台帳を整え、照合を動かし、改善を指示し、是正を確かめ、利用者を管理します。",
        "すべての委託と会社に届きます。",
        frozenset(
            _EVERYBODY_INSIDE
            | {
                Permission.EDIT_REGISTRY,
                Permission.RECORD_OBSERVED,
                Permission.DECIDE_CONSENT,
                Permission.CLASSIFY_SERVICE,
                Permission.IMPORT_FILES,
                Permission.RUN_RECONCILE,
                Permission.INSTRUCT,
                Permission.VERIFY_CORRECTION,
                Permission.ACCEPT_RISK,
                Permission.TRIAGE_ALERT,
                Permission.APPROVE_EXCLUSION,
                Permission.RUN_DETECTION,
                Permission.SIGN_LOG_REVIEW,
                Permission.VIEW_AUDIT,
                Permission.MANAGE_PEOPLE,
                Permission.MANAGE_SETTINGS,
            }
        ),
    ),
    Role.BUSINESS_DEPARTMENT: RoleDescription(
        "自部署の委託を受け持ちます。委託と預ける情報を登録し、再委託の承諾を決め、自部署の指摘に改善を指示します。",
        "自部署が所管する委託と、その下に連なる再委託に届きます。",
        frozenset(
            _EVERYBODY_INSIDE
            | {
                Permission.EDIT_REGISTRY,
                Permission.DECIDE_CONSENT,
                Permission.CLASSIFY_SERVICE,
                Permission.INSTRUCT,
            }
        ),
    ),
    Role.INSPECTOR: RoleDescription(
        "書面点検と立入点検を行い、ログの点検に署名し、見たことを記録し、是正されたかを現場で確かめます。",
        "すべての委託と会社を見ます。書けるのは点検の記録と、ログの点検の署名、是正の確認です。",
        frozenset(
            _EVERYBODY_INSIDE
            | {
                Permission.RECORD_OBSERVED,
                Permission.IMPORT_FILES,
                Permission.VERIFY_CORRECTION,
                Permission.SIGN_LOG_REVIEW,
            }
        ),
    ),
    Role.ANALYST: RoleDescription(
        "操作の記録を見て、検知したことを調べ、指摘につなげ、ログの点検に署名します。",
        "すべての委託と会社を見ます。書けるのは実態の記録と、警告の判断、ログの点検の署名です。",
        frozenset(
            _EVERYBODY_INSIDE
            | {
                Permission.RECORD_OBSERVED,
                Permission.IMPORT_FILES,
                Permission.RUN_RECONCILE,
                Permission.TRIAGE_ALERT,
                Permission.RUN_DETECTION,
                Permission.SIGN_LOG_REVIEW,
            }
        ),
    ),
    Role.AUDITOR: RoleDescription(
        "すべてを見て、だれが何を決めたかを追い、証跡が書き換えられていないことを確かめます。何も変えません。",
        "すべての委託と会社を見ます。",
        frozenset(_EVERYBODY_INSIDE | {Permission.VIEW_AUDIT}),
    ),
    Role.ENTRUSTEE_ADMINISTRATOR: RoleDescription(
        "委託先の窓口の責任者です。指示に答え、再委託先を申告し、自社の担当者を招きます。",
        "自社の委託と、その下に連なる再委託だけに届きます。ほかの会社、委託元のメモと評価は見えません。",
        frozenset(_ANSWERING | {Permission.MANAGE_OWN_PEOPLE, Permission.USE_API}),
    ),
    Role.ENTRUSTEE_MEMBER: RoleDescription(
        "委託先の担当者です。指示に証跡を付けて答え、再委託先を申告します。",
        "自社の委託と、その下に連なる再委託だけに届きます。ほかの会社、委託元のメモと評価は見えません。",
        frozenset(_ANSWERING),
    ),
}


def appointed_by(role: Role) -> frozenset[Role]:
    """The roles that somebody of a role may give to others; never one that may do more than its giver.

    >>> sorted(appointed_by(Role.ENTRUSTEE_ADMINISTRATOR)), appointed_by(Role.AUDITOR)
    ([<Role.ENTRUSTEE_ADMINISTRATOR: 'entrustee_administrator'>, <Role.ENTRUSTEE_MEMBER: 'entrustee_member'>], frozenset())
    """
    if permits(role, Permission.MANAGE_PEOPLE):
        return frozenset(Role)
    if permits(role, Permission.MANAGE_OWN_PEOPLE):
        return frozenset(each for each in Role if each.is_entrusted_party)
    return frozenset()


def permits(role: Role, permission: Permission) -> bool:
    """Whether somebody of the role may do this at all.

    >>> permits(Role.AUDITOR, Permission.VIEW_AUDIT), permits(Role.AUDITOR, Permission.INSTRUCT)
    (True, False)
    """
    return permission in ROLES[role].permissions


def writes(role: Role) -> frozenset[Plane]:
    """Which of the three records somebody of the role may write at all.

    >>> sorted(plane.value for plane in writes(Role.INSPECTOR)), sorted(plane.value for plane in writes(Role.AUDITOR))
    (['observed'], [])
    """
    registry = {Plane.DECLARED, Plane.PROMISED} if permits(role, Permission.EDIT_REGISTRY) else set()
    return frozenset(registry | ({Plane.OBSERVED} if permits(role, Permission.RECORD_OBSERVED) else set()))
