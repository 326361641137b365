"""Identity of a company: corporate number, and names as people write them.

Knows when two spellings are the same name and when a 法人番号 is well formed. Refuses to know which companies exist.
Source: 法人番号の指定等に関する省令2条 (check digit); spellings of 株式会社 and old characters from everyday documents.

Two errors are possible and not alike: two companies taken for one hide a company that nobody declared; one company taken for
two makes a finding that a person clears with an alias. Where it is open, names are kept apart.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

# Forms of companies, as they are written in full, in short, and in the kana of bank transfers. They may stand before or after.
_JAPANESE_FORMS = {
    "株式会社": r"株式会社|\(株\)|^カ\)|\(カ\)?$",
    "有限会社": r"有限会社|\(有\)|^ユ\)|\(ユ\)?$",
    "合同会社": r"合同会社|\([同合]\)|^ド\)|\(ド\)?$",
    "合資会社": r"合資会社|\(資\)",
    "合名会社": r"合名会社|\(名\)",
    "相互会社": r"相互会社|\(相\)",
    "一般社団法人": r"一般社団法人|\(一社\)",
    "一般財団法人": r"一般財団法人|\(一財\)",
    "公益社団法人": r"公益社団法人|\(公社\)",
    "公益財団法人": r"公益財団法人|\(公財\)",
    "独立行政法人": r"独立行政法人|\(独\)",
    "特定非営利活動法人": r"特定非営利活動法人|npo法人|\(特非\)",
    "学校法人": r"学校法人|\(学\)",
    "医療法人": r"医療法人(?:社団|財団)?|\(医\)",
    "社会福祉法人": r"社会福祉法人|\(福\)",
}
# Latin forms stand at the end; "Acme Corp Japan" is not "Acme Japan". Those without a name say nothing of the form.
_LATIN_FORMS = {
    "": "company|co|pty|pte|sdn",
    "inc": "incorporated|inc",
    "corp": "corporation|corp",
    "ltd": "limited|ltd|bhd",
    "llc": r"llc|l\.l\.c",
    "株式会社": r"kk|k\.k",
    "合同会社": r"gk|g\.k",
    "plc": r"plc|p\.l\.c",
    "bv": r"bv|b\.v",
    "nv": r"nv|n\.v",
    **{form: form for form in ("gmbh", "ag", "kg", "sa", "sas", "sarl", "srl", "spa", "se", "ab", "oy", "aps")},
    **{form: form for form in ("llp", "lp", "pbc", "ulc")},
}
# English names of Japanese companies say the form in one of these ways.
_TRANSLATIONS = {"株式会社": frozenset({"inc", "corp", "ltd"}), "合同会社": frozenset({"llc"})}


def _either(forms: Mapping[str, str]) -> str:
    return "|".join(f"(?P<f{place}>{pattern})" for place, pattern in enumerate(forms.values()))


_JAPANESE_FORM = re.compile(_either(_JAPANESE_FORMS))
_LATIN_FORM = re.compile(rf"[\s,.(]*(?<![a-z0-9])(?:{_either(_LATIN_FORMS)})[.)\s]*$")

# Old and variant characters, each row above the modern ones that stand for them in names of companies.
_MODERN = str.maketrans(
    dict(
        pair
        for old, modern in (
            (
                "髙﨑濵濱邊邉澤齋齊櫻廣國學會眞嶋嶌龍澁惠圓榮應藝寶靜瀨靑黑萬與當點發變體豐鐵德亞醫驛鹽緣歐奧橫溫價畫繪覺樂觀關",
                "高崎浜浜辺辺沢斎斉桜広国学会真島島竜渋恵円栄応芸宝静瀬青黒万与当点発変体豊鉄徳亜医駅塩縁欧奥横温価画絵覚楽観関",
            ),
            (
                "歸氣舊據擧峽狹曉區驅勳薰徑經繼螢輕鷄權獻縣劍險驗嚴效恆黃鑛號濟雜參棧贊殘絲兒辭濕實寫壽收從縱處緖敍將燒稱證乘孃",
                "帰気旧拠挙峡狭暁区駆勲薫径経継蛍軽鶏権献県剣険験厳効恒黄鉱号済雑参桟賛残糸児辞湿実写寿収従縦処緒叙将焼称証乗嬢",
            ),
            (
                "條淨讓釀晉盡圖穗隨數樞聲攝專戰淺潛錢禪曾雙壯搜插爭總聰莊裝增臟藏屬續對帶臺瀧擇單擔團彈斷遲晝蟲鑄廳聽鎭轉傳燈獨",
                "条浄譲醸晋尽図穂随数枢声摂専戦浅潜銭禅曽双壮捜挿争総聡荘装増臓蔵属続対帯台滝択単担団弾断遅昼虫鋳庁聴鎮転伝灯独",
            ),
            (
                "讀屆繩腦廢拜賣麥髮拔祕彥拂佛竝辨舖每滿默彌藥譯豫餘譽搖樣謠遙來賴亂覽兩獵綠壘勵禮靈齡曆歷戀爐勞樓郞祿灣舘栁桒𠮷",
                "読届縄脳廃拝売麦髪抜秘彦払仏並弁舗毎満黙弥薬訳予余誉揺様謡遥来頼乱覧両猟緑塁励礼霊齢暦歴恋炉労楼郎禄湾館柳桑吉",
            ),
            (
                "冨峯ヶヵ",
                "富峰ケカ",
            ),
        )
        for pair in zip(old, modern, strict=True)
    )
)

_DASH_AFTER_KATAKANA = re.compile(r"(?<=[ァ-ヺー])[‐-―−-]")
_LONG_MARK_AFTER_NO_KANA = re.compile(r"(?<![ぁ-ゖァ-ヺー])ー")
_LONG_MARK_AT_END = re.compile(r"(?<=[ァ-ヺー]{3})ー+(?![ァ-ヺー])")
_NOISE = re.compile(r"[\s・.,、。'\"’‐-―−()\[\]「」【】〔〕/-]+")


def corporate_number_fault(number: str) -> str | None:
    """Why ``number`` is not a corporate number, in Japanese, or None when it is one.

    >>> corporate_number_fault("7000012050002") is None
    True
    >>> corporate_number_fault("1000012050002")
    '検査数字が合いません（先頭の数字は 7 のはずです）'
    """
    if not re.fullmatch(r"[0-9]{13}", number):
        return "13桁の数字ではありません"
    expected = check_digit(number[1:])
    if int(number[0]) != expected:
        return f"検査数字が合いません（先頭の数字は {expected} のはずです）"
    return None


def check_digit(base: str) -> int:
    """The check digit that stands before the 12 digits ``base`` (weights 1 and 2 from the right, modulus 9)."""
    weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
    return 9 - weighted % 9


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name taken apart: what is left without the form of company, the form (empty: not told), whether the form leads."""

    bare: str
    form: str
    form_leads: bool

    def may_be(self, other: "CompanyName") -> bool:
        """Whether the two may name one company: the same name, and no form that speaks against it.

        >>> company_name("㈱みなと").may_be(company_name("みなと")), company_name("㈱みなと").may_be(company_name("(同)みなと"))
        (True, False)
        """
        if self.bare != other.bare:
            return False
        forms = {self.form, other.form} - {""}
        return len(forms) < 2 or any(forms <= {form, *_TRANSLATIONS.get(form, ())} for form in forms)


