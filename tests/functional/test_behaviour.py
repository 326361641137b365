"""`sekisho detect --baseline`, `--undeclared` and `sekisho who`, as people call them."""

import json

import pytest

from tests.functional.driving import sekisho
from tests.unit.engines.behaviour.writing import at, office, write

NIGHT = [
    {"timestamp": at(29, 22, n), "user": "u3", "host": "PC-3", "category": "datastore", "action": "lookup", "role": "clerk"}
    | {"customer": f"X-{n}"}
    for n in range(60)
]


@pytest.fixture
def logs(tmp_path):
    """A small office with one night of look-ups, and a line that cannot be read."""
    path = write(tmp_path / "操作.jsonl", [*office(), *NIGHT])
    with path.open("a", encoding="utf-8") as stream:
        stream.write("途中で切れた\n")
    return path


def lines(path):
    """The lines of a file of JSON."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_unusual_night_is_ranked_within_the_budget(logs, tmp_path):
    out = tmp_path / "out.ndjson"
    asked = ("--baseline", "--as-of", "2026-03-30", "--budget", "1")
    done = sekisho("detect", logs, *asked, "--json", out, home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    kinds = {line["kind"]: line for line in lines(out)}
    assert kinds["unreadable"]["why"]
    assert (kinds["baseline"]["subject"], kinds["baseline"]["rank"]) == ({"user": "u3"}, 1)
    assert "ふだん" in done.stderr
    assert not (tmp_path / "home").exists()


def test_a_day_without_records_is_no_clean_day(logs, tmp_path):
    done = sekisho("detect", logs, "--baseline", "--as-of", "2027-01-01", home=tmp_path / "home")
    assert done.returncode == 0
    assert "判定不能" in done.stderr


def test_a_registry_is_read_with_its_faults(logs, tmp_path):
    registry = tmp_path / "申告.csv"
    registry.write_bytes("party,domain,service,purpose\n,a..b,,\n".encode("cp932"))
    done = sekisho("detect", logs, "--undeclared", registry, "--json", tmp_path / "out", home=tmp_path / "home")
    assert done.returncode == 2
    assert "申告.csv!2行目『party』" in done.stderr
    assert not (tmp_path / "out").exists()


def test_undeclared_traffic_is_a_line_each(tmp_path):
    traffic = [
        {"timestamp": at(1), "party": "P-1", "user": "u1", "url": f"https://{host}/", "bytes_out": 7}
        for host in ("ok.example.com", "up.example.org")
    ]
    registry = tmp_path / "r.csv"
    registry.write_text("party,domain,service,purpose\nP-1,example.com,保管,保管\n", encoding="utf-8")
    words = ("detect", write(tmp_path / "p.jsonl", traffic), "--undeclared", registry, "--json", "-")
    done = sekisho(*words, home=tmp_path / "home")
    (line,) = (json.loads(each) for each in done.stdout.splitlines())
    assert {
        "kind": "undeclared_service",
        "party": "P-1",
        "domain": "example.org",
        "bytes_out": 7,
        "users": 1,
    }.items() <= line.items()


def test_who_touched_a_customer_is_told_exported_and_sealed(logs, small, tmp_path):
    answer, timeline = tmp_path / "a.json", tmp_path / "t.jsonl"
    words = ("who", logs, "--customer", "X-7", "--json", answer, "--timesketch", timeline, "--seal")
    done = sekisho(*words, home=small)
    assert done.returncode == 0, done.stderr
    told = json.loads(answer.read_text(encoding="utf-8"))
    assert (told["outcome"], [each["account"] for each in told["people"]]) == ("touched", ["u3"])
    assert lines(timeline)[0].keys() >= {"message", "datetime", "timestamp_desc"}
    sha256 = next(line.removeprefix("SHA-256 ") for line in done.stdout.splitlines() if line.startswith("SHA-256"))
    sealed = small / "evidence" / sha256[:2] / sha256[2:]
    assert json.loads(sealed.read_bytes())["people"] == told["people"]
    assert b"X-7" not in (small / "db.sqlite3").read_bytes()
    assert sekisho("verify", home=small).returncode == 0


def test_nobody_is_not_claimed_over_a_hole(logs, tmp_path):
    done = sekisho("who", logs, "--customer", "C-NONE", home=tmp_path / "home")
    assert "判定不能" in done.stdout
    assert "見えない期間" in done.stdout
    one_day = ("--from", "2026-03-30", "--to", "2026-03-30")
    clean = write(tmp_path / "clean.jsonl", NIGHT)
    assert "触れた記録なし" in sekisho("who", clean, "--customer", "C-NONE", *one_day, home=tmp_path / "home").stdout


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--customer", "C", "--user", "u"),
        ("--record", "customers"),
        ("--user", "u", "--from", "2026-04-02", "--to", "2026-04-01"),
    ],
)
def test_a_wrong_question_is_refused_in_one_line(logs, tmp_path, words):
    done = sekisho("who", logs, *words, home=tmp_path / "home")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
