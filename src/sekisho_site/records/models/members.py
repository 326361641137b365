"""People who sign in, and the keys by which others may enter: invitations, answer links, API tokens.

Knows secrets only as SHA-256: who reads the database cannot use a link. Nobody is deleted, because the log speaks of them.
"""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from sekisho.roles import Permission, Role, permits
from sekisho_site.records.models.findings import StoredFinding
from sekisho_site.records.models.identities import DepartmentIdentity, PartyIdentity

_ENTRUSTED = [role.value for role in Role if role.is_entrusted_party]


class UserManager(BaseUserManager["User"]):
    """Makes users; the address is the name under which somebody signs in."""

    def create_user(self, email: str, password: str | None = None, **told: Any) -> "User":
        """A new user; without a password they can sign in by another way only."""
        user = self.model(email=self.normalize_email(email).lower(), **told)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of an address, however it is capitalised."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in: one role; an entrusted party's user is bound to one party, a department's to one department."""

    email = models.EmailField(unique=True)
    name = models.TextField()
    role = models.TextField()
    department = models.ForeignKey(DepartmentIdentity, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(PartyIdentity, models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    invited_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField()
    sessions_ended_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    objects = UserManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(role__in=_ENTRUSTED, party__isnull=False) | (~Q(role__in=_ENTRUSTED) & Q(party__isnull=True)),
                name="user_bound_to_a_party",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.BUSINESS_DEPARTMENT.value, department__isnull=False)
                | (~Q(role=Role.BUSINESS_DEPARTMENT.value) & Q(department__isnull=True)),
                name="user_bound_to_a_department",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number under which the log knows somebody; it says nothing about the person."""
        return f"U-{self.pk:06d}"

    def may(self, permission: Permission) -> bool:
        """Whether the role permits it at all."""
        return self.is_active and permits(Role(self.role), permission)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session must carry to go on: it ends with the password, and with what somebody is and where they belong."""
        stands = (self.password, self.role, self.department_id, self.party_id, self.sessions_ended_at)
        salt = f"{type(self).__module__}.{type(self).__qualname__}.session"
        return salted_hmac(salt, repr(stands), secret=secret, algorithm="sha256").hexdigest()


class _Key(models.Model):
    """A secret that was handed out: 256 bits, kept as SHA-256, for one purpose, expiring, revocable."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class Invitation(_Key):
    """A link by which somebody becomes a user, once; or by which a user (``renews``) chooses a password anew.

    Nobody made it (``made_by``) when it came from the command line, as the first one does.
    """

    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    renews = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    email = models.EmailField()
    name = models.TextField()
    role = models.TextField()
    department = models.ForeignKey(DepartmentIdentity, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(PartyIdentity, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")


class AnswerLink(_Key):
    """A link without an account by which a party answers one instruction."""

    finding = models.ForeignKey(StoredFinding, models.PROTECT, related_name="+")
    party = models.ForeignKey(PartyIdentity, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)


class ApiToken(_Key):
    """A key for programs: acts as its user, and only within its scopes (codes of permissions)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.TextField()
    scopes = models.JSONField(default=list)
    last_used_at = models.DateTimeField(null=True)
