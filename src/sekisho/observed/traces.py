"""Traces of companies, services and data: invoices, traffic, hosting, deliveries, and signs read from logs or scans."""

from datetime import date

from sekisho.record import Record, column, record
from sekisho.terms import LogState, Plane, Ternary


@record("invoice", Plane.OBSERVED, "請求書", dated_by="period_from")
class Invoice(Record):
    """A line of an invoice: who pays whom for what. Without ``entrustment`` it cannot be tied to one piece of work."""

    key: str = column("請求番号", example="IV-0001")
    payer: str = column("支払う会社", refers_to="party", example="P-001")
    payee: str = column("支払先", note="請求書にある名前のまま。", example="しののめ台システムズ株式会社")
    payee_number: str | None = column("支払先の法人番号", default=None)
    service: str | None = column("品目", example="コールセンターシステム利用料", default=None)
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    period_from: date = column("対象期間の初め", example="2026-04-01")
    period_to: date = column("対象期間の終わり", example="2026-04-30")


@record("proxy_log", Plane.OBSERVED, "外部通信", dated_by="first_on")
class Traffic(Record):
    """Traffic from a party's terminals to one outside service."""

    key: str = column("通信番号", example="TF-0001")
    party: str = column("会社番号", refers_to="party", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    domain: str = column("通信先", example="storage.example.com")
    service: str | None = column("サービス名", default=None)
    provider: str | None = column("提供者", note="会社名。", default=None)
    bytes_out: int | None = column("送信量（バイト）", example="52428800", default=None)
    users: int | None = column("人数", example="3", default=None)
    first_on: date = column("最初の日", example="2026-05-01")
    last_on: date = column("最後の日", example="2026-05-31")


@record("architecture", Plane.OBSERVED, "構成の抜取り", dated_by="seen_on")
class Hosting(Record):
    """Where data of an entrustment was really seen: on whose servers, in which country."""

    key: str = column("構成番号", example="H-01")
    entrustment: str = column("委託番号", refers_to="entrustment", example="E-0001")
    operator: str = column("運用する会社", note="構成図や契約にある名前のまま。", example="しののめ台システムズ株式会社")
    system: str | None = column("システム", note="システム名。", default=None)
    country: str | None = column("国", refers_to="country", default=None)
    holds_personal_data: Ternary = column("個人データがある", example="はい", default=Ternary.UNKNOWN)
    seen_on: date = column("確かめた日", example="2026-05-10")


@record("delivery", Plane.OBSERVED, "実際の受渡し", dated_by="delivered_on")
class Delivery(Record):
    """Data that was really handed over or shown: the items as they stood in the file or on the screen (R-14)."""

    key: str = column("受渡番号", example="DV-0001")
    entrustment: str = column("委託番号", refers_to="entrustment", example="E-0001")
    items: tuple[str, ...] = column("データ項目", refers_to="data_item", example="契約者名、契約者住所", default=())
    unmatched_columns: tuple[str, ...] = column("結べない列名", note="項目に結びつかない列の見出し。", default=())
    approved_reason: str | None = column("余りを承認した理由", default=None)
    principals: int | None = column("件数", default=None)
    delivered_on: date = column("受渡日", example="2026-05-01")


@record("sign", Plane.OBSERVED, "兆候", dated_by="first_on")
class Sign(Record):
    """A sign read from a log, a scan or a count, of a kind listed in the catalog (``signs.yaml``).

    The kind says which records can show it and which answers it contradicts.
    """

    key: str = column("兆候番号", example="SG-0001")
    party: str = column("会社番号", refers_to="party", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    sign: str = column("兆候", refers_to="sign", example="external_media_write")
    subject: str | None = column("対象", note="端末・ID・機器などの番号。", example="PC-0413", default=None)
    first_on: date = column("最初の日", example="2026-05-01")
    last_on: date = column("最後の日", example="2026-05-31")
    count: int = column("回数", example="3", default=1)


@record("access_log", Plane.OBSERVED, "ログの連続性", dated_by="period_from")
class LogCoverage(Record):
    """What a log covers, counted from the log itself (S-77): complete, with gaps, altered or rolled back."""

    key: str = column("ログ番号", example="LC-01")
    party: str = column("会社番号", refers_to="party", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    system: str | None = column("システム番号", refers_to="system", default=None)
    log: str = column("ログの種類", example="操作ログ")
    state: LogState = column("状態", example="連続")
    period_from: date = column("期間の初め", example="2026-04-01")
    period_to: date = column("期間の終わり", example="2026-04-30")
    found_on: date | None = column("分かった日", note="空欄は期間の終わり。", default=None)
