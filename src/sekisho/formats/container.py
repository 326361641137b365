"""Is this file really a workbook, and safe to parse? Looked at before anything is read from it.

Knows what other files look like when they are called .xlsx, how big a workbook may be, and which cells cannot be taken as
values. Refuses to read values. What the reader gets afterwards is packed anew from the parts that were checked, so that it
cannot see another file than the one judged here.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from sekisho.formats.fault import Fault, Faults
from sekisho.formats.sheetscan import SheetScan, scan_sheet

FILE_LIMIT = 50 * 2**20
PART_COUNT_LIMIT = 2_000
UNPACKED_LIMIT = 400 * 2**20
#: A part may unpack to this many times its size, once it is larger than a megabyte.
RATIO_LIMIT = 200
_CHUNK = 2**20

_SAVE_AS = "Excelで開き、「名前を付けて保存」で「Excelブック（*.xlsx）」を選んで保存し直してください。"
_BROKEN = "もう一度書き出すか、送り直してもらってください。"
_UNSAFE = "安全のため取り込みません。値だけを新しい様式に写してください。"

#: Parts by which another kind of zip is known.
_OTHER_ZIPS = (
    ("xl/workbook.bin", "Excelバイナリブック（xlsb）です", _SAVE_AS),
    ("word/document.xml", "Wordの文書です", "取り込むファイルを確かめてください。"),
    ("ppt/presentation.xml", "PowerPointの文書です", "取り込むファイルを確かめてください。"),
    ("mimetype", "OpenDocument（ods など）の文書です", _SAVE_AS),
)
#: Parts that a workbook of values has no need of.
_REFUSED_PARTS = (
    (re.compile(r"vbaProject|macrosheets/", re.IGNORECASE), "マクロを含むブックです"),
    (re.compile(r"^xl/externalLinks/", re.IGNORECASE), "ほかのブックへのリンクを含みます"),
    (re.compile(r"^xl/(?:embeddings|activeX)/", re.IGNORECASE), "埋め込まれたファイルや部品を含みます"),
    (re.compile(r"^xl/(?:connections\.xml|queryTables/)", re.IGNORECASE), "外部データへの接続を含みます"),
)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_COUNTED_FROM_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)")


@dataclass(frozen=True, slots=True)
class Container:
    """A workbook that may be read: its checked parts packed anew, and what was seen in each sheet, in workbook order."""

    content: bytes
    sheets: Mapping[str, SheetScan]


def open_container(content: bytes, name: str) -> Container:
    """Check the file ``content`` called ``name``. Raises Faults when it must not or cannot be read."""
    why = _not_a_zip(content)
    if why:
        raise Faults([Fault(name, *why)])
    try:
        parts = _parts(content, name)
        return Container(_packed(parts), _scanned(parts, name))
    except Faults:
        raise
    # ValueError: a damaged directory can send the reader to a place before the file
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, etree.XMLSyntaxError) as error:
        raise Faults([Fault(name, "途中で切れているか、壊れています", _BROKEN)]) from error


def _not_a_zip(content: bytes) -> tuple[str, str] | None:
    if not content:
        return "空のファイルです", _BROKEN
    if len(content) > FILE_LIMIT:
        return f"大きすぎます（{len(content) // 2**20}MB）", f"{FILE_LIMIT // 2**20}MBまでに分けてください。"
    if content.startswith(b"PK\x03\x04"):
        return None
    return _old_office(content) if content.startswith(b"\xd0\xcf\x11\xe0") else _other_file(content)


def _other_file(content: bytes) -> tuple[str, str]:
    if content.startswith(b"%PDF"):
        return "PDFです。Excelのブックではありません", "元のExcelのブックを取り込んでください。"
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<", content):
        return "HTMLかXMLの文書です。Excelのブックではありません", _SAVE_AS
    if content.startswith(_IMAGES):
        return "画像です。Excelのブックではありません", "元のExcelのブックを取り込んでください。"
    if _is_text(content):
        return "CSVなどの文字のファイルです。Excelのブックではありません", "様式のブックに写して取り込んでください。"
    return "Excelのブック（xlsx）ではありません", "取り込むファイルを確かめてください。"


def _old_office(content: bytes) -> tuple[str, str]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "パスワードで保護されたブックです", "パスワードを外して保存し直してください。"
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return "古いExcel形式（xls）です。名前だけxlsxになっています", _SAVE_AS
    return "古いOffice形式の文書です", _SAVE_AS


def _is_text(content: bytes) -> bool:
    head = content[:4096]
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "cp932"):
        try:
            head[: len(head) - 4 or None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _parts(content: bytes, name: str) -> dict[str, bytes]:
    """Every XML part, unpacked with its real size counted."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        faults = list(_refused(entries, name))
        if faults:
            raise Faults(faults)
        parts: dict[str, bytes] = {}
        left = UNPACKED_LIMIT
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                parts[entry.filename] = _unpacked(archive, entry, left, name)
                left -= len(parts[entry.filename])
    faults = list(_unsafe(parts, name))
    if faults:
        raise Faults(faults)
    return parts


