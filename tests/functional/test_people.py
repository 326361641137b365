"""`sekisho person`: how the first user of a workspace comes in."""

import re

from tests.functional.driving import sekisho


def test_the_first_user_is_invited_and_wrong_words_are_told(tmp_path):
    home = tmp_path / "home"
    done = sekisho("person", "add", "--email", "kei@example.jp", "--name", "計", home=home)
    assert done.returncode == 0
    assert re.fullmatch(r"/invitation/[\w-]{43}/\n", done.stdout)
    wrong = sekisho("person", "add", "--email", "kei", "--name", "計", home=home)
    assert (wrong.returncode, "メールアドレスの形ではありません" in wrong.stderr) == (2, True)
    nobody = sekisho("person", "renew", "--email", "nobody@example.jp", home=home, lang="C")
    assert (nobody.returncode, "No user has this address" in nobody.stderr) == (2, True)
