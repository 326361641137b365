"""How an import stands, in words: what is going on, what came of it, and what to do next. Knows jobs as values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sekisho.formats.books import TITLES

SORTS: Mapping[str, str] = {**TITLES, "subprocessors": "公開された再委託先の一覧"}
_DOING = {"plan": "確かめています", "apply": "取り込んでいます", "undo": "元に戻しています"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of an import. ``name`` is what templates ask for."""

    name: str
    words: str
    counts: str = ""
    next_step: str = "内容を見る"

    @property
    def under_way(self) -> bool:
        """Whether a worker has it, or will."""
        return self.name == "under_way"


def standing(job: Any) -> Standing:
    """How the import of a job stands."""
    if job.state in ("waiting", "running"):
        return Standing("under_way", _DOING.get(job.asked.get("step", ""), "確かめています"), next_step="進み具合を見る")
    if "undone_at" in job.result:
        return Standing("undone", "元に戻しました", _counts(job.result))
    if "applied_at" in job.result:
        return Standing("applied", "取り込みました", _counts(job.result))
    stopped = {
        "refused": Standing("refused", "取り込めません", next_step="理由を見る"),
        "failed": Standing("failed", "止まりました", next_step="もう一度試す"),
    }
    return stopped.get(job.state) or _looked_at(job.result)


def _looked_at(result: Mapping[str, Any]) -> Standing:
    """How a file stands that was read and waits for a person."""
    if result.get("as_a_whole"):
        return Standing("unfit", "取り込めないファイルです", next_step="理由を見る")
    if result.get("faults"):
        return Standing("faulty", f"直す所 {result['faults']:,} 件", next_step="直す所を見る")
    if not any(result.get(sort) for sort in ("added", "changed", "ended")):
        return Standing("same", "変わるところはありません")
    return Standing("planned", "確認を待っています", _counts(result), next_step="取り込む")


def _counts(result: Mapping[str, Any]) -> str:
    words = (("added", "追加"), ("changed", "変更"), ("ended", "終了"))
    return "、".join(f"{word} {result.get(name, 0):,}" for name, word in words)
