"""Somebody who has joined, and a clean count of failures."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from sekisho.roles import Role
from tests.factories.office import PASSWORD, user


@pytest.fixture(autouse=True)
def nothing_counted():
    """Limits of one test must not reach the next."""
    cache.clear()


@pytest.fixture
def window():
    """A browser in which nobody is signed in; it holds to CSRF like a real one does not have to in tests."""
    return Client(HTTP_HOST="localhost")


def joined(role=Role.PRIVACY_OFFICE, **told):
    """Somebody who came by an invitation: their address is verified."""
    someone = user(role, **told)
    EmailAddress.objects.create(user=someone, email=someone.email, verified=True, primary=True)
    return someone


@pytest.fixture
def officer(db):
    """Somebody of the privacy office."""
    return joined()


def sign_in(window, email, password=PASSWORD, **told):
    """Post the form of the sign-in page."""
    return window.post("/accounts/login/", {"login": email, "password": password, **told})


def is_in(window):
    """Whether the window is signed in."""
    return "_auth_user_id" in window.session