def _refused(entries: list[zipfile.ZipInfo], name: str) -> Iterator[Fault]:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        yield Fault(name, "パスワードで保護されたZIPです", "パスワードを外して保存し直してください。")
    elif "xl/workbook.xml" not in names:
        other = next(((why, remedy) for part, why, remedy in _OTHER_ZIPS if part in names), None)
        yield Fault(name, *(other or ("Excelのブックではない圧縮ファイルです", "取り込むファイルを確かめてください。")))
    elif len(names) > PART_COUNT_LIMIT or len(set(names)) != len(names):
        yield Fault(name, "部品の数が多すぎるか、同じ名前の部品があります", _UNSAFE)
    elif sum(entry.file_size for entry in entries) > UNPACKED_LIMIT or any(_is_bomb(entry) for entry in entries):
        yield Fault(name, "展開すると異常に大きくなります", _UNSAFE)
    for pattern, why in _REFUSED_PARTS:
        if any(pattern.search(part) for part in names):
            yield Fault(name, why, _UNSAFE)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _CHUNK and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, name: str) -> bytes:
    """The part's bytes. A part that unpacks to more than it declares fails its checksum; the sum is limited all the same."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Faults([Fault(name, "Excelが使わない圧縮方式です", _SAVE_AS)])
    chunks, size = [], 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise Faults([Fault(name, "展開すると異常に大きくなります", _UNSAFE)])
            chunks.append(chunk)
    return b"".join(chunks)


def _unsafe(parts: Mapping[str, bytes], name: str) -> Iterator[Fault]:
    for part, content in parts.items():
        if b"\x00" in content or _DOCTYPE.search(content):
            yield Fault(name, f"文書型宣言や実体参照など、Excelが書かない記述があります（{part}）", _UNSAFE)
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        yield Fault(name, "マクロを含むブックです", _UNSAFE)
    if _COUNTED_FROM_1904.search(parts["xl/workbook.xml"]):
        yield Fault(name, "日付を1904年から数える設定のブックです", "Excelの詳細設定で「1904年から計算する」を外してください。")


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return packed.getvalue()


def _scanned(parts: Mapping[str, bytes], name: str) -> dict[str, SheetScan]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    book = etree.fromstring(parts["xl/workbook.xml"], parser)
    relations = etree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), parser)
    targets = {node.get("Id"): node.get("Target", "") for node in relations.iter("{*}Relationship")}
    scans: dict[str, SheetScan] = {}
    for sheet in book.iter("{*}sheet"):
        title = sheet.get("name", "")
        identity = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), None)
        part = posixpath.normpath(posixpath.join("/xl", str(targets.get(identity, "")))).lstrip("/")
        if part not in parts or title in scans:
            raise Faults(
                [Fault(name, "シートの中身が見つからないか、同じ名前のシートが二つあります", _SAVE_AS, sheet=str(title))]
            )
        scans[str(title)] = scan_sheet(parts[part], name, str(title))
    return scans
