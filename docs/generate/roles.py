"""The page of roles and permissions, from the table that the office is held to."""

from docs.generate.markdown import table
from sekisho.roles import ROLES, Permission


def page() -> str:
    """docs/reference/roles.md."""
    roles = list(ROLES.items())
    return "\n".join(
        [
            "# 役割と権限\n\n"
            "一人に一つの役割があります。画面も API も、この表で許されたことだけを受け付けます。"
            "届く範囲の外にある記録は、あるかどうかも分かりません（404）。\n",
            table(
                ["役割", "コードの名前", "仕事", "届く範囲"],
                ([role.label, f"`{role.value}`", told.purpose, told.reach] for role, told in roles),
            ),
            "## できること\n",
            table(
                ["権限", "コードの名前", *(role.label for role, _ in roles)],
                (
                    [
                        permission.label,
                        f"`{permission.value}`",
                        *("○" if permission in told.permissions else "—" for _, told in roles),
                    ]
                    for permission in Permission
                ),
            ),
        ]
    )