@lru_cache(maxsize=2**16)
def company_name(name: str) -> CompanyName:
    """Take a name apart; width, case, old characters and punctuation are gone from what is left."""
    folded = unicodedata.normalize("NFKC", name).translate(_MODERN).casefold().strip()
    found = _JAPANESE_FORM.search(folded)
    form, leads = (_form(found, _JAPANESE_FORMS), found.start() == 0) if found else ("", False)
    rest = _JAPANESE_FORM.sub(" ", folded).strip()
    while (found := _LATIN_FORM.search(rest)) and found.start() > 0:
        form, rest = form or _form(found, _LATIN_FORMS), rest[: found.start()]
    return CompanyName(_bare(rest) or _bare(folded) or folded, form, leads)


def normalised_name(name: str) -> str:
    """The name without legal form, width, case, old characters and punctuation: equal for spellings of one name.

    >>> normalised_name("㈱髙橋データ") == normalised_name("高橋データ　株式会社")
    True
    """
    return company_name(name).bare


def _form(found: re.Match[str], forms: Mapping[str, str]) -> str:
    return list(forms)[int(str(found.lastgroup)[1:])]


def _bare(text: str) -> str:
    """Without punctuation. A dash typed for a long vowel is one; the long vowel at the end of a longer word is free (JIS)."""
    text = _LONG_MARK_AFTER_NO_KANA.sub("", _DASH_AFTER_KATAKANA.sub("ー", text))
    return _NOISE.sub("", _LONG_MARK_AT_END.sub("", text))


class NameIndex:
    """Finds a party by key, corporate number, name or alias; what may mean several parties finds nothing."""

    def __init__(self, names: Iterable[tuple[str, str | None, Iterable[str]]]) -> None:
        """``names`` yields (party key, corporate number or None, every name and alias of the party)."""
        self._numbers: dict[str, str | None] = {}
        self._by_number: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[tuple[str, CompanyName]]] = defaultdict(set)
        for key, number, spellings in names:
            self._numbers[key] = number
            if number:
                self._by_number[number].add(key)
            for spelling in map(company_name, spellings):
                self._by_name[spelling.bare].add((key, spelling))

    def find(self, name: str, number: str | None = None) -> str | None:
        """The key of the party, or None when it is unknown or may be one of several.

        A number decides before a name. A name does not find a party that is known to have another number, nor one whose
        form of company is another; among several the one that is spelled exactly so is meant.
        """
        if name in self._numbers:
            return name
        numbered = self._by_number.get(number, set()) if number else set()
        if len(numbered) == 1:
            return next(iter(numbered))
        wanted = company_name(name)
        fitting = {
            (key, known)
            for key, known in self._by_name.get(wanted.bare, ())
            if known.may_be(wanted) and not self._has_another_number(key, number)
        }
        keys = {key for key, known in fitting if known == wanted} or {key for key, _ in fitting}
        return next(iter(keys)) if len(keys) == 1 else None

    def _has_another_number(self, key: str, number: str | None) -> bool:
        known = self._numbers[key]
        return bool(known and number) and known != number and corporate_number_fault(str(number)) is None
