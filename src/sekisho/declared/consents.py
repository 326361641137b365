"""What was said about the chain: declarations, consents to sub-entrustment, services in use, foreign transfers."""

from datetime import date

from sekisho.record import Record, column, record
from sekisho.terms import ConsentDecision, DeclaredView, Plane, Ternary, TransferBasis


@record("chain_declaration", Plane.DECLARED, "連鎖の申告", dated_by="declared_on")
class ChainDeclaration(Record):
    """What one side said on one day about who stands below an entrustment. No names means 'none', which is a claim."""

    key: str = column("申告番号", example="CD-01")
    entrustment: str = column("委託番号", refers_to="entrustment", example="E-0001")
    view: DeclaredView = column("見方", example="上位から", default=DeclaredView.UPPER)
    declared_on: date | None = column("申告日", example="2026-04-30", default=None)
    sub_entrustees: tuple[str, ...] = column(
        "再委託先",
        note="会社名。読点で区切ります。「なし」の申告は空欄。",
        example="ちとせ原データ株式会社",
        default=(),
    )


@record("consent_register", Plane.DECLARED, "再委託の承諾", dated_by="decided_on")
class Consent(Record):
    """A decision on sub-entrustment, and its scope (S-56). ``items`` or ``countries`` empty: the scope does not limit them."""

    key: str = column("承諾番号", example="CN-01")
    upper: str = column("上位の委託番号", refers_to="entrustment", note="どの委託の下の再委託か。", example="E-0001")
    sub_entrustee: str = column("再委託先", note="会社名または会社番号。", example="ちとせ原データ株式会社")
    giver: str = column("承諾した会社", refers_to="party", example="P-000")
    decision: ConsentDecision = column("判断", example="承諾", default=ConsentDecision.GRANTED)
    decided_on: date | None = column("判断日", example="2024-03-20", default=None)
    written: Ternary = column("書面", example="はい", default=Ternary.UNKNOWN)
    items: tuple[str, ...] = column("項目の範囲", refers_to="data_item", default=())
    countries: tuple[str, ...] = column("国の範囲", refers_to="country", default=())
    expires_on: date | None = column("期限", note="この日まで。", default=None)
    statement_on: date | None = column("取扱い方の書面の日", note="再委託先の扱い方を示す書面を受け取った日。", default=None)


@record("service_list", Plane.DECLARED, "利用サービス", dated_by="declared_on")
class ExternalService(Record):
    """An external service that a party says it uses for an entrustment (S-16, S-17)."""

    key: str = column("サービス番号", example="SV-01")
    party: str = column("使う会社", refers_to="party", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", example="E-0001", default=None)
    service: str = column("サービス名", example="みなとコールクラウド")
    provider: str | None = column("提供者", note="会社名。", example="しののめ台システムズ株式会社", default=None)
    domain: str | None = column("ドメイン", example="call.example.jp", default=None)
    declared_on: date | None = column("申告日", example="2026-04-30", default=None)
    handles_personal_data: Ternary = column("個人データの取扱い", example="はい", default=Ternary.UNKNOWN)
    country: str | None = column("国", refers_to="country", default=None)
    ended_on: date | None = column("利用終了日", default=None)


@record("published_list", Plane.DECLARED, "公開一覧", dated_by="listed_on")
class PublishedSubProcessor(Record):
    """One row of a list of sub-processors that a type B vendor publishes (B 1-2, S-21); a list is all rows of one day.

    ``formerly`` is the name in the earlier list, filled only after a person has confirmed the change of name.
    """

    key: str = column("一覧番号", example="P-010/2026-01-01/001")
    party: str = column("公開した会社", refers_to="party", example="P-010")
    listed_on: date = column("一覧の日", example="2026-01-01")
    name: str = column("再委託先", note="一覧にある名前のまま。", example="Example Cloud Inc.")
    processing: str | None = column("処理の内容", example="データの保管", default=None)
    countries: tuple[str, ...] = column("処理の国", refers_to="country", example="アメリカ合衆国", default=())
    company_country: str | None = column("会社の国", refers_to="country", default=None)
    unread_places: tuple[str, ...] = column("国と読めない場所", note="一覧にある語のまま。", default=())
    formerly: str | None = column("前の名前", note="人が確かめた改名のとき。", default=None)
    section: str | None = column("表の見出し", note="一覧が表に分かれているとき。", example="子会社", default=None)


@record("external_service_assessment", Plane.DECLARED, "外部サービスの判定", dated_by="decided_on")
class ServiceAssessment(Record):
    """The dated decision whether an external service is an entrustment (S-14, S-15; law.md 2).

    ``enters`` … ``not_processing`` are the five questions of the decision tree, in its order.
    """

    key: str = column("判定番号", example="SA-01")
    entrustment: str = column("委託番号", refers_to="entrustment", example="E-0001")
    enters: Ternary = column("Q1 個人データが入る", default=Ternary.UNKNOWN)
    terms_exclude_handling: Ternary = column("Q2 扱わない旨の条項", default=Ternary.UNKNOWN)
    access_prevented: Ternary = column("Q3 平文に触れられない", default=Ternary.UNKNOWN)
    never_handled: Ternary = column("Q4 扱った実績がない", default=Ternary.UNKNOWN)
    not_processing: Ternary = column("Q5 処理の代行でない", default=Ternary.UNKNOWN)
    terms_name: str = column("規約の文書名", example="サービス利用規約")
    terms_version: str = column("規約の版", example="2026-01-15")
    decided_on: date = column("判定日", example="2026-02-01")
    decided_by: str = column("判定者", note="役職名または要員番号。", example="個人情報保護室長")
    review_on: date | None = column("見直し日", note="空欄は判定日から1年。", default=None)


@record("country_list", Plane.DECLARED, "越境の判定", dated_by="assessed_on")
class ForeignTransfer(Record):
    """The ground on which a party abroad may handle the data (APPI Art. 28; XBR-02, XBR-04)."""

    key: str = column("越境番号", example="X-01")
    entrustment: str = column("委託番号", refers_to="entrustment", example="E-0001")
    country: str = column("国", refers_to="country", example="ベトナム")
    basis: TransferBasis = column("根拠", example="相当措置")
    assessed_on: date | None = column("判定日", example="2025-06-01", default=None)
    confirmed_on: date | None = column("年次の確認日", note="相当措置の実施と制度を最後に確かめた日。", default=None)


@record("sub_supervision", Plane.DECLARED, "再委託先の監督", dated_by="examined_on")
class SubSupervision(Record):
    """The yearly examination of a sub-entrustee by its entruster, its report, and the carrier's look at it (S-54)."""

    key: str = column("監督番号", example="SS-01")
    entrustment: str = column("委託番号", refers_to="entrustment", note="再委託（2次以降）の委託番号。", example="E-0002")
    examined_on: date | None = column("確認日", example="2026-02-10", default=None)
    reported_on: date | None = column("報告日", example="2026-03-01", default=None)
    reviewed_on: date | None = column("当社の確認日", example="2026-03-10", default=None)
