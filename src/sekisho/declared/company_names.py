"""How one company's name is built: what stands outside brackets, what brackets add, which words tell it apart.

Knows the habits of writing names in lists of sub-processors. Refuses to say that two names are one company: equal names are
``sekisho.party.normalised_name``, everything else is a proposal for a person (``sekisho.declared.listing``).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sekisho.party import normalised_name

_BRACKETS = re.compile(r"[(\[「『【]([^()\[\]「」『』【】]*)[)\]」』】]")
# what announces that the name after it belongs to the same company
_ANNOUNCED_LATIN = (
    r"(?:formerly|previously)(?:\s+known\s+as)?|also\s+known\s+as|now(?:\s+known\s+as)?|doing\s+business\s+as|trading\s+as"
    r"|[afn]\.?/?k\.?/?a\.?|d\.?/?b\.?/?a\.?"
)
_ANNOUNCED = re.compile(
    rf"^(?:(?:{_ANNOUNCED_LATIN})(?![a-z])|旧社名|旧商号|旧称|旧名|旧|現社名|現|別名|通称|略称)[\s::、,.]*", re.I
)
_ANNOUNCED_INSIDE = re.compile(rf"[\s,]+(?:{_ANNOUNCED_LATIN})\s+", re.I)
_WORD = re.compile(r"[a-z0-9]+|[ァ-ヺー]+|[\u3040-\u309f\u3400-\u9fff々〆]+")
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ"))}
_APOSTROPHE = re.compile(r"['’]")

#: Words that say what kind of business it is, not which one.
GENERIC_WORDS = frozenset(
    """
    cloud web internet online digital data service services solution solutions system systems software technology technologies
    tech platform platforms suite app apps labs lab group holding holdings global international worldwide the of and for by com
    io net org ai network networks communications security api hosting enterprise enterprises analytics center centre centers
    computing storage backup support mail email messaging media studio studios payments
    クラウド ウェブ インターネット デジタル データ サービス サービシーズ ソリューション ソリューションズ システム システムズ
    ソフトウェア ソフト テクノロジー テクノロジーズ プラットフォーム グループ ホールディングス グローバル インターナショナル
    ネットワーク ネットワークス セキュリティ ラボ アナリティクス センター コンピューティング メール メディア スタジオ サポート
    日本 情報 情報処理 情報通信 通信 電話 基盤 技術 技研 開発 電算 計算 事務 運輸 配送 物流 販売 印刷 翻訳 保守
    監視 管理 企画 商事 産業 工業 電機 電子 電設 総研 総合研究所 研究所 総合 金融 決済
    """.split()  # noqa: SIM905 - words are easier to read in lines
)
# 日本 is cut off only where a name begins with it; the other words may stand anywhere
_GENERIC_JAPANESE = re.compile(
    "(^日本|"
    + "|".join(sorted((w for w in GENERIC_WORDS if not w.isascii() and w != "日本"), key=lambda w: (-len(w), w)))
    + ")"
)
_LEGAL_WORDS = frozenset(
    """
    inc incorporated corp corporation co company ltd limited llc llp lp plc pbc ulc gmbh ag kg se sa sas sarl srl spa bv nv
    ab oy aps pty pte kk gk sdn bhd
    """.split()  # noqa: SIM905 - words are easier to read in lines
)
_LEGAL_JAPANESE = re.compile("株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|[((](?:株|有|同)[))]")
_DOMAIN_ENDING = re.compile(r"(?<=\w)(?:\.(?:com|io|ai|net|org|co|jp|dev|app|inc))+$", re.IGNORECASE)
_SPACED_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart.

    ``main`` stands outside brackets, ``announced`` are names that the text itself calls former or other names of the company
    (aka, formerly, 旧 …), ``bracketed`` what brackets hold without saying why (a product, a parent, a short form).
    """

    written: str
    main: str
    announced: tuple[str, ...]
    bracketed: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        """The words of the whole name, legal forms left out."""
        return frozenset(words(" ".join((self.main, *self.announced, *self.bracketed))))

    @property
    def compact(self) -> str:
        """The main name as it is compared."""
        return compact_name(self.main)

    @property
    def brand(self) -> str:
        """The main name without words of business, in one piece; katakana and hiragana are one."""
        return "".join(word for word in words(self.main) if word not in GENERIC_WORDS).translate(_HIRAGANA)

    @property
    def initials(self) -> str:
        """The first letters of the words of the main name, if it is written in Latin letters."""
        parts = words(self.main)
        return "".join(word[0] for word in parts) if all(word.isascii() for word in parts) else ""


@lru_cache(maxsize=8192)
def name_parts(name: str) -> NameParts:
    """Take a name apart.

    >>> name_parts("NexMo Inc (aka Vonage)").announced
    ('Vonage',)
    >>> sorted(name_parts("Twilio & Twilio Sendgrid").words)
    ['sendgrid', 'twilio']
    >>> name_parts("みなと坂テクノロジー株式会社（旧：みなと坂データ）").announced
    ('みなと坂データ',)
    """
    folded = unicodedata.normalize("NFKC", name).strip()
    announced: list[str] = []
    bracketed: list[str] = []
    for inside in _BRACKETS.findall(_LEGAL_JAPANESE.sub(" ", folded)):
        found = _ANNOUNCED.match(inside.strip())
        (announced if found else bracketed).append(inside.strip()[found.end() if found else 0 :].strip())
    outside, *told = _ANNOUNCED_INSIDE.split(_BRACKETS.sub(" ", _LEGAL_JAPANESE.sub(" ", folded)))
    announced.extend(told)
    return NameParts(
        written=name,
        main=" ".join(outside.split()).strip(" ,") or folded,
        announced=tuple(each for each in announced if each),
        bracketed=tuple(each for each in bracketed if each),
    )


def compact_name(name: str) -> str:
    """A name as it is compared here: ``normalised_name`` without the ending of a web address.

    >>> compact_name("Example.io"), compact_name("Example, Inc.")
    ('example', 'example')
    """
    return normalised_name(_DOMAIN_ENDING.sub("", name.strip()))


def words(text: str) -> tuple[str, ...]:
    """The words of a name in order, folded; legal forms are left out, Japanese is cut at words of business.

    >>> words("株式会社アオゾラシステムズ"), words("Amazon Web Services Inc")
    (('アオゾラ', 'システムズ'), ('amazon', 'web', 'services'))
    """
    folded = _LEGAL_JAPANESE.sub(" ", unicodedata.normalize("NFKC", text)).casefold()
    folded = _SPACED_INITIALS.sub(lambda found: found[0].replace(".", ""), _APOSTROPHE.sub("", folded))
    cut = [piece for word in _WORD.findall(folded) for piece in _GENERIC_JAPANESE.split(word) if piece]
    return tuple(word for word in cut if word not in _LEGAL_WORDS) or tuple(cut)


def telling(parts: frozenset[str], common: frozenset[str] = frozenset()) -> frozenset[str]:
    """The words that tell a company apart: neither words of business nor words ``common`` to many names of the lists."""
    return parts - GENERIC_WORDS - common
