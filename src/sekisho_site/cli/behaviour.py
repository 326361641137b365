"""What ``sekisho detect`` does with ``--baseline`` and ``--undeclared``: lines for the file, a table and sentences for people.

Knows how results are told. Refuses to know how they come about (``engines.behaviour``, imported when it is used).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.formats.fault import Faults
from sekisho_site.cli.events_judged import Line, Logs
from sekisho_site.cli.files import read_file
from sekisho_site.cli.language import say
from sekisho_site.cli.screen import show_table, tell
from sekisho_site.cli.session import CommandError

if TYPE_CHECKING:
    from sekisho.detection.undeclared import UndeclaredService
    from sekisho.engines.behaviour.baselines import Judged
    from sekisho.engines.behaviour.services import Compared

_FEW_DAYS = 14
_SHOWN = 40


def unusual(  # noqa: PLR0913  (each is a choice of its own)
    logs: Logs, first: date, last: date, budget: int, *, roles: Mapping[str, str], beside: bool
) -> Iterator[Line]:
    """The unusual days from ``first`` to ``last``; ``roles`` gives people's work.

    ``beside``: the lines go elsewhere, the table to stderr.
    """
    from sekisho.engines.behaviour.baselines import judge_days  # noqa: PLC0415

    if first > last:
        raise CommandError(say("--from が --as-of より後です。--from には同じ日か前の日を入れてください。"))
    try:
        judged = judge_days(
            logs.paths, first=first, last=last, budget=budget, layout=logs.layout, mapping=logs.mapping, roster=roles
        )
    except Faults as faults:
        raise CommandError(str(faults)) from faults
    yield from judged.unreadable
    for day in judged.days:
        yield from day.alerts
    _tell_judged(judged, first, last, beside=beside)


def _tell_judged(judged: "Judged", first: date, last: date, *, beside: bool) -> None:
    rows = [
        (alert.day, alert.rank, alert.user, f"{alert.score:.1f}", "\n".join(reason.told for reason in alert.reasons))
        for day in judged.days
        for alert in day.alerts
    ]
    if rows:
        headings = (say("日"), say("順"), say("利用者"), say("強さ"), say("ふだんとの違い"))
        show_table(headings, rows[:_SHOWN], stderr=beside)
    if len(rows) > _SHOWN:
        tell("ほかに {others} 件あります。", others=len(rows) - _SHOWN)
    if not judged.days:
        tell(
            "判定不能: {first}〜{last} の利用者の記録がありません（{start}〜{end} にあります）。基準日を確かめてください。",
            first=first,
            last=last,
            start=judged.first or "-",
            end=judged.last or "-",
        )
    for day in judged.days:
        if not day.past_days:
            tell("判定不能: {day} より前の記録がありません。比べるふだんがないので、何も示しません。", day=day.day)
        elif day.past_days < _FEW_DAYS:
            tell("{day}: 前の記録が {days} 日分しかありません。まだ確かなことは言えません。", day=day.day, days=day.past_days)
    newcomers = sorted({alert.user for day in judged.days for alert in day.alerts if not alert.past_days})
    if newcomers:
        tell("本人の前の記録がなく、同じ仕事の人とだけ比べた利用者: {users}", users="、".join(newcomers))
    if judged.nobodys:
        tell("利用者か時刻のない記録が {count:,} 件あり、比べられませんでした。", count=judged.nobodys)


def undeclared(logs: Logs, registry: Path, *, beside: bool) -> Iterator[Line]:
    """The services that data went to although their party did not declare them."""
    from sekisho.detection.undeclared import Declarations  # noqa: PLC0415
    from sekisho.engines.behaviour.services import compare  # noqa: PLC0415
    from sekisho.formats.declared_services import read_declared_services  # noqa: PLC0415

    content = read_file(registry)
    try:
        declared = read_declared_services(content, str(registry))
        compared = compare(logs.paths, Declarations(declared), layout=logs.layout, mapping=logs.mapping)
    except Faults as faults:
        raise CommandError(str(faults)) from faults
    yield from compared.unreadable
    yield from compared.services
    _tell_compared(compared, {each.party for each in declared}, beside=beside)


def _tell_compared(compared: "Compared", declaring: set[str], *, beside: bool) -> None:
    rows = [
        (each.party or say("（会社不明）"), each.shown, _sent(each), f"{each.users:,}", f"{each.events:,}")
        for each in compared.services
    ]
    if rows:
        headings = (say("会社"), say("通信先"), say("送信量（バイト）"), say("人数"), say("件数"))
        show_table(headings, rows[:_SHOWN], stderr=beside)
    if len(rows) > _SHOWN:
        tell("ほかに {others} 件あります。", others=len(rows) - _SHOWN)
    tell("申告のない通信先 {count:,} 件（記録 {events:,} 件から）。", count=len(rows), events=compared.events)
    silent = sorted(set(compared.parties) - declaring)
    if silent:
        tell("申告が一つもない会社: {parties}。申告の一覧に漏れがないかを確かめてください。", parties="、".join(silent[:20]))
    if compared.events and not compared.parties:
        tell("判定不能: 記録に会社番号（party）がありません。どの会社の申告と比べるか決まりません。")
    if compared.elsewhere:
        tell("送り先の読めない記録が {count:,} 件あり、比べられませんでした。", count=compared.elsewhere)
    if compared.refused:
        tell("止められた通信が {count:,} 件あります。送られていないので数えていません。", count=compared.refused)
    if compared.silent:
        tell(
            "何も送っていない（0 バイト）と記録された通信先が {count:,} 件あります。送信ではないので示しません。",
            count=compared.silent,
        )


def _sent(service: "UndeclaredService") -> str:
    return say("不明") if service.unsized == service.events else f"{service.bytes_out:,}"
