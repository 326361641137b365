"""Every layout of logs: what is read, what its columns mean, what is assumed; from the layouts themselves."""

from docs.generate.markdown import anchor, table
from sekisho.detection.event import SCHEMA
from sekisho.detection.rules.columns import columns
from sekisho.formats.events.layout import BESIDE, Layout, layouts
from sekisho.formats.events.mapping import KEYS

_EXAMPLE = """\
```yaml
encoding: cp932
time: [日付, 時刻]
zone: Asia/Tokyo
columns: {user: 社員番号, action: 操作, object: ファイル名}
constants: {party: P07}
```
"""


def section() -> str:
    """The part of the page on formats that tells of logs."""
    parts = [
        "\n## ログ\n\n",
        "`sekisho detect` と `sekisho ingest` が読む形式です。`--format auto` は、名前ではなく中身の初めの部分から見分けます。"
        "文字コード（UTF-8、Shift_JIS、EUC-JP、ISO-2022-JP、UTF-16）と改行も見分け、gzip はそのまま読みます。"
        "読めない行は捨てずに、ファイルと行と理由を出します。行の番号は、記録が始まる物理的な行です。\n\n",
        "元の項目名はそのまま残し、その横に次の共通の列を入れます。元に同じ名前の項目があれば、元の値を残します。\n\n",
        table(["共通の列", "意味"], ([f"`{name}`", told] for name, told in _meanings().items())),
        "\n日時は ISO 8601、年月日（和暦を含む）、午前・午後、syslog とWebサーバーの形、1970年からの秒を読みます。"
        "暦にない日時と、月と日の順が決まらない日時は、読めない行です。\n",
        *(_layout(layout) for layout in layouts().values()),
        _mapping(),
    ]
    return "".join(parts)


def _meanings() -> dict[str, str]:
    """The columns of the schema, and those beside them that some layout fills."""
    filled = {row[0].strip("`") for layout in layouts().values() for row in _filled(layout)}
    return {**SCHEMA, **{name: column.about for name, column in columns().items() if name in filled}}


def _layout(layout: Layout) -> str:
    about = "".join(layout.about.split("\n"))
    parts = [f"\n{anchor(f'log-{layout.name}')}### {layout.title}\n\n`--format {layout.name}`。{about}\n"]
    if layout.columns:
        rows = ([f"`{name}`", told] for name, told in layout.columns.items())
        parts.append(f"\n{table(['元の項目', '意味'], rows)}")
    filled = _filled(layout)
    if filled:
        parts.append(f"\n{table(['共通の列', '入れるもの'], filled)}")
    if layout.assumed:
        parts.append("\n仮定していること:\n\n" + "".join(f"- {text}\n" for text in layout.assumed))
    return "".join(parts)


def _filled(layout: Layout) -> list[list[str]]:
    """For each column of the schema: the source's columns in order, and the words that cases give."""
    found: dict[str, list[str]] = {}
    for then in (*(case.then for case in layout.cases), *(extract.then for extract in layout.extracts)):
        for name, value in then.items():
            words = [f"{value}"] if isinstance(value, str) else [f"`{one}`" for one in value]
            found.setdefault(name, []).extend(words)
    for name, sources in layout.fill.items():
        found.setdefault(name, []).extend(f"`{one}`" for one in sources)
    for name, value in layout.constants.items():
        found.setdefault(name, []).append(value)
    order = [*SCHEMA, *BESIDE]
    return [[f"`{name}`", "、".join(dict.fromkeys(found[name]))] for name in order if name in found]


def _mapping() -> str:
    rows = ([f"`{name}`", told] for name, told in KEYS.items())
    return (
        "\n### 自分で書く読み方（`--mapping`）\n\n"
        "ここにない表やJSONは、列の読み方をYAMLに書いて渡します。書いたところだけが、見分けた形式に勝ります。"
        "共通の列（user など）は、キーとしてそのまま書いてもかまいません。\n\n"
        f"{_EXAMPLE}\n{table(['キー', '書くこと'], rows)}"
    )
