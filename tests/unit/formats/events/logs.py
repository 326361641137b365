"""Small logs of every layout, with fictional people and companies, and what must be read from them."""

from dataclasses import dataclass, field
from pathlib import Path

from sekisho.detection.event import Event, Unreadable
from sekisho.formats.events import read_file


def write(folder: Path, content: str | bytes, encoding: str = "utf-8", name: str = "some.log") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path: Path, layout: str = "auto", **choices: object) -> list[Event | Unreadable]:
    return list(read_file(path, layout, **choices))  # type: ignore[arg-type]


def events(made: list[Event | Unreadable]) -> list[Event]:
    return [item for item in made if isinstance(item, Event)]


def told(made: list[Event | Unreadable]) -> list[tuple[int, str]]:
    return [(item.ref.line, item.why) for item in made if isinstance(item, Unreadable)]


@dataclass(frozen=True)
class Log:
    """A log: its text, the line of each event, and fields that must be found in them, event by event."""

    layout: str
    text: str
    lines: tuple[int, ...]
    fields: tuple[dict[str, str], ...]
    times: tuple[str, ...]
    options: dict[str, object] = field(default_factory=dict)


JP1 = Log(
    "jp1-itdm2",
    "不審操作,操作日時(エージェント),操作日時(UTC),タイムゾーン,発生元,ユーザー名,操作種別,操作種別(詳細),ファイル名\r\n"
    "警戒,2026/04/01 20:40:00,2026/04/01 11:40:00,GMT+09:00,PC-M07,admin01,外部メディア操作,媒体書き出し,E:\\顧客.csv\r\n"
    'FALSE,2026/04/01 20:41:00,,GMT+09:00,PC-M07,admin01,ファイル操作,ファイルコピー,"名簿\r\n（控え）.csv"\r\n'
    "FALSE,2026/04/01 20:42:00,,GMT+09:00,PC-M07,admin01,コンピュータの起動と停止、ログオンとログオフ,ログオン,\r\n",
    (2, 3, 5),
    (
        {
            "category": "peripheral",
            "action": "write",
            "media": "usb",
            "user": "admin01",
            "device": "PC-M07",
            "object": "E:\\顧客.csv",
        },
        {"category": "file", "action": "copy", "object": "名簿\n（控え）.csv", "操作種別(詳細)": "ファイルコピー"},
        {"category": "authentication", "action": "login", "outcome": "success"},
    ),
    ("2026-04-01T11:40:00+00:00", "2026-04-01T11:41:00+00:00", "2026-04-01T11:42:00+00:00"),
)
SYSTEMWALKER = Log(
    "systemwalker-dtk",
    '"ログ出力日時","2026/04/02 09:00:00"\r\n"検索範囲(開始)","2026/04/01"\r\n\r\n'
    '"名称","発生日時","ユーザー名","ドメイン名","種別","区分","付帯","内容","備考"\r\n'
    '"PC-1","2026/04/01 10:00:00","yamada","AMANOGAWA","ファイル持出し","正規","1","元:[C:\\a.xls]\n先:[E:\\a.xls]",""\r\n'
    '"PC-1","2026/04/01 10:01:00","yamada","AMANOGAWA","ファイル操作","正規","","操作:[コピー]、ファイル名元:[C:\\a.xls]、'
    'ドライブ種別元:[固定]、ファイル名先:[E:\\a.xls]、ドライブ種別先:[リムーバブル]、アプリ名:[Explorer.exe]",""\r\n'
    '"PC-1","2026/04/01 10:02:00","yamada","AMANOGAWA","Webアップロード操作","正規","",'
    '"[up.example.com]へのアップロード操作が行われました。アプリ名:[a.exe]、ファイル名:[c:\\t.txt]",""\r\n',
    (5, 7, 8),
    (
        {"category": "peripheral", "action": "write", "media": "usb", "user": "yamada", "device": "PC-1", "付帯": "1"},
        {"category": "peripheral", "action": "write", "object": "E:\\a.xls"},
        {"category": "http", "action": "upload", "url": "up.example.com", "object": "c:\\t.txt"},
    ),
    ("2026-04-01T01:00:00+00:00", "2026-04-01T01:01:00+00:00", "2026-04-01T01:02:00+00:00"),
)
I_FILTER = Log(
    "i-filter-cloud",
    "Apr 01 08:00:27 4872 1000/01/ - 203.0.113.7:443 192.0.2.1 10.1.2.1 - yamada [01/Apr/2026:08:00:27 +0900] 200 0 1207 proxy "
    '63 87 87/127/151 -1 0 1518 10 group01 - 0 - "POST https://up.example.com/upload?f=x.csv HTTP/1.1" - Chrome text%2Fhtml '
    "A667FEFF\n"
    "Apr 01 08:00:28 4872 1000/01/ - - 192.0.2.1 10.1.2.1 PC-1 - [01/Apr/2026:08:00:28 +0900] 503 0 900 block "
    '63 87 87/127/151 -1 0 1518 0 group01 - 0 - "GET https://box.example.com/ HTTP/1.1" - Chrome text%2Fhtml A667FEFF\n',
    (1, 2),
    (
        {
            "category": "http",
            "action": "proxy",
            "user": "yamada",
            "method": "POST",
            "url": "https://up.example.com/upload?f=x.csv",
            "outcome": "success",
            "device": "10.1.2.1",
            "server": "203.0.113.7:443",
        },
        {"action": "block", "outcome": "failure", "device": "PC-1", "method": "GET"},
    ),
    ("2026-03-31T23:00:27+00:00", "2026-03-31T23:00:28+00:00"),
)
SQUID = Log(
    "squid",
    "1775000000.123    234 10.1.2.1 TCP_MISS/200 1207 POST https://up.example.com/x yamada HIER_DIRECT/203.0.113.7 "
    "text/html 8888\n"
    "1775000001.000    234 10.1.2.1 TCP_DENIED/403 1207 CONNECT up.example.com:443 - HIER_NONE/- -\n"
    '10.1.2.1 - suzuki [01/Apr/2026:08:00:27 +0900] "PUT https://up.example.com/y HTTP/1.1" 200 1207 "-" "Agent (x)" '
    "TCP_MISS:HIER_DIRECT\n",
    (1, 2, 3),
    (
        {"category": "http", "user": "yamada", "url": "https://up.example.com/x", "bytes": "1207", "bytes_out": "8888"},
        {"category": "http", "outcome": "failure", "action": "connect", "url": "up.example.com:443"},
        {"category": "http", "user": "suzuki", "method": "PUT", "action": "upload"},
    ),
    ("2026-03-31T23:33:20.123000+00:00", "2026-03-31T23:33:21+00:00", "2026-03-31T23:00:27+00:00"),
)
SYSLOG = Log(
    "syslog",
    "Apr  1 08:00:27 sv01 sshd[123]: Failed password for invalid user foo from 203.0.113.9 port 22 ssh2\n"
    "<86>Apr  1 08:00:28 sv01 sshd[123]: Accepted publickey for yamada from 10.1.2.1 port 22 ssh2\n"
    '<34>1 2026-04-01T08:00:29.123456+09:00 sv01 su 12 ID47 [ex@32473 a="b]\\"" c="d"] su root failed\n'
    "Apr  1 08:00:30 sv01 sudo:   yamada : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/cat /etc/shadow\n"
    "2026-04-01T08:00:31.5+09:00 sv01 kernel: started\n",
    (1, 2, 3, 4, 5),
    (
        {
            "category": "authentication",
            "action": "login",
            "outcome": "failure",
            "user": "foo",
            "src_ip": "203.0.113.9",
            "device": "sv01",
        },
        {"category": "authentication", "action": "login", "outcome": "success", "user": "yamada", "pri": "86"},
        {"program": "su", "pid": "12", "msgid": "ID47", "message": "su root failed"},
        {"category": "process", "action": "elevate", "user": "yamada", "command": "/bin/cat /etc/shadow"},
        {"program": "kernel", "message": "started"},
    ),
    (
        "2026-03-31T23:00:27+00:00",
        "2026-03-31T23:00:28+00:00",
        "2026-03-31T23:00:29.123456+00:00",
        "2026-03-31T23:00:30+00:00",
        "2026-03-31T23:00:31.500000+00:00",
    ),
    {"year": 2026},
)
PGAUDIT_CSV = Log(
    "pgaudit",
    '2026-04-01 08:00:27.123 JST,"yamada","crm",4872,"10.1.2.1:5432",abc.1,1,"SELECT",2026-04-01 08:00:00 JST,3/4,0,LOG,00000,'
    '"AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.customers,""select *\nfrom customers"",<not logged>,640",,,,,,,,,"psql",'
    '"client backend",,0\n',
    (1,),
    (
        {
            "category": "datastore",
            "action": "select",
            "user": "yamada",
            "object": "public.customers",
            "records": "640",
            "statement": "select *\nfrom customers",
            "system": "crm",
        },
    ),
    ("2026-03-31T23:00:27.123000+00:00",),
)
PGAUDIT_TEXT = Log(
    "pgaudit",
    "2026-04-01 08:00:27.123 JST [4872] yamada@crm LOG:  AUDIT: SESSION,1,1,WRITE,DELETE,TABLE,public.customers,"
    '"delete\n\tfrom customers",<none>\n'
    '2026-04-01 08:00:28 JST [1] suzuki@crm FATAL:  password authentication failed for user "suzuki"\n',
    (1, 3),
    (
        {"category": "datastore", "action": "delete", "user": "yamada", "object": "public.customers", "class": "WRITE"},
        {"category": "authentication", "action": "login", "outcome": "failure", "user": "suzuki"},
    ),
    ("2026-03-31T23:00:27.123000+00:00", "2026-03-31T23:00:28+00:00"),
)
AUDITD = Log(
    "auditd",
    "type=SYSCALL msg=audit(1775000000.123:456): arch=c000003e syscall=59 success=yes exit=0 a0=7ffe a1=2 pid=1 auid=1000 "
    'uid=0 comm="cat" exe="/usr/bin/cat" key="k"\n'
    'type=EXECVE msg=audit(1775000000.123:456): argc=2 a0="cat" a1=2F6574632F706173737764\n'
    'type=USER_LOGIN msg=audit(1775000001.000:457): pid=1 uid=0 auid=1000 ses=1 msg=\'op=login acct="root" '
    'exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=ssh res=failed\'\n'
    "type=PROCTITLE msg=audit(1775000000.123:456): proctitle=636174002F6574632F706173737764\n",
    (1, 3),
    (
        {
            "category": "process",
            "action": "start",
            "object": "/usr/bin/cat",
            "command": "cat /etc/passwd",
            "outcome": "success",
        },
        {"category": "authentication", "action": "login", "outcome": "failure", "user": "root", "src_ip": "203.0.113.9"},
    ),
    ("2026-03-31T23:33:20.123000+00:00", "2026-03-31T23:33:21+00:00"),
)
CSV = Log(
    "csv",
    "日付,時刻,利用者,操作,件数,\n令和8年4月1日,午後1時05分,山田,検索,12,\nR8.4.1,１３：０６：０７,佐藤,出力,６４０,\n",
    (2, 3),
    (
        {"user": "山田", "action": "検索", "records": "12", "利用者": "山田"},
        {"user": "佐藤", "時刻": "１３：０６：０７", "件数": "６４０", "records": "640"},
    ),
    ("2026-04-01T04:05:00+00:00", "2026-04-01T04:06:07+00:00"),
)
JSONL = Log(
    "jsonl",
    '{"timestamp":"2026-04-01T08:00:27.123456+09:00","event_id":"e1","user":{"name":"山田"},"note":""}\n'
    '{"timestamp":"2026-04-01T08:00:28+09:00","event_id":"e2","user":{"name":"佐藤"}}\n',
    (1, 2),
    ({"user.name": "山田", "note": ""}, {"user.name": "佐藤"}),
    ("2026-03-31T23:00:27.123456+00:00", "2026-03-31T23:00:28+00:00"),
)
WINDOWS = Log(
    "windows-json",
    '{"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},'
    '"EventID":4625,"TimeCreated":{"#attributes":{"SystemTime":"2026-04-01T08:00:27.123456Z"}},"Channel":"Security",'
    '"Computer":"PC-1","Correlation":null},"EventData":{"TargetUserName":"山田","IpAddress":"203.0.113.9"}}}\n',
    (1,),
    (
        {
            "Provider_Name": "Microsoft-Windows-Security-Auditing",
            "Channel": "Security",
            "TargetUserName": "山田",
            "user": "山田",
            "device": "PC-1",
            "category": "authentication",
            "action": "login",
            "outcome": "failure",
        },
    ),
    ("2026-04-01T08:00:27.123456+00:00",),
)
LOGS = (JP1, SYSTEMWALKER, I_FILTER, SQUID, SYSLOG, PGAUDIT_CSV, PGAUDIT_TEXT, AUDITD, CSV, JSONL, WINDOWS)
