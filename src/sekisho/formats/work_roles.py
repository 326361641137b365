"""Who does which kind of work (``user,role``) → the role of each user, by which people are compared with their likes.

Knows the headings. Refuses to know what a role may do. All faults at once.
"""

from sekisho.formats.fault import Fault, Faults
from sekisho.formats.headed_lists import Heading, read_rows

_HEADING = Heading(
    {
        "user": ("user", "利用者", "要員番号", "id", "ユーザー", "ユーザーid", "アカウント"),
        "role": ("role", "職務", "役割", "仕事", "担当", "業務"),
    },
    ("user", "role"),
    "UTF-8 の CSV（見出し user,role）で保存してください。",
)


def read_work_roles(content: bytes, name: str) -> dict[str, str]:
    """The role by user, of a file called ``name``: CSV in any encoding used in Japan, or a workbook. Raises Faults."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for row in read_rows(content, name, _HEADING):
        user, role = row.cells["user"], row.cells["role"]
        empty = [column for column in _HEADING.needed if not row.cells[column]]
        faults += [row.fault(column, "空です", "値を入れるか、行を消してください。") for column in empty]
        if not empty and found.setdefault(user, role) != role:
            why = f"前の行では「{found[user]}」です"
            faults.append(row.fault("role", why, "一人に一つの仕事だけを書いてください。", role))
    if faults:
        raise Faults(faults)
    return found
