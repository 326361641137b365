"""All generated pages by path, and the difference to what is on disk."""

from collections.abc import Mapping
from pathlib import Path

from docs.generate import (
    access,
    alert_life,
    catalog,
    checks,
    commands,
    decision,
    detection_rules,
    finding_life,
    formats,
    glossary,
    roles,
    stories,
    usecases,
)

REFERENCE = Path("docs/reference")
GENERATED = "<!-- 自動生成: python -m docs.generate（手で直しません） -->\n\n"

Pages = Mapping[str, str]


def pages(root: Path) -> Pages:
    """Every page that should exist, by its path from the root of the repository."""
    reference = {
        "README.md": _index(),
        "catalog.md": catalog.page(),
        "formats.md": formats.page(),
        "cli.md": commands.page(),
        "detection-rules.md": detection_rules.page(),
        "finding-life.md": finding_life.page(),
        "alert-life.md": alert_life.page(),
        "use-cases.md": usecases.page(root),
        "roles.md": roles.page(),
        "permissions.md": access.page(),
        "entrustment-test.md": decision.page(root / "tests" / "spec" / "entrustment_test.yaml"),
        **checks.pages(root / "tests" / "spec" / "checks"),
    }
    made = {(REFERENCE / name).as_posix(): text for name, text in reference.items()}
    made["GLOSSARY.md"] = glossary.page()
    made["docs/guide/stories.md"] = stories.page()
    return {name: f"{GENERATED}{text.rstrip()}\n" for name, text in sorted(made.items())}


def drifted(root: Path, wanted: Pages) -> list[str]:
    """Paths that are missing, different, or present in the reference although nothing makes them."""
    there = {path.relative_to(root).as_posix() for path in (root / REFERENCE).rglob("*") if path.is_file()}
    changed = {name for name, text in wanted.items() if not _is(root / name, text)}
    return sorted(changed | (there - wanted.keys()))


def write(root: Path, wanted: Pages, stale: list[str]) -> None:
    """Bring the stale paths to what is wanted; what nothing makes any more is removed."""
    for name in stale:
        path = root / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _index() -> str:
    return (
        "# リファレンス\n\n"
        "動いている中身から作る頁です。ずれると `make check` が失敗します。\n\n"
        "- [検査](checks/README.md): 何と何を突き合わせ、どんなときに一致・不一致・判定不能になるか\n"
        "- [備え付けの検知の規則](detection-rules.md): 操作の記録から何を見つけ、様式のどこに役立つか\n"
        "- [外部サービスの判定](entrustment-test.md): 委託かどうかを決める五つの問い\n"
        "- [役割と権限](roles.md): だれに何が届き、何ができるか\n"
        "- [ページと API を開ける役割](permissions.md): 番地ごとに、どの役割が開けるか\n"
        "- [書式](formats.md): 台帳・約束・実態のシートと列\n"
        "- [カタログ](catalog.md): 点検項目、条項、年次報告、データ項目、兆候\n"
        "- [指摘の一生](finding-life.md): 指摘の段階と、だれが何を添えて進められるか\n"
        "- [警告の一生](alert-life.md): ログから上がった警告の段階と、だれが何を添えて進められるか\n"
        "- [コマンド](cli.md): `sekisho` の使い方\n"
        "- [できること](use-cases.md): コマンドや頁が呼ぶ動詞\n"
    )
