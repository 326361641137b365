"""Which kinds of records somebody may see and write, and how pages call them. Knows no record."""

from django.http import Http404
from django.urls import reverse

from sekisho.catalog import load_catalog
from sekisho.planes import BY_SOURCE, KINDS
from sekisho.record import Record
from sekisho.roles import Permission
from sekisho.terms import Plane
from sekisho_site.records.queries.reach import keeps, sees
from sekisho_site.web.permissions import SignedInRequest

#: What the kinds are, where the catalog of the law does not say it.
ABOUT = {
    "party": "委託元、委託先、再委託先など、台帳に出てくる会社",
    "purpose": "業務と、公表した利用目的",
    "system": "個人データを持つ、または触れるシステム",
    "site": "個人データを扱う場所",
    "department": "委託を受け持つ部署",
    "appointment": "委員会、統括管理者、責任者、事務取扱担当者（個人情報保護の体制）",
    "published_list": "定型約款の会社が公開する、再委託先の一覧",
    "external_service_assessment": "外部サービスが委託に当たるかの判定",
    "sub_supervision": "委託先による再委託先の確認と、その報告",
    "work_approval": "特権作業、遠隔接続、持出しなどの申請・承認・立会い",
    "investigation": "外部の申告のあとに行った調査",
    "clause_finding": "契約の条項の読み取り",
    "vendor_terms": "会社の約款とその版",
    "deletion_certificate": "消去したという証明",
    "commitment": "当局の文書や事故のあとの約束",
    "sign": "ログや走査から読んだ兆候",
    "delivery": "実際に渡した、または見せたデータ",
    "inspection_item": "点検で見た項目ごとの結果",
}


def may_see(request: SignedInRequest, kind: type[Record]) -> bool:
    """Whether somebody may see records of the kind at all."""
    observed = kind.schema.plane is Plane.OBSERVED
    permission = Permission.VIEW_OBSERVED if observed else Permission.VIEW_REGISTRY
    return bool(request.user.may(permission)) and sees(request.reach, kind)


def may_write(request: SignedInRequest, kind: type[Record]) -> bool:
    """Whether somebody may write records of the kind at all."""
    observed = kind.schema.plane is Plane.OBSERVED
    permission = Permission.RECORD_OBSERVED if observed else Permission.EDIT_REGISTRY
    return may_see(request, kind) and bool(request.user.may(permission)) and keeps(request.reach, kind)


def visible_kinds(request: SignedInRequest, plane: Plane | None = None) -> list[type[Record]]:
    """The kinds that somebody may see, in the order of the planes."""
    return [kind for kind in KINDS if plane in (None, kind.schema.plane) and may_see(request, kind)]


def plane_named(code: str) -> Plane:
    """The plane of an address, or 404."""
    if code not in set(Plane):
        raise Http404
    return Plane(code)


def kind_named(request: SignedInRequest, plane: str, source: str) -> type[Record]:
    """The kind of an address, or 404 when there is none, or none within reach."""
    kind = BY_SOURCE.get(source)
    if kind is None or kind.schema.plane != plane_named(plane) or not may_see(request, kind):
        raise Http404
    return kind


def about(kind: type[Record]) -> str:
    """What a kind is, in words."""
    source = kind.schema.source
    told = load_catalog().record_kinds.get(source)
    return ABOUT.get(source) or (str(told["name_ja"]) if told else kind.schema.sheet)


def address(view: str, kind: type[Record], *key: str) -> str:
    """The address of a page about a kind or about one of its records."""
    return reverse(view, args=[kind.schema.plane.value, kind.schema.source, *key])


def page_of(kind: type[Record], key: str) -> str:
    """Where people look at a record: companies and entrustments have pages of their own."""
    own = {"party": "party", "registry": "entrustment"}.get(kind.schema.source)
    return reverse(own, args=[key]) if own else address("record", kind, key)
