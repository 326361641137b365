"""How many planted insiders stand within the daily budget, and how long a judged day takes, in two worlds of a thousand people.

    python bench/behaviour.py [--users 1000] [--days 60] [--seed 1] [--world office|devices]

Recall is told of people (found on any of their days) and of days, at 10, 25 and 50 a day, by kind of insider; beside it the
same with the six columns that the contract promises and no more. Times are processor time of this process.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.behaviour_data import Planted, generate, six_columns, worlds
from sekisho.engines.behaviour.baselines import judge_days

BUDGETS = (10, 25, 50)


def main() -> None:
    """Generate, judge every day with an insider in it, and print recall."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--users", type=int, default=1000)
    wanted.add_argument("--days", type=int, default=60)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--world", choices=[name for name, _ in worlds()])
    told = wanted.parse_args()
    for name, world in worlds():
        if told.world in (None, name):
            events, planted = generate(told.seed, users=told.users, days=told.days, world=world)
            measure(name, events, planted)
            if world.rich:
                measure(f"{name}, six columns", six_columns(events), planted)


def measure(name: str, events: pa.Table, planted: list[Planted]) -> None:
    """Judge and print one world."""
    days = [day for each in planted for day in each.days]
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        path = Path(folder) / "events.parquet"
        pq.write_table(events, path)
        begin = time.process_time()
        judged = judge_days([path], first=min(days), last=max(days), budget=max(BUDGETS))
        spent = time.process_time() - begin
    ranks = {(alert.user, day.day): alert.rank for day in judged.days for alert in day.alerts}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {judged.events:,} events, {len(judged.days)} days judged, {spent:.0f} s, peak {peak} MB")
    for budget in BUDGETS:
        kinds: dict[str, list[bool]] = defaultdict(list)
        for each in planted:
            kinds[each.kind].append(any(ranks.get((each.user, day), budget + 1) <= budget for day in each.days))
        hit = [ranks.get((each.user, day), budget + 1) <= budget for each in planted for day in each.days]
        people = [found for some in kinds.values() for found in some]
        by_kind = ", ".join(f"{kind} {sum(some)}/{len(some)}" for kind, some in sorted(kinds.items()))
        print(f"  {budget} a day: {sum(people) / len(people):.0%} of people, {sum(hit) / len(hit):.0%} of days ({by_kind})")


if __name__ == "__main__":
    main()
