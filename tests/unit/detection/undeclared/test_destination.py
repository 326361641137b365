"""Hosts as they are written, and the domains they belong to."""

import pytest

from sekisho.detection.undeclared import Declarations, DeclaredService, host_of, registrable_domain, shown_domain


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("https://Up.Example.COM./a?b#c", "up.example.com"),
        ("up.example.com:443", "up.example.com"),
        ("//up.example.com/a", "up.example.com"),
        ("ftp://user:p@ss@ftp.example.co.jp:21/", "ftp.example.co.jp"),
        ("http://ｕｐ．example。com／x", "up.example.com"),
        ("https://日本.example.jp/", "xn--wgv71a.example.jp"),
        ("https://XN--WGV71A.example.jp", "xn--wgv71a.example.jp"),
        ("http://203.0.113.7:8080/", "203.0.113.7"),
        ("http://0xcb.0.0x71.7/", "203.0.113.7"),
        ("http://[2001:DB8::1]:443/x", "2001:db8::1"),
        ("http://[::ffff:203.0.113.7]/", "203.0.113.7"),
        ("http://up%2Eexample.com/", "up.example.com"),
        ("", None),
        ("/only/a/path", None),
        ("http://a..example.com/", None),
        ("http://203.0.113.256/", None),
        ("http://[nonsense]/", None),
        ("-", None),
    ],
)
def test_a_host_is_read_however_it_is_written(written, host):
    assert host_of(written) == host


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.example.co.jp", "example.co.jp"),
        ("somebody.github.io", "somebody.github.io"),
        ("x.somebody.github.io", "somebody.github.io"),
        ("github.io", "github.io"),
        ("co.jp", "co.jp"),
        ("intranet", "intranet"),
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("a.shop.city.kawasaki.jp", "city.kawasaki.jp"),
    ],
)
def test_the_domain_that_somebody_registered(host, domain):
    assert registrable_domain(host) == domain


def test_people_read_the_name_not_its_code():
    assert shown_domain("xn--wgv71a.example.jp") == "日本.example.jp"
    assert shown_domain("xn--99999999.example.jp") == "xn--99999999.example.jp"


def test_an_address_is_covered_by_itself_and_its_network_only():
    from ipaddress import ip_network

    declared = Declarations([DeclaredService("P-1", "203.0.113.7"), DeclaredService("P-1", ip_network("2001:db8::/32"))])
    assert declared.cover("P-1", "203.0.113.7")
    assert declared.cover("P-1", "2001:db8::9")
    assert not declared.cover("P-1", "203.0.113.8")
    assert not declared.cover("P-1", "1.203.0.113.7.example.com")
