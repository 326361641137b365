"""Anchors of findings by the names that people know."""

import pytest

from sekisho.catalog import load_catalog
from sekisho.response.anchors import anchor_name


@pytest.mark.parametrize(
    ("anchor", "begins"),
    [
        ("APPI25", "個人情報の保護に関する法律 第25条"),
        ("GL10-6(2)", "個人情報保護法ガイドライン（通則編）10-6(2)"),
        ("GL3-4-4 事例2", "個人情報保護法ガイドライン（通則編）3-4-4 事例2"),
        ("N Q2-7-1", "総務省のヒアリング様式 2-7-1（"),
        ("FORM 2-11", "総務省のヒアリング様式 2-11（"),
        ("B 2-9A", "総務省のヒアリング様式 2-9（"),
        ("CL-08", "条項 CL-08（"),
        ("ACC-07", "点検項目 ACC-07（"),
        ("C-01", "公表された事案 C-01"),
        ("法28条", "個人情報の保護に関する法律 第28条"),
        ("規則18条", "個人情報の保護に関する法律施行規則 第18条"),
        ("RULE18-1-1", "個人情報の保護に関する法律施行規則 第18条第1項第1号"),
        ("ORDER10-1", "個人情報の保護に関する法律施行令 第10条第1項"),
        ("番号法10条", "行政手続における特定の個人を識別するための番号の利用等に関する法律 第10条"),
        ("N policy", "N policy"),
    ],
)
def test_an_anchor_is_named(anchor, begins):
    assert anchor_name(anchor, load_catalog()).startswith(begins)
